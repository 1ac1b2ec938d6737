// SPDX-License-Identifier: Apache-2.0
// What a finding says beyond its message, in the formats that have no fields of their own for it.
import type { Diagnostic, Place } from '../core/types.js'
import { type CheckedDocument, fileOf } from './types.js'

/** What would be right, a line each. */
export function helpOf({ help, suggestion }: Diagnostic): string[] {
  const sentences = [help, suggestion === undefined ? undefined : `use ${JSON.stringify(suggestion)}`]
  return sentences.filter((sentence) => sentence !== undefined).map((sentence) => `help: ${sentence}`)
}

/** The other places that it is about, a line each. */
export function notesOf(document: CheckedDocument, { related = [] }: Diagnostic): string[] {
  return related.map((place) => `note: ${positionOf(document, place)}: ${place.message}`)
}

/** `config.json:12:5` */
export function positionOf(document: CheckedDocument, place: Place): string {
  return `${fileOf(document, place).name}:${place.line}:${place.column}`
}
