// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// `parse`: the values of a document, exactly, and where they are.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonValue, parse } from '../../src/config/index.js'
import { accepted, refused } from '../helpers/json-suite.js'

/** Integers that are not safe are bigints. */
const asParsed = (_: string, value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
    ? BigInt(String(value))
    : value

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the value', () => {
  it('is that of JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parse(text)).toMatchObject({ diagnostics: [] })
        expect(parse(text).value).toEqual(JSON.parse(text, asParsed))
      }),
    )
  })

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['18446744073709551615', 18446744073709551615n],
    ['-9223372036854775808', -9223372036854775808n],
    ['1e3', 1000],
    ['1e30', 1e30],
    ['0.5', 0.5],
    ['-0', -0],
  ])('of %s is exact', (text, value) => expect(parse(text).value).toBe(value))

  it('has the last of equal keys, and a finding about it', () => {
    const { value, diagnostics } = parse('{"a": [1, 2], "b": 3, "a": 4}')
    expect(value).toEqual({ a: 4, b: 3 })
    expect(diagnostics).toMatchObject([{ severity: 'warning', line: 1 }])
  })

  it('has a property __proto__ like any other', () => {
    const { value } = parse('{"__proto__": {"polluted": true}}')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it.each(Object.entries(accepted).slice(0, 60))('is there for %s', (_, text) => {
    const document = Uint8Array.from(text, (character) => character.charCodeAt(0))
    const { value } = parse(document)
    expect(value).toEqual(JSON.parse(new TextDecoder().decode(document)))
  })

  it.each(Object.entries(refused).slice(0, 60))('is not there for %s', (_, text) => {
    const { value, diagnostics, place } = parse(Uint8Array.from(text, (character) => character.charCodeAt(0)))
    expect([value, place('')]).toEqual([undefined, undefined])
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  })
})

describe('a place', () => {
  it('is that of the value at the pointer', () => {
    const check = (document: Uint8Array, pointer: string, value: JsonValue) => {
      const found = parse(document).place(pointer)
      const text = new TextDecoder().decode(document.subarray(found?.offset, found?.end))
      expect(JSON.parse(text)).toEqual(value)
    }
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (any, indent) => {
        const text = JSON.stringify(any, null, indent)
        // As the text has it: there is no -0.
        const value = JSON.parse(text) as JsonValue
        const document = bytes(text)
        check(document, '', value)
        if (typeof value !== 'object' || value === null) return
        for (const [key, inner] of Object.entries(value)) {
          check(document, `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner as JsonValue)
        }
      }),
    )
  })

  it('counts lines, and columns in UTF-16', () => {
    expect(parse('{\r\n  "😀": "ä", "b": [\n7]\n}').place('/b/0')).toEqual({
      pointer: '/b/0',
      line: 3,
      column: 1,
      endLine: 3,
      endColumn: 2,
      offset: 26,
      end: 27,
    })
    expect(parse('{\r\n  "😀": "ä", "b": 1 }').place('/b')).toMatchObject({ line: 2, column: 19 })
  })

  it('is not there for what is not', () => {
    const { place } = parse('{"a": [1]}')
    expect([place('/b'), place('/a/1'), place('a'), place('/a/0')?.column]).toEqual([
      undefined,
      undefined,
      undefined,
      8,
    ])
  })
})
