// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS): what code scanning services take.
import type { Diagnostic, Rule } from '../core/types.js'
import type { CheckedDocument, ReportOptions } from './types.js'

/** SARIF's words. */
const levelOf = { error: 'error', warning: 'warning', hint: 'note' } as const

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

export function sarifReport(documents: readonly CheckedDocument[], { rules = [] }: ReportOptions): string {
  const codes = [...new Set(documents.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort()
  const run = {
    tool: { driver: { name: 'gantry', rules: codes.map((code) => descriptorOf(code, rules)) } },
    // As the core counts them.
    columnKind: 'utf16CodeUnits',
    newlineSequences: ['\r\n', '\n', '\r'],
    artifacts: documents.map(({ name }) => ({ location: { uri: uriOf(name) }, mimeType: 'application/json' })),
    results: documents.flatMap((document, index) => resultsOf(document, index, codes)),
  }
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

function descriptorOf(id: string, rules: readonly Rule[]) {
  const rule = rules.find(({ code }) => code === id)
  if (rule === undefined) return { id }
  return { id, shortDescription: { text: rule.text }, defaultConfiguration: { level: levelOf[rule.severity] } }
}

function resultsOf({ name, diagnostics }: CheckedDocument, index: number, codes: readonly string[]) {
  const seen = new Map<string, number>()
  return diagnostics.map((one) => {
    const identity = `${one.code}:${one.pointer}`
    const occurrence = (seen.get(identity) ?? 0) + 1
    seen.set(identity, occurrence)
    return {
      ruleId: one.code,
      ruleIndex: codes.indexOf(one.code),
      level: levelOf[one.severity],
      message: { text: one.help === undefined ? one.message : `${one.message}\nhelp: ${one.help}` },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: uriOf(name), index }, region: regionOf(one) },
          ...(one.pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: one.pointer, kind: 'value' }] }),
        },
      ],
      // Tells a finding from new ones when lines move: by where it is in the model, and not in the text.
      partialFingerprints: { 'gantryFinding/v1': `${identity}:${occurrence}` },
    }
  })
}

function regionOf({ line, column, endLine, endColumn, offset, end }: Diagnostic) {
  return {
    startLine: line,
    startColumn: column,
    endLine,
    endColumn,
    byteOffset: offset,
    byteLength: end - offset,
  }
}

/** A path as a URI reference. A relative one stays relative to where the report is read. */
function uriOf(path: string): string {
  const encoded = path.toWellFormed().split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${encoded}` : encoded
}
