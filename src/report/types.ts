// SPDX-License-Identifier: Apache-2.0
// What a report is made of. Everything here runs wherever JavaScript does.
import type { Diagnostic, Place, Rule, Severity } from '../core/types.js'

export interface ReportedFile {
  /** The path that readers know it by, relative or absolute, with `/`. */
  name: string
  /** Its text, for the lines that `text` shows; without it there are none. */
  source?: Uint8Array | string
}

/** A document that was checked, and what was found. */
export interface CheckedDocument extends ReportedFile {
  /** The runtime.json of 2015, where the document is its config.json: what findings with `document: 1` are about. */
  second?: ReportedFile
  /** In the order of `validate`. */
  diagnostics: readonly Diagnostic[]
}

/** The file that a place is in. */
export function fileOf(document: CheckedDocument, place: Place): ReportedFile {
  return place.document === 1 ? (document.second ?? { name: 'runtime.json' }) : document
}

export const reportFormats = ['text', 'json', 'jsonl', 'sarif', 'github', 'junit'] as const

/**
 * `text` for people; `json` one document; `jsonl` a finding a line; `sarif` 2.1.0; `github` workflow commands, which
 * become annotations; `junit` XML.
 */
export type ReportFormat = (typeof reportFormats)[number]

export interface ReportOptions {
  /** Escape sequences for terminals in `text`. Default: false. */
  colour?: boolean
  /** In `junit`, warnings (and not hints) are failures too. Default: false. */
  strict?: boolean
  /** Describes the rules in `sarif`. Default: none. */
  rules?: readonly Rule[]
  /** Without the line of totals in `text`. Default: false. */
  quiet?: boolean
}

export interface Totals {
  documents: number
  errors: number
  warnings: number
  hints: number
}

export function totals(documents: readonly CheckedDocument[]): Totals {
  const all = documents.flatMap(({ diagnostics }) => diagnostics)
  const count = (wanted: Severity) => all.filter(({ severity }) => severity === wanted).length
  return { documents: documents.length, errors: count('error'), warnings: count('warning'), hints: count('hint') }
}
