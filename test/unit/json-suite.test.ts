// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// Conformance to RFC 8259 as the JSON Parsing Test Suite sorts it.
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { componentCore } from '../../src/core/component.js'
import { rawCore } from '../../src/core/raw.js'
import type { Core, Diagnostic } from '../../src/core/types.js'
import { accepted, refused, undecided } from '../helpers/json-suite.js'

const options = { id: 'unit', bundle: '/bundle', host: defaultFacts }
const ways: [name: string, core: Core][] = [
  ['component', componentCore()],
  ['raw instance', rawCore()],
]
const bytesOf = (input: string) => Buffer.from(input, 'latin1')

// What the reader says of the syntax; findings about the config that it then is none are another matter.
const syntaxErrors = (core: Core, bytes: Uint8Array): Diagnostic[] =>
  core
    .compile(bytes, options)
    .diagnostics.filter(({ code, severity }) => severity === 'error' && code.startsWith('GTY-JSON-'))

it('are all of its cases', () => {
  expect(Object.keys(accepted)).toHaveLength(95)
  expect(Object.keys(refused)).toHaveLength(188)
  expect(undecided.flatMap(({ cases }) => Object.keys(cases))).toHaveLength(35)
})

it('are told apart by JSON.parse as well', () => {
  const parse = (input: string) =>
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(input)))
  for (const [name, input] of Object.entries(accepted)) expect(() => parse(input), name).not.toThrow()
  for (const [name, input] of Object.entries(refused)) expect(() => parse(input), name).toThrow()
})

describe.each(ways)('the %s', (_, core) => {
  it.each(Object.entries(accepted))('accepts %s', (_, input) => {
    expect(syntaxErrors(core, bytesOf(input))).toEqual([])
  })

  it.each(Object.entries(refused))('refuses %s', (_, input) => {
    const bytes = bytesOf(input)
    const errors = syntaxErrors(core, bytes)
    expect(errors).toHaveLength(1)
    const [{ offset, end, line, column, pointer }] = errors as [Diagnostic]
    expect(offset).toBeLessThanOrEqual(end)
    expect(end).toBeLessThanOrEqual(bytes.length)
    expect(pointer).toMatch(/^(\/.*)?$/)
    expect(line).toBe(1 + bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length)
    expect(column).toBeGreaterThan(0)
  })

  describe.each(undecided)('has a verdict, $verdict,', ({ verdict, cases }) => {
    it.each(Object.entries(cases))('on %s', (_, input) => {
      const codes = syntaxErrors(core, bytesOf(input)).map(({ code }) => code)
      expect(codes).toEqual(verdict === 'accepted' ? [] : [verdict])
    })
  })
})
