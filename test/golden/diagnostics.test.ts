// requires: nothing
// Configs with something wrong in them, and what is said about it: position, pointer, code, severity, sentence, help.
import { describe, expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import type { CompileResult, Diagnostic, Place } from '../../src/core/types.js'
import { diagnosticCases, expectGolden } from '../helpers/golden.js'

const core = rawCore()
const cases = diagnosticCases().map((one) => ({
  ...one,
  result: one.check ? { diagnostics: core.check(one.config, one.check) } : core.compile(one.config, one.options),
}))
// A document of 16 MiB, a message of 8 MiB and the end of memory are not for golden files: test/attack has the first two,
// core-c/test the third and that of 65537 groups.
const tooLarge = ['GTY-JSON-011', 'GTY-PLAN-003', 'GTY-LIMIT-002', 'GTY-PROCESS-015']
// Conversions are convert.test.ts's.
const elsewhere = ['GTY-CONVERT-004']
// A list of a thousand equal findings is read no further than here.
const shown = 25

describe.each(cases)('$name', ({ name, config, options, check, result, file }) => {
  it('says what was reviewed', () => {
    expectGolden(file('txt'), textOf(result, check !== undefined))
  })

  it('says at least one thing, unless it is a good one', () => {
    expect(result.diagnostics.length > 0).toBe(!name.startsWith('good'))
  })

  if (check === undefined)
    it('gives a plan only without errors', () => {
      expect(result.plan !== undefined).toBe(result.diagnostics.every(({ severity }) => severity !== 'error'))
    })

  it('has lines and columns that agree with the offsets', () => {
    for (const diagnostic of result.diagnostics.filter(({ code }) => !code.startsWith('GTY-OPTIONS-'))) {
      const second = diagnostic.document === 1
      const text = second ? config.subarray(options.secondDocument) : config.subarray(0, options.secondDocument)
      expect(positionOf(text, diagnostic.offset), diagnostic.code).toEqual([diagnostic.line, diagnostic.column])
      expect(positionOf(text, diagnostic.end), diagnostic.code).toEqual([diagnostic.endLine, diagnostic.endColumn])
      expect(diagnostic.end, diagnostic.code).toBeGreaterThanOrEqual(diagnostic.offset)
    }
  })

  it('speaks in lower case without a full stop', () => {
    for (const { message, help } of result.diagnostics) {
      // "Cwd" is what runc says, and what engines look for; Hooks is a property.
      expect(message).toMatch(/^([^A-Z]|[A-Z]{2,}|Cwd |Hooks\.)/)
      for (const sentence of [message, help ?? '']) expect(sentence).not.toMatch(/\w\.$/)
    }
  })
})

describe('the cases together', () => {
  const rules = core.rules()
  const found = new Map(cases.flatMap(({ result }) => result.diagnostics.map(({ code, severity }) => [code, severity])))

  it('find the rules', () => {
    expect(rules.length).toBeGreaterThan(80)
  })

  it.each(rules.filter(({ code }) => ![...tooLarge, ...elsewhere].includes(code)))(
    'break $code',
    ({ code, severity }) => {
      expect(found.get(code)).toBe(severity)
    },
  )
})

function textOf({ diagnostics, plan }: CompileResult, checked: boolean): string {
  const lines = diagnostics.slice(0, shown).map(lineOf)
  if (diagnostics.length > shown) lines.push(`… ${diagnostics.length} in all`)
  return `${[...lines, checked ? 'checked' : plan ? 'planned' : 'refused'].join('\n')}\n`
}

function lineOf(finding: Diagnostic): string {
  const { code, severity, message, help, suggestion, related = [] } = finding
  return [
    placeOf(finding),
    `  ${severity} ${code}: ${message}`,
    ...(help === undefined ? [] : [`  help: ${help}`]),
    ...(suggestion === undefined ? [] : [`  suggestion: ${JSON.stringify(suggestion)}`]),
    ...related.map((place) => `  see ${placeOf(place)}: ${place.message}`),
  ].join('\n')
}

const placeOf = ({ document, line, column, endLine, endColumn, pointer }: Place) =>
  `${document === 1 ? 'runtime.json ' : ''}${line}:${column}-${endLine}:${endColumn} ${JSON.stringify(pointer)}`

// Lines and columns from 1, columns in UTF-16 code units, of a byte of the text.
function positionOf(text: Uint8Array, offset: number): [line: number, column: number] {
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(text.subarray(0, offset)).split('\n')
  return [lines.length, (lines.at(-1) ?? '').length + 1]
}
