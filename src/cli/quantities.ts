// SPDX-License-Identifier: Apache-2.0
// Values of options with a unit.

const binary: Record<string, number> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }
const milliseconds: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Bytes from `64M`, `1.5g`, `65536`, `64MiB`. */
export function parseSize(option: string, text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i.exec(text) ?? []
  const bytes = Math.floor(Number(digits) * (binary[unit?.toUpperCase() ?? ''] ?? Number.NaN))
  if (!Number.isSafeInteger(bytes) || bytes === 0) throw wrong(option, text, 'a size such as 65536, 512K, 64M or 1.5G')
  return bytes
}

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

/** `SRC:DST` or `SRC:DST:ro`; both paths absolute. */
export function parseBind(text: string): { source: string; destination: string; readonly: boolean } {
  const [, source, destination, mode] = /^(\/[^:]*):(\/[^:]*)(?::(ro|rw))?$/.exec(text) ?? []
  if (source === undefined || destination === undefined)
    throw wrong('--bind', text, 'SRC:DST or SRC:DST:ro with absolute paths')
  return { source, destination, readonly: mode === 'ro' }
}

function wrong(option: string, text: string, wanted: string): Error {
  return new Error(`${option} wants ${wanted}, not ${JSON.stringify(text)}`)
}
