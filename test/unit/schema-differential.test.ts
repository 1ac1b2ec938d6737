// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The core and ajv's validators against each other: the same verdict on structure for generated documents, options and
// state files.
//
// Of structure is what a schema can say of a value by itself: its type, its range, its words, and what has to be there.
// What the core says beside has other codes, or has to do with other values. Left out is where the two cannot agree:
// numbers beyond 2^53, which a JavaScript object does not hold; 1.0, which it holds as 1; NUL in strings, which schemas
// let pass; names that differ in case, which the core takes as runtimes do; duplicate keys, which an object cannot have.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseState } from '../../src/container/state.js'
import { rawCore } from '../../src/core/raw.js'
import type { CheckOptions, CompileOptions, InputLanguage } from '../../src/core/types.js'
import type { Validator } from '../../src/schema/faults.js'
import * as options from '../../src/schema/options.js'
import { state as stateSchema } from '../../src/schema/state.js'
import { absolutePath, cleanPath, containerId, digits, word } from '../../src/schema/words.js'
import * as core from '../../wasm/validators/core-options.js'
import * as documents from '../../wasm/validators/documents.js'
import * as files from '../../wasm/validators/state.js'
import { built } from '../helpers/paths.js'
import { oddValues, type SchemaNode, spoiled, valuesOf } from '../helpers/schema.js'

const schema = JSON.parse(readFileSync(join(built.root, 'wasm/schema.json'), 'utf8')) as SchemaNode
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

const structural = new Set([
  'GTY-TYPE-001', // types,
  'GTY-TYPE-002', // ranges,
  'GTY-TYPE-003', // whole numbers,
  'GTY-TYPE-005', // words,
  'GTY-TYPE-006', // what has to be there,
  'GTY-CONFIG-001', // the document itself
  // Words that have rules of their own:
  'GTY-RLIMIT-001',
  'GTY-ROOT-003',
  'GTY-NAMESPACE-001',
  'GTY-TIME-003',
  'GTY-DEVICE-001',
  'GTY-DEVICE-006',
  // … and what has to be there:
  'GTY-PROCESS-001',
  'GTY-PROCESS-002',
  'GTY-PROCESS-004',
  'GTY-ROOT-001',
  'GTY-MOUNT-002',
  'GTY-DEVICE-002',
  'GTY-DEVICE-005',
  'GTY-HOOK-001',
])

interface Case {
  input: InputLanguage
  definition: string
  validate: Validator
}
const cases: Case[] = [
  { input: 'oci', definition: 'Config', validate: documents.config },
  { input: 'process', definition: 'Process', validate: documents.process },
  { input: 'resources', definition: 'Resources', validate: documents.resources },
  { input: 'state', definition: 'State', validate: documents.state },
  { input: 'features', definition: 'Features', validate: documents.features },
]

/** A value and the same spoiled: once, and once more. */
const withSpoiled = (values: fc.Arbitrary<unknown>) =>
  values.chain((value) =>
    fc.oneof(
      { weight: 1, arbitrary: fc.constant(value) },
      { weight: 4, arbitrary: spoiled(value) },
      { weight: 2, arbitrary: spoiled(value).chain(spoiled) },
    ),
  )

describe.each(cases)('$definition', ({ input, definition, validate }) => {
  const verdicts = (value: unknown) => {
    const found = rawCore().check(bytesOf(value), { input })
    const codes = found.filter(({ code, severity }) => severity === 'error' && structural.has(code))
    return { core: codes.length === 0, ajv: validate(value), found: codes, errors: validate.errors, value }
  }
  const values = valuesOf(schema, { $ref: `#/$defs/${definition}` })

  it('is as the schema has it, if it was made from it', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(verdicts(value)).toMatchObject({ core: true, ajv: true })
      }),
      { numRuns: 200 },
    )
  })

  it('has the same verdict from both, whatever is wrong with it', () => {
    const seen = { good: 0, bad: 0 }
    fc.assert(
      fc.property(
        fc.oneof({ weight: 20, arbitrary: withSpoiled(values) }, { weight: 1, arbitrary: oddValues }),
        (value) => {
          const { core, ajv, ...rest } = verdicts(value)
          seen[ajv ? 'good' : 'bad']++
          expect({ core, ...rest }).toEqual({ core: ajv, ...rest })
        },
      ),
      { numRuns: 500 },
    )
    // It is no test where all are of one kind.
    expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(20)
  })
})

const path = fc.constantFrom('/', '/a', '/b/c d', '/ä')
const patternOf = (node: unknown) => String((node as SchemaNode).pattern)
const patterns = {
  [patternOf(absolutePath)]: path,
  [patternOf(cleanPath)]: path,
  [patternOf(containerId)]: fc.constantFrom('a', 'b_+.-9', '...'),
  [patternOf(word)]: fc.constantFrom('x', 'eth0'),
  [patternOf(digits)]: fc.constantFrom('', '0', '123'),
}

// Null is absent in a document, but no value of an option.
const withoutNull = (value: unknown): boolean =>
  value !== null && (typeof value !== 'object' || Object.values(value).every(withoutNull))

describe.each([
  ['check', options.checkOptions, core.check],
  ['compile', options.compileOptions, core.compile],
] as const)('the options of %s', (call, node, validate) => {
  const config = bytesOf({ root: { path: 'r' }, process: { cwd: '/', args: ['x'] } })
  const isTaken = (value: unknown) => {
    const found =
      call === 'check'
        ? rawCore().check(config, value as CheckOptions)
        : rawCore().compile(config, value as CompileOptions).diagnostics
    return !found.some(({ code }) => code.startsWith('GTY-OPTIONS-'))
  }

  // The config has no pid namespace for a reaper.
  const plannable = call === 'compile' ? { reaper: false, detached: false } : {}

  it('are checked alike', () => {
    const root = node as SchemaNode
    const given = withSpoiled(valuesOf(root, root, patterns))
      .filter(withoutNull)
      // Beyond their structure: where the input ends, and what can be planned.
      .map((value) =>
        typeof value === 'object'
          ? ({ ...value, secondDocument: 0, input: 'oci', args: [], ...plannable } as object)
          : value,
      )
    const seen = { good: 0, bad: 0 }
    fc.assert(
      fc.property(given, (value) => {
        const good = validate(value)
        seen[good ? 'good' : 'bad']++
        expect([isTaken(value), value]).toEqual([good, value])
      }),
      { numRuns: 1000 },
    )
    expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(50)
  })
})

it('state files are checked alike', () => {
  const root = stateSchema as SchemaNode
  const isRead = (value: unknown) => {
    try {
      parseState(JSON.stringify(value), 'id', '/state.json')
      return true
    } catch {
      return false
    }
  }
  const given = withSpoiled(
    valuesOf(root, root, patterns).map((value) => ({ ...(value as object), version: 1, id: 'id' })),
  )
  const seen = { good: 0, bad: 0 }
  fc.assert(
    fc.property(given, (value) => {
      const own = value as { version?: unknown; id?: unknown } | undefined
      // The reader takes one version, and one id.
      fc.pre(typeof own?.version !== 'number' || own.version === 1)
      fc.pre(typeof own?.id !== 'string' || own.id === 'id')
      const good = files.state(value)
      seen[good ? 'good' : 'bad']++
      expect([isRead(value), value]).toEqual([good, value])
    }),
    { numRuns: 1000 },
  )
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(50)
})
