// SPDX-License-Identifier: Apache-2.0
// One JSON document: all findings, each with the file that it is about, and the totals.
import { type CheckedDocument, totals } from './types.js'

export function jsonReport(documents: readonly CheckedDocument[]): string {
  const findings = documents.flatMap(({ name, diagnostics }) => diagnostics.map((one) => ({ file: name, ...one })))
  return `${JSON.stringify({ findings, totals: totals(documents) }, null, 2)}\n`
}
