// SPDX-License-Identifier: Apache-2.0
// Values of options with a unit.

const milliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds from `500ms`, `5s`, `2m`, `1h`; a number alone counts seconds. */
export function parseDuration(option: string, text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const duration = Math.round(Number(digits) * (milliseconds[unit] ?? Number.NaN))
  // Node's timers hold 31 bits.
  if (!(duration > 0 && duration < 2 ** 31)) throw wrong(option, text, 'a time such as 500ms, 5s, 2m or 1h')
  return duration
}

/** A number above 0, 0.5 for instance. */
export function parsePositive(option: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(value > 0 && value <= 1e6)) throw wrong(option, text, 'a number above 0')
  return value
}

export function parseCount(option: string, text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value > 0)) throw wrong(option, text, 'a whole number above 0')
  return value
}

function wrong(option: string, text: string, wanted: string): Error {
  return new Error(`${option} wants ${wanted}, not ${JSON.stringify(text)}`)
}
