// SPDX-License-Identifier: Apache-2.0
// Writes a config in another language. Like validate it looks at nothing but the config.
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { convertWith } from '../../config/convert.js'
import { InvalidOptions } from '../../config/validate.js'
import { rawCore } from '../../core/raw.js'
import type { ConvertOptions, ConvertResult, InputLanguage } from '../../core/types.js'
import type { Call } from '../frame/call.js'
import { writeOutput } from '../frame/file.js'
import { type InputText, readInput, standardInput } from '../frame/inputs.js'
import { type Options, UsageError } from '../frame/options.js'
import { diagnosticText } from '../frame/report.js'
import { input } from '../frame/shared.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: 'write a config in another language, and say what that has no place for',
  usage: '--to LANGUAGE [options] [FILE|BUNDLE|- [-- COMMAND [ARG…]]]',
  args: [0, Number.POSITIVE_INFINITY],
  options: {
    to: { type: 'string', value: 'LANGUAGE', help: 'oci (config.json) or libcontainer (configs.Config of runc 1.5)' },
    input,
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write to FILE, not the standard output' },
    id: {
      type: 'string',
      value: 'ID',
      help: "name of a libcontainer config's cgroup, unless the config has its path",
    },
  },
  plain: true,
  usageStatus: 2,
  run: convert,
}

/** Converted; a config with errors; a command line that makes no sense; something that could not be read. */
const status = { good: 0, errors: 1, usage: 2, unreadable: 3 }

async function convert(call: Call): Promise<number> {
  const { options, args, program, place, reach, absolute, stdout, stderr } = call
  const fail = (message: string) => stderr(`${program} convert: ${message}\n`)
  const asked = askedOf(options)
  const [named = '.', ...command] = args
  let path: string
  let text: InputText
  try {
    path = configOf(call, named, asked.input ?? 'auto')
    text = readInput(place, path, asked.input ?? 'auto')
  } catch (error) {
    fail((error as Error).message)
    return status.unreadable
  }
  const result = convertText(text, {
    ...asked,
    bundle: absolute(path === standardInput ? '.' : dirname(path)),
    ...(text.second === undefined ? {} : { secondDocument: text.second.start }),
    ...(command.length === 0 ? {} : { args: command }),
  })
  report(call, path, text, result)
  if (result.document === undefined) return status.errors
  const output = options.text('output')
  if (output === undefined) {
    stdout(result.document)
    return status.good
  }
  try {
    writeOutput(reach(output), result.document)
    return status.good
  } catch (error) {
    fail((error as Error).message)
    return status.usage
  }
}

/** What the core knows to be languages, it says itself. */
function askedOf(options: Options): ConvertOptions {
  for (const name of ['to', 'input', 'output', 'id']) {
    if (options.flag(name) && options.text(name) === undefined) throw new UsageError(`--${name} is empty`)
  }
  const to = options.text('to')
  if (to === undefined) throw new UsageError('--to is missing: oci or libcontainer')
  const input = options.text('input')
  const id = options.text('id')
  return {
    to: to as ConvertOptions['to'],
    ...(input === undefined ? {} : { input: input as InputLanguage }),
    ...(id === undefined ? {} : { id }),
  }
}

/** The config of a bundle, or of a folder with libcontainer's. */
function configOf({ reach }: Call, named: string, input: InputLanguage): string {
  if (named === standardInput || !statSync(reach(named)).isDirectory()) return named
  const names = input === 'libcontainer' ? ['container.json'] : ['config.json', 'container.json']
  const found = names.find((name) => statSync(reach(join(named, name)), { throwIfNoEntry: false }) !== undefined)
  if (found === undefined) throw new Error(`no ${names.join(' or ')} in ${named}`)
  return join(named, found)
}

function convertText({ bytes }: InputText, options: ConvertOptions): ConvertResult {
  try {
    return convertWith(rawCore(), bytes, options)
  } catch (error) {
    if (error instanceof InvalidOptions) throw new UsageError(error.message)
    throw error
  }
}

/** What is wrong or lost goes to the standard error: the standard output is the document's. */
function report({ stderr }: Call, path: string, { second }: InputText, { diagnostics }: ConvertResult): void {
  const first = path === standardInput ? '<stdin>' : path
  for (const one of diagnostics) stderr(diagnosticText({ ...one, file: one.document === 1 ? second?.path : first }))
}
