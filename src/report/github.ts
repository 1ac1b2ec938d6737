// SPDX-License-Identifier: Apache-2.0
// Workflow commands of GitHub Actions: a line of the job's log each, shown beside the file's line.
import type { Diagnostic } from '../core/types.js'
import { helpOf, notesOf } from './advice.js'
import { type CheckedDocument, fileOf } from './types.js'

/** GitHub's words. */
const commandOf = { error: 'error', warning: 'warning', hint: 'notice' } as const

export function githubReport(documents: readonly CheckedDocument[]): string {
  return documents.flatMap((document) => document.diagnostics.map((one) => command(document, one))).join('')
}

function command(document: CheckedDocument, one: Diagnostic): string {
  const { code, severity, message, pointer, line, column, endLine, endColumn } = one
  // Columns of a range over several lines are refused.
  const columns = line === endLine ? { col: column, endColumn } : {}
  const properties = Object.entries({ file: fileOf(document, one).name, line, endLine, ...columns, title: code })
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(',')
  const where = pointer === '' ? '' : ` (at ${pointer})`
  const text = [`${message}${where}`, ...notesOf(document, one), ...helpOf(one)].join('\n')
  return `::${commandOf[severity]} ${properties}::${escapeData(text)}\n`
}

/** The runner undoes these; a line feed as such would end the command, and what follows could be another. */
const escapeData = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
const escapeProperty = (text: string) => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
