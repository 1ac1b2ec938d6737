// SPDX-License-Identifier: Apache-2.0
// Golden files of commented hex: what a program sends, held against what it should send.
import { readHex, writeCommentedHex } from '../formats/hex.js'
import type { Datagram } from '../formats/types.js'
import { decode, layout } from '../index.js'
import type { Protocol } from '../types.js'
import { type DiffOptions, diffMessages, formatDifferences } from './diff.js'

export interface GoldenOptions extends DiffOptions {
  /** Where the file does not say. Default: `route`. */
  protocol?: Protocol
}

export interface Verdict {
  pass: boolean
  /** What differs, a line each; why it passes where it should not. */
  message: string
}

/**
 * Compares bytes with the commented hex of a golden file. Without `ignore` they have to be the same bytes; with it, the
 * same messages but for those fields.
 */
export function matchGolden(
  actual: Uint8Array | readonly Uint8Array[],
  golden: string,
  options: GoldenOptions = {},
): Verdict {
  const expected = readHex(golden)
  const given = actual instanceof Uint8Array ? [actual] : actual
  if (given.length !== expected.length) {
    return { pass: false, message: `${expected.length} datagrams are expected, not ${given.length}\n` }
  }
  const reports = given.map((bytes, index) => {
    const report = compare(bytes, expected[index] as Datagram, options)
    return given.length > 1 && report !== '' ? `datagram ${index + 1}:\n${report}` : report
  })
  const message = reports.join('')
  return message === '' ? { pass: true, message: 'the bytes are those of the golden file\n' } : { pass: false, message }
}

function compare(actual: Uint8Array, golden: Datagram, options: GoldenOptions): string {
  const protocol = golden.protocol ?? options.protocol ?? 'route'
  const same = actual.length === golden.bytes.length && actual.every((byte, i) => byte === golden.bytes[i])
  if (same) return ''
  const [wanted, found] = [golden.bytes, actual].map((bytes) => decode(bytes, { protocol }))
  const report = formatDifferences(diffMessages(wanted ?? [], found ?? [], options))
  if (report !== '' || (options.ignore?.length ?? 0) > 0 || options.order === false) return report
  const at = actual.findIndex((byte, i) => byte !== golden.bytes[i])
  return `the bytes differ from byte ${at < 0 ? actual.length : at} on\n`
}

/** The text of a golden file for what was sent. */
export function goldenText(datagrams: readonly Datagram[]): string {
  return writeCommentedHex(datagrams, ({ bytes, protocol = 'route' }) => layout(bytes, { protocol }))
}
