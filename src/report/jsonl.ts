// SPDX-License-Identifier: Apache-2.0
// A JSON object a line and finding, as in `json`: for `jq` and `grep`.
import type { CheckedDocument } from './types.js'

export function jsonlReport(documents: readonly CheckedDocument[]): string {
  return documents
    .flatMap(({ name, diagnostics }) => diagnostics.map((one) => `${JSON.stringify({ file: name, ...one })}\n`))
    .join('')
}
