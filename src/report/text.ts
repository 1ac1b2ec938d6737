// SPDX-License-Identifier: Apache-2.0
// For people: where, what, the line itself with a mark below the place, the other places that it is about, and what
// would be right.

import { linesOf } from '../common/lines.js'
import type { Diagnostic, Place, Severity } from '../core/types.js'
import { helpOf } from './advice.js'
import { frameOf } from './frame.js'
import { printable } from './printable.js'
import { type CheckedDocument, fileOf, type ReportedFile, type ReportOptions, totals } from './types.js'

type Style = keyof typeof styles
type Paint = (style: Style, text: string) => string

const styles = {
  error: '1;31',
  warning: '1;33',
  hint: '1;36',
  note: '1;34',
  strong: '1',
  faint: '2',
  good: '32',
}
const plain: Paint = (_, text) => text
const coloured: Paint = (style, text) => `\x1b[${styles[style]}m${text}\x1b[0m`

export function textReport(documents: readonly CheckedDocument[], { colour, quiet }: ReportOptions): string {
  const paint = colour ? coloured : plain
  const parts = documents.flatMap((document) => {
    const lines = lineReader()
    return document.diagnostics.map((one) => finding(document, one, lines, paint))
  })
  return `${parts.join('')}${quiet ? '' : summary(documents, paint)}`
}

/** The lines of a document's files, each split once. */
function lineReader(): LineReader {
  const known = new Map<ReportedFile, readonly string[]>()
  return (file) => {
    const lines = known.get(file) ?? (file.source === undefined ? [] : linesOf(file.source))
    known.set(file, lines)
    return lines
  }
}

type LineReader = (file: ReportedFile) => readonly string[]

function finding(document: CheckedDocument, one: Diagnostic, lines: LineReader, paint: Paint): string {
  const { code, severity, message, section, related = [] } = one
  const shown = (place: Place, style: Style, title: string): string[] => {
    const file = fileOf(document, place)
    const position = paint('strong', `${printable(file.name)}:${place.line}:${place.column}:`)
    const where = place.pointer === '' ? '' : ` (at ${printable(place.pointer)})`
    const frame = frameOf(lines(file), place)
    const mark = frame === undefined ? '' : `${paint('faint', frame.gutter)}${frame.indent}${paint(style, frame.mark)}`
    return [`${position} ${title}${where}`, ...(frame === undefined ? [] : [frame.code, mark])]
  }
  const rows = [
    ...shown(one, severity, `${paint(severity, severity)} ${code}: ${printable(message)}`),
    ...related.flatMap((place) => shown(place, 'note', `${paint('note', 'note')}: ${printable(place.message)}`)),
    ...helpOf(one).map((text) => `  ${printable(text)}`),
    ...(section === 'gantry' ? [] : [`  see: ${printable(section)}`]),
  ]
  return `${rows.join('\n')}\n`
}

function summary(documents: readonly CheckedDocument[], paint: Paint): string {
  const { errors, warnings, hints } = totals(documents)
  const worst: Severity | 'good' = errors > 0 ? 'error' : warnings > 0 ? 'warning' : hints > 0 ? 'hint' : 'good'
  const advice = hints > 0 ? `, ${count(hints, 'hint')}` : ''
  const found = `${count(errors, 'error')}, ${count(warnings, 'warning')}${advice}`
  return `${paint(worst, found)} in ${count(documents.length, 'config')}\n`
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
