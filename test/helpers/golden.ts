// SPDX-License-Identifier: Apache-2.0
// Golden files: inputs and what the core makes of them. `npm run golden` rewrites the outputs; read the diff.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect } from 'vitest'
import type { CheckOptions, CompileOptions, HostFacts } from '../../src/core/types.js'
import { built } from './paths.js'

const folder = join(built.root, 'test/golden')
const update = process.env['GANTRY_UPDATE_GOLDEN'] === '1'

/** `options.json` of a case: compile options, where `host` names a file of test/golden/hosts. */
interface CaseOptions extends Partial<Omit<CompileOptions, 'host'>> {
  host?: string
  /** It is checked with these options, and not compiled. */
  check?: Omit<CheckOptions, 'host'> & { host?: string }
  /** Host facts that are not to be had elsewhere. */
  facts?: unknown
}

export interface GoldenCase {
  name: string
  /** The input; of a pair of 2015 both documents. */
  config: Uint8Array
  options: CompileOptions
  check?: CheckOptions
  /** Path of an output file of this case. */
  file(name: string): string
}

/** The folders of test/golden/plan. */
export function planCases(): GoldenCase[] {
  return readdirSync(join(folder, 'plan')).map((name) => {
    const file = (output: string) => join(folder, 'plan', name, output)
    return { name, ...inputOf(file('config.json'), file('runtime.json'), optionsFrom(file('options.json'))), file }
  })
}

/** The files NAME.json of test/golden/diagnostics, some with a NAME.options.json, pairs with a NAME.runtime.json. */
export function diagnosticCases(): GoldenCase[] {
  const inputs = readdirSync(join(folder, 'diagnostics')).filter((name) => /^[^.]+\.json$/.test(name))
  return inputs.map((input) => {
    const name = input.replace('.json', '')
    const file = (output: string) => join(folder, 'diagnostics', `${name}.${output}`)
    const given = existsSync(file('options.json')) ? optionsIn(file('options.json')) : { host: 'hybrid' }
    return { name, ...inputOf(file('json'), file('runtime.json'), optionsOf(given)), ...checkOf(given), file }
  })
}

function inputOf(path: string, runtimePath: string, options: CompileOptions) {
  const config = readFileSync(path)
  if (!existsSync(runtimePath)) return { config, options }
  const pair = Buffer.concat([config, readFileSync(runtimePath)])
  return { config: pair, options: { ...options, secondDocument: config.length } }
}

const optionsIn = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as CaseOptions
const optionsFrom = (path: string) => optionsOf(optionsIn(path))

function checkOf({ check, facts }: CaseOptions): { check?: CheckOptions } {
  if (check === undefined) return {}
  const { host, ...rest } = check
  return { check: { ...rest, ...(host !== undefined && { host: { ...hostNamed(host), ...(facts as object) } }) } }
}

// What `options.json` leaves out is the same for all cases; without a host there are no facts at all.
function optionsOf({ host, facts, check: _, ...rest }: CaseOptions): CompileOptions {
  const known = host === undefined ? {} : { host: { ...hostNamed(host), ...(facts as object | undefined) } }
  return { id: 'golden', bundle: '/bundle', ...known, ...rest } as CompileOptions
}

/** Facts of one of the machines in test/golden/hosts. */
export const hostNamed = (name: string) =>
  JSON.parse(readFileSync(join(folder, 'hosts', `${name}.json`), 'utf8')) as HostFacts

/** Compares with the file, or rewrites it. */
export function expectGolden(path: string, actual: string): void {
  if (update) {
    writeFileSync(path, actual)
    return
  }
  const name = relative(built.root, path)
  if (!existsSync(path)) throw new Error(`${name} is missing: run npm run golden, and read what it wrote`)
  expect(actual, `${name} differs: run npm run golden, and read the diff`).toBe(readFileSync(path, 'utf8'))
}

/** JSON that keeps on one line what fits there. */
export function compactJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value, null, 1)?.replace(/\n */g, ' ').replace(/\[ \]/g, '[]').replace(/\{ \}/g, '{}')
  if (typeof value !== 'object' || value === null || flat.length + indent.length <= 120) return flat
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const lines = Object.entries(value).map(([key, item]) => {
    return `${inner}${Array.isArray(value) ? '' : `${JSON.stringify(key)}: `}${compactJson(item, inner)}`
  })
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`
}
