// SPDX-License-Identifier: Apache-2.0

/** The lines of a document as the core counts them. */
export function linesOf(source: Uint8Array | string): string[] {
  const text = typeof source === 'string' ? source : new TextDecoder('utf-8', { ignoreBOM: true }).decode(source)
  return text.split(/\r\n|[\n\r]/)
}
