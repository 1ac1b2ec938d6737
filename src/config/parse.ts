// SPDX-License-Identifier: Apache-2.0
// A JSON document as values of JavaScript, read by the core's parser: with all that it refuses and where everything is.

import { linesOf } from '../common/lines.js'
import type { Core, Diagnostic, Outline, Place } from '../core/types.js'

/** A value of JSON. An integer beyond what `Number.isSafeInteger` tells from its neighbours is a bigint. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | { [key: string]: JsonValue }

export interface ParsedDocument {
  /** Undefined if the document is no JSON. Of equal keys of an object the last one counts. */
  value: JsonValue | undefined
  /** What is wrong with it as JSON: syntax, limits, keys that stand twice. */
  diagnostics: Diagnostic[]
  /**
   * Where a value is.
   * @param pointer JSON pointer (RFC 6901); empty for the document
   * @returns undefined if there is no such value
   */
  place(pointer: string): Place | undefined
}

export function parseWith(core: Core, document: Uint8Array): ParsedDocument {
  const { diagnostics, values } = core.parse(document)
  if (values.length === 0) return { value: undefined, diagnostics, place: () => undefined }
  let places: ReadonlyMap<string, [start: number, end: number]> | undefined
  return {
    value: new Reader(document, values).read(() => {}),
    diagnostics,
    place(pointer) {
      places ??= placesOf(document, values)
      const found = places.get(pointer)
      return found === undefined ? undefined : placeOf(document, pointer, ...found)
    },
  }
}

function placesOf(document: Uint8Array, values: Outline['values']): ReadonlyMap<string, [number, number]> {
  const places = new Map<string, [number, number]>()
  new Reader(document, values).read((pointer, start, end) => places.set(pointer, [start, end]))
  return places
}

type Visit = (pointer: string, start: number, end: number) => void

/** Numbers of a value in the outline. */
const width = 6
const [nullType, booleanType, numberType, stringType, arrayType] = [0, 1, 2, 3, 4]

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

class Reader {
  readonly #document: Uint8Array
  readonly #values: Outline['values']
  #at = 0

  constructor(document: Uint8Array, values: Outline['values']) {
    this.#document = document
    this.#values = values
  }

  /** The value at hand and all in it; `visit` is called with each one's place. The core limits the depth. */
  read(visit: Visit, pointer = ''): JsonValue {
    const [type, count, , , start, end] = this.#next()
    this.#at += width
    visit(pointer, start, end)
    if (type === nullType) return null
    if (type === booleanType) return this.#document[start] === 't'.charCodeAt(0)
    if (type === numberType) return numberOf(this.#text(start, end))
    if (type === stringType) return JSON.parse(this.#text(start, end)) as string
    if (type === arrayType) return Array.from({ length: count }, (_, i) => this.read(visit, `${pointer}/${i}`))
    const members = Array.from({ length: count }, (): [string, JsonValue] => {
      const [, , keyStart, keyEnd] = this.#next()
      const key = JSON.parse(this.#text(keyStart, keyEnd)) as string
      return [key, this.read(visit, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)]
    })
    // Unlike an assignment this makes a property of `__proto__` too.
    return Object.fromEntries(members)
  }

  #next(): Numbers {
    return Array.from(this.#values.subarray(this.#at, this.#at + width)) as unknown as Numbers
  }

  #text(start: number, end: number): string {
    return decoder.decode(this.#document.subarray(start, end))
  }
}

type Numbers = [type: number, count: number, keyStart: number, keyEnd: number, start: number, end: number]

function numberOf(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : BigInt(text)
}

function placeOf(document: Uint8Array, pointer: string, start: number, end: number): Place {
  const [line, column] = positionOf(document, start)
  const [endLine, endColumn] = positionOf(document, end)
  return { pointer, line, column, endLine, endColumn, offset: start, end }
}

function positionOf(document: Uint8Array, offset: number): [line: number, column: number] {
  const lines = linesOf(document.subarray(0, offset))
  return [lines.length, (lines.at(-1) ?? '').length + 1]
}
