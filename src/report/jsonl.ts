// SPDX-License-Identifier: Apache-2.0
// A JSON object a line and finding, as in `json`: for `jq` and `grep`.
import { findingsOf } from './json.js'
import type { CheckedDocument } from './types.js'

export function jsonlReport(documents: readonly CheckedDocument[]): string {
  return documents
    .flatMap(findingsOf)
    .map((finding) => `${JSON.stringify(finding)}\n`)
    .join('')
}
