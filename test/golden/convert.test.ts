// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// Configs in another language: the text, and what is said about what it has no place for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import type { CompileOptions, ConvertOptions, Diagnostic } from '../../src/core/types.js'
import { diagnosticCases, expectGolden, type GoldenCase, planCases } from '../helpers/golden.js'
import { built } from '../helpers/paths.js'

const core = rawCore()
const plans = planCases()
const folder = join(built.root, 'test/golden/convert')

/** NAME.input.json beside the outputs, or a case of the plans or the diagnostics. */
function inputNamed(name: string): Pick<GoldenCase, 'config' | 'options'> {
  const known = [...plans, ...diagnosticCases()].find((one) => one.name === name)
  return known ?? { config: readFileSync(join(folder, `${name}.input.json`)), options: {} as CompileOptions }
}

/** How a case is read, without what it is planned for. */
const inputOf = ({ secondDocument, args }: CompileOptions) => ({
  ...(secondDocument === undefined ? {} : { secondDocument }),
  ...(args === undefined ? {} : { args }),
})

function convert({ config, options }: Pick<GoldenCase, 'config' | 'options'>, to: ConvertOptions['to']) {
  return core.convert(config, { ...inputOf(options), to, id: 'golden', bundle: '/bundle' })
}

// The forms of the older languages, and OCI configs that say most.
describe.each([
  ['ocf-pair', 'oci'],
  ['ocf-pair', 'libcontainer'],
  ['libcontainer-readme', 'oci'],
  ['libcontainer-nsinit', 'oci'],
  ['libcontainer-1', 'oci'],
  ['libcontainer-nsinit', 'libcontainer'],
  ['default', 'libcontainer'],
  ['user-namespace', 'libcontainer'],
  ['mount-options-recursive', 'libcontainer'],
  ['limits', 'libcontainer'],
  ['hooks', 'libcontainer'],
  ['lost', 'oci'],
  ['all', 'libcontainer'],
  ['ocf-values', 'oci'],
] as const)('%s to %s', (name, to) => {
  const { diagnostics, document } = convert(inputNamed(name), to)
  const file = (output: string) => join(folder, `${name}.${to}.${output}`)

  it('is the text that was reviewed', () => {
    expectGolden(file('json'), document ?? '')
  })

  it('says what was reviewed', () => {
    expectGolden(file('txt'), diagnostics.map(lineOf).join(''))
  })

  it('is there only without errors', () => {
    expect(document !== undefined).toBe(diagnostics.every(({ severity }) => severity !== 'error'))
  })
})

function lineOf({ line, column, document, pointer, code, severity, message, help }: Diagnostic): string {
  const place = `${document === 1 ? 'runtime.json ' : ''}${line}:${column} ${JSON.stringify(pointer)}`
  return `${place}\n  ${severity} ${code}: ${message}${help === undefined ? '' : `\n  help: ${help}`}\n`
}

// What libcontainer's caller says of the process is put back; everything else has gone there and come back.
describe('to libcontainer and back', () => {
  const theirs = ['args', 'env', 'cwd', 'terminal', 'consoleSize', 'user'] as const

  function thereAndBack(one: GoldenCase): Uint8Array {
    const there = convert(one, 'libcontainer').document
    const back = core.convert(Buffer.from(there ?? ''), { to: 'oci', input: 'libcontainer', args: ['x'] }).document
    const config = parse(back ?? '')
    const original = parse(Buffer.from(one.config).toString())
    for (const name of theirs) {
      if (original.process[name] === undefined) delete config.process[name]
      else config.process[name] = original.process[name]
    }
    return Buffer.from(JSON.stringify(config).replace(/"exactly (\d+)"/g, '$1'))
  }

  // Numbers of 64 bits are no JavaScript numbers.
  function parse(text: string): { process: Record<string, unknown> } {
    return JSON.parse(text.replace(/(?<=": *)\d{16,}/g, '"exactly $&"')) as { process: Record<string, unknown> }
  }

  const oci = plans.filter(({ name }) => !/^(ocf|libcontainer)-/.test(name))
  it.each(oci.map((one) => [one.name, one] as const))('%s has the same plan', (_, one) => {
    const before = core.compile(one.config, one.options).plan
    const { plan, diagnostics } = core.compile(thereAndBack(one), one.options)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(core.describeText(plan!.message)).toBe(core.describeText(before!.message))
    expect(plan!.message).toEqual(before!.message)
    expect(plan!.record).toEqual(before!.record)
  })
})
