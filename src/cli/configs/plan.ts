// SPDX-License-Identifier: Apache-2.0
// Shows what a config becomes. It loads no native code and asks the machine for facts only, so it runs anywhere.
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rawCore } from '../../core/raw.js'
import type { CompileOptions, Diagnostic, HostFacts, InputLanguage, Plan } from '../../core/types.js'
import { configInvalid } from '../../errors.js'
import type { Call } from '../frame/call.js'
import { bundlePath, readConfig } from '../frame/config.js'
import { factsFor } from '../frame/facts.js'
import { configName, type InputText, portableFolder, readInput, standardInput } from '../frame/inputs.js'
import { type Options, UsageError } from '../frame/options.js'
import { diagnosticText, report } from '../frame/report.js'
import { bundle, input, starting } from '../frame/shared.js'
import type { Verb } from '../frame/verb.js'
import { recordText } from './record.js'

export const verb: Verb = {
  summary: 'show what run would do, and do none of it',
  usage: '[options] [ID [-- COMMAND [ARG…]]] (a libcontainer config does not say what to run)',
  args: [0, Number.POSITIVE_INFINITY],
  options: {
    bundle,
    format: { type: 'string', short: 'f', value: 'FORMAT', help: 'text (default), json or hex' },
    diff: {
      type: 'string',
      value: 'OTHER',
      help: 'show what changes from another config, a file or a bundle, to this one; exit 0 if nothing, 1 if something does, 2 on failure',
    },
    host: { type: 'string', value: 'FILE', help: 'facts of another machine, as JSON (default: this one)' },
    input,
    'preserve-fds': starting['preserve-fds'],
    'no-pivot': starting['no-pivot'],
    'no-new-keyring': starting['no-new-keyring'],
  },
  notes: [
    'Each line is one operation of the init: its number, its name, and its attributes, as in "mount target=/proc keep=0".',
    'keep=N   the mount that is made stays open under the number N',
    'base=N   the target is looked for in the mount kept under N, whatever has become of the path to it since',
    'set, clear, rset, rclear   attributes of the mount, or (with r) of those below it too, that are put on or taken off',
    'on ERROR: …   what is done in its place where the kernel refuses it with that error; quietly: without a notice',
  ],
  failure: 'plan failed',
  plain: true,
  usageStatus: 2,
  run: plan,
}

/** As diff(1). */
const status = { same: 0, different: 1, failed: 2 }

async function plan(call: Call): Promise<number> {
  const { options, log, program } = call
  const other = options.text('diff')
  if (options.flag('diff') && other === undefined) throw new UsageError('--diff is empty')
  if (other === undefined) return showPlan(call)
  try {
    return await showDifference(call, other)
  } catch (error) {
    if (error instanceof UsageError) throw error
    report(log, error, { prefix: `${program} plan failed: `, plain: true })
    return status.failed
  }
}

function showPlan(call: Call): number {
  const format = formatOf(call.options, ['text', 'json', 'hex'])
  const { record, message } = planOf(call, bundleConfig(call))
  const core = rawCore()
  if (format === 'hex') call.stdout(hex(message))
  else if (format === 'json') call.stdout(`${JSON.stringify({ record, message: core.describe(message) }, null, 2)}\n`)
  else call.stdout(`${recordText(record)}\n${core.describeText(message)}`)
  return 0
}

async function showDifference(call: Call, other: string): Promise<number> {
  const format = formatOf(call.options, ['text', 'json'])
  const { planDifference, differenceText } = await import('./difference.js')
  const before = planOf(call, otherConfig(call, other))
  const after = planOf(call, bundleConfig(call))
  const described = ({ record, message }: Plan) => ({ record, message: rawCore().describe(message) })
  const difference = planDifference(described(before), described(after))
  call.stdout(format === 'json' ? `${JSON.stringify(difference, null, 2)}\n` : differenceText(difference))
  return difference.differences.length === 0 ? status.same : status.different
}

function formatOf(options: Options, known: readonly string[]): string {
  const format = options.text('format') ?? 'text'
  if (!known.includes(format)) throw new UsageError(`unknown format ${format}: ${known.join(', ')}`)
  return format
}

// ---- the configs ----------------------------------------------------------------------------------------------------

interface Source extends InputText {
  /** What findings call the file. */
  name: string
}

const inputOf = (options: Options) => (options.text('input') ?? 'auto') as InputLanguage

function bundleConfig(call: Call): Source {
  const input = inputOf(call.options)
  const { bytes, second } = readConfig(call, bundlePath(call), input)
  return { name: configName(input), bytes, ...(second ? { second: { ...second, path: basename(second.path) } } : {}) }
}

function otherConfig({ options, place, reach }: Call, path: string): Source {
  const input = inputOf(options)
  const isFolder = path !== standardInput && statSync(reach(path)).isDirectory()
  const name = isFolder ? join(path, configName(input)) : path
  return { name, ...readInput(place, name, input) }
}

/**
 * Both configs of a comparison are planned as if they lay in the bundle: a difference of folders is none of the configs.
 * @throws ContainerError with all findings, if one of them is an error
 */
function planOf(call: Call, { name, bytes, second }: Source): Plan {
  const { options, args, place } = call
  const host = options.text('host')
  const [id = 'container', ...program] = args
  const { diagnostics, plan } = rawCore().compile(bytes, {
    ...compileOptions(options),
    id,
    ...(program.length > 0 ? { args: program } : {}),
    bundle: portableFolder(place, bundlePath(call)),
    host: host === undefined ? factsFor(call) : readFacts(call, host),
    ...(second === undefined ? {} : { secondDocument: second.start }),
  })
  const refused = diagnostics.find(({ code }) => code.startsWith('GTY-OPTIONS-'))
  if (refused !== undefined) throw new Error(refused.help ? `${refused.message}: ${refused.help}` : refused.message)
  const named = diagnostics.map((one) => ({ ...one, file: one.document === 1 ? second?.path : name }))
  if (plan === undefined) throw configInvalid(named)
  for (const finding of named) warn(call, finding)
  return plan
}

function compileOptions(options: Options): Omit<CompileOptions, 'id' | 'bundle' | 'host'> {
  return {
    input: inputOf(options),
    preserveFds: count(options.text('preserve-fds') ?? '0'),
    noPivot: options.flag('no-pivot'),
    noNewKeyring: options.flag('no-new-keyring'),
  }
}

function warn({ log, stderr }: Call, finding: Diagnostic): void {
  if (log.json || !log.onStderr) log.warning(finding.message, { diagnostics: [finding] })
  else stderr(diagnosticText(finding))
}

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new UsageError(`--preserve-fds wants a number, not ${JSON.stringify(text)}`)
  return Number(text)
}

function readFacts({ reach }: Call, path: string): HostFacts {
  const text = readFileSync(reach(path), 'utf8')
  try {
    return JSON.parse(text) as HostFacts
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}

/** 16 bytes a line after their offset: what `xxd -r` reads back. */
function hex(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const pairs = Buffer.from(bytes.subarray(at, at + 16))
      .toString('hex')
      .replace(/(.{4})(?=.)/g, '$1 ')
    lines.push(`${at.toString(16).padStart(8, '0')}: ${pairs}\n`)
  }
  return lines.join('')
}
