// SPDX-License-Identifier: Apache-2.0
// The line of a document that a finding is about, with a mark below the place.
import type { Place } from '../core/types.js'
import { printable } from './printable.js'

/** Of a longer line this much is shown before and from the place on. */
const before = 40
const after = 60

export interface Frame {
  /** `12 | ` and the text. */
  code: string
  /** What stands below the number. */
  gutter: string
  /** White space up to the place. */
  indent: string
  /** `^~~~`, at least one character. */
  mark: string
}

export function frameOf(lines: readonly string[], { line, column, endLine, endColumn }: Place): Frame | undefined {
  const text = lines[line - 1]
  if (text === undefined) return undefined
  const start = Math.min(column - 1, text.length)
  const end = endLine === line ? Math.max(Math.min(endColumn - 1, text.length), start) : text.length
  const from = wholeAt(text, start - before <= 0 ? 0 : start - before)
  const to = wholeAt(text, Math.min(text.length, start + after))
  const cutBefore = from > 0 ? '…' : ''
  const cutAfter = to < text.length ? '…' : ''
  const head = `${cutBefore}${printable(text.slice(from, start))}`
  const marked = printable(text.slice(start, Math.min(end, to)))
  const tail = printable(text.slice(Math.min(end, to), to))
  const number = String(line).padStart(5)
  return {
    code: `${number} | ${head}${marked}${tail}${cutAfter}`.trimEnd(),
    gutter: `${' '.repeat(number.length)} | `,
    indent: ' '.repeat(widthOf(head)),
    mark: `^${'~'.repeat(Math.max(widthOf(marked) - 1, 0))}`,
  }
}

/** Not between the halves of a surrogate pair. */
function wholeAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at
}

/** In characters. */
const widthOf = (text: string) => [...text].length
