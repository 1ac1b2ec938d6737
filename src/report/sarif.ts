// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0 (OASIS): what code scanning services take.
import type { Diagnostic, Place, Rule } from '../core/types.js'
import { sectionUrl } from './section.js'
import { type CheckedDocument, fileOf, type ReportOptions } from './types.js'

/** SARIF's words. */
const levelOf = { error: 'error', warning: 'warning', hint: 'note' } as const

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

export function sarifReport(documents: readonly CheckedDocument[], { rules = [] }: ReportOptions): string {
  const codes = [...new Set(documents.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort()
  const names = documents.flatMap(({ name, second }) => (second === undefined ? [name] : [name, second.name]))
  const context = {
    rules: new Map(codes.map((code, index) => [code, index])),
    artifacts: new Map(names.map((name, index) => [name, index])),
  }
  const run = {
    tool: { driver: { name: 'gantry', rules: codes.map((code) => descriptorOf(code, rules)) } },
    // As the core counts them.
    columnKind: 'utf16CodeUnits',
    newlineSequences: ['\r\n', '\n', '\r'],
    artifacts: names.map((name) => ({ location: { uri: uriOf(name) }, mimeType: 'application/json' })),
    results: documents.flatMap((document) => resultsOf(document, context)),
  }
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`
}

/** Where things stand in the lists of the run. */
interface Context {
  rules: ReadonlyMap<string, number>
  artifacts: ReadonlyMap<string, number>
}

function descriptorOf(id: string, rules: readonly Rule[]) {
  const rule = rules.find(({ code }) => code === id)
  if (rule === undefined) return { id }
  const url = sectionUrl(rule.section)
  return {
    id,
    shortDescription: { text: rule.text },
    ...(url === undefined ? {} : { helpUri: url, help: { text: `See ${rule.section}: ${url}` } }),
    defaultConfiguration: { level: levelOf[rule.severity] },
  }
}

function resultsOf(document: CheckedDocument, context: Context) {
  const seen = new Map<string, number>()
  return document.diagnostics.map((one) => {
    const identity = `${one.code}:${one.document === 1 ? 'runtime.json:' : ''}${one.pointer}`
    const occurrence = (seen.get(identity) ?? 0) + 1
    seen.set(identity, occurrence)
    const artifact = artifactOf(document, one, context)
    return {
      ruleId: one.code,
      ruleIndex: context.rules.get(one.code),
      level: levelOf[one.severity],
      message: { text: one.help === undefined ? one.message : `${one.message}\nhelp: ${one.help}` },
      locations: [locationOf(document, one, context)],
      ...relatedOf(document, one, context),
      ...('suggestion' in one ? { fixes: [fixOf(one, artifact)] } : {}),
      // Tells a finding from new ones when lines move: by where it is in the model, and not in the text.
      partialFingerprints: { 'gantryFinding/v1': `${identity}:${occurrence}` },
    }
  })
}

function artifactOf(document: CheckedDocument, place: Place, { artifacts }: Context) {
  const { name } = fileOf(document, place)
  const index = artifacts.get(name)
  return { uri: uriOf(name), ...(index === undefined ? {} : { index }) }
}

function locationOf(document: CheckedDocument, place: Place, context: Context) {
  return {
    physicalLocation: { artifactLocation: artifactOf(document, place, context), region: regionOf(place) },
    ...(place.pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: place.pointer, kind: 'value' }] }),
  }
}

function relatedOf(document: CheckedDocument, { related = [] }: Diagnostic, context: Context) {
  if (related.length === 0) return {}
  return {
    relatedLocations: related.map((place, id) => ({
      id,
      message: { text: place.message },
      ...locationOf(document, place, context),
    })),
  }
}

/** The suggested value in the place of what stands there. */
function fixOf(one: Diagnostic, artifactLocation: object) {
  const text = JSON.stringify(one.suggestion)
  return {
    description: { text: `use ${text}` },
    artifactChanges: [
      { artifactLocation, replacements: [{ deletedRegion: regionOf(one), insertedContent: { text } }] },
    ],
  }
}

function regionOf({ line, column, endLine, endColumn, offset, end }: Place) {
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
