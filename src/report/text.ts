// SPDX-License-Identifier: Apache-2.0
// For people: where, what, the line itself with a mark below the place, and what would be right.
import type { Diagnostic, Severity } from '../core/types.js'
import { frameOf, linesOf } from './frame.js'
import { printable } from './printable.js'
import { type CheckedDocument, type ReportOptions, totals } from './types.js'

type Paint = (style: keyof typeof styles, text: string) => string

const styles = { error: '1;31', warning: '1;33', hint: '1;36', strong: '1', faint: '2', good: '32' }
const plain: Paint = (_, text) => text
const coloured: Paint = (style, text) => `\x1b[${styles[style]}m${text}\x1b[0m`

export function textReport(documents: readonly CheckedDocument[], { colour, quiet }: ReportOptions): string {
  const paint = colour ? coloured : plain
  const parts = documents.flatMap(({ name, source, diagnostics }) => {
    const lines = source === undefined || diagnostics.length === 0 ? [] : linesOf(source)
    return diagnostics.map((diagnostic) => finding(name, lines, diagnostic, paint))
  })
  return `${parts.join('')}${quiet ? '' : summary(documents, paint)}`
}

function finding(name: string, lines: readonly string[], diagnostic: Diagnostic, paint: Paint): string {
  const { code, severity, message, help, pointer, line, column } = diagnostic
  const where = pointer === '' ? '' : ` (at ${printable(pointer)})`
  const place = paint('strong', `${printable(name)}:${line}:${column}:`)
  const frame = frameOf(lines, diagnostic)
  const rows = [`${place} ${paint(severity, severity)} ${code}: ${printable(message)}${where}`]
  if (frame !== undefined) {
    rows.push(frame.code, `${paint('faint', frame.gutter)}${frame.indent}${paint(severity, frame.mark)}`)
  }
  if (help !== undefined) rows.push(`  help: ${printable(help)}`)
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
