// SPDX-License-Identifier: Apache-2.0
// Findings as the texts that people and tools read. The same findings give the same text everywhere.
import type { Diagnostic } from '../core/types.js'
import { githubReport } from './github.js'
import { jsonReport } from './json.js'
import { jsonlReport } from './jsonl.js'
import { junitReport } from './junit.js'
import { sarifReport } from './sarif.js'
import { textReport } from './text.js'
import {
  type CheckedDocument,
  type ReportedFile,
  type ReportFormat,
  type ReportOptions,
  reportFormats,
} from './types.js'

export { type CheckedDocument, type ReportedFile, type ReportFormat, type ReportOptions, reportFormats }

/** How to show the findings of one document. */
export interface FormatOptions extends ReportOptions {
  /** What the document is called. Default: `config.json`. */
  name?: string
  /** Its text, for the lines that `text` shows. */
  source?: Uint8Array | string
  /** The runtime.json of 2015 that belongs to it. */
  second?: ReportedFile
}

const writers: Record<ReportFormat, (documents: readonly CheckedDocument[], options: ReportOptions) => string> = {
  text: textReport,
  json: jsonReport,
  jsonl: jsonlReport,
  sarif: sarifReport,
  github: githubReport,
  junit: junitReport,
}

/** A report on one document; ends with a line feed unless it is empty. */
export function format(diagnostics: readonly Diagnostic[], as: ReportFormat, options: FormatOptions = {}): string {
  const { name = 'config.json', source, second, ...rest } = options
  const texts = { ...(source === undefined ? {} : { source }), ...(second === undefined ? {} : { second }) }
  return formatDocuments([{ name, diagnostics, ...texts }], as, rest)
}

/**
 * A report on several documents, in their order.
 * @throws RangeError if there is no such format
 */
export function formatDocuments(
  documents: readonly CheckedDocument[],
  as: ReportFormat,
  options: ReportOptions = {},
): string {
  if (!Object.hasOwn(writers, as)) throw new RangeError(`unknown format ${as}: ${reportFormats.join(', ')}`)
  return writers[as](documents, options)
}
