// SPDX-License-Identifier: Apache-2.0
// One JSON document: all findings, each with the file that it is about, and the totals.
import type { Diagnostic } from '../core/types.js'
import { type CheckedDocument, fileOf, totals } from './types.js'

export function jsonReport(documents: readonly CheckedDocument[]): string {
  return `${JSON.stringify({ findings: documents.flatMap(findingsOf), totals: totals(documents) }, null, 2)}\n`
}

/** The findings, with the names of the files that they and their related places are in. */
export function findingsOf(document: CheckedDocument) {
  return document.diagnostics.map((one: Diagnostic) => ({
    file: fileOf(document, one).name,
    ...one,
    ...(one.related === undefined
      ? {}
      : { related: one.related.map((place) => ({ file: fileOf(document, place).name, ...place })) }),
  }))
}
