// SPDX-License-Identifier: Apache-2.0
// Checks configs and reports on them. It loads neither native code nor the code of containers, and without --host it
// looks at nothing but the configs, so the verdict is the same everywhere.
import { readFileSync } from 'node:fs'
import { InvalidOptions, validateWith } from '../../config/validate.js'
import { rawCore } from '../../core/raw.js'
import type { CheckOptions, Diagnostic, HostFacts } from '../../core/types.js'
import { formatDocuments } from '../../report/index.js'
import { type CheckedDocument, type ReportFormat, reportFormats, totals } from '../../report/types.js'
import type { Call } from '../frame/call.js'
import { writeOutput } from '../frame/file.js'
import { findInputs } from '../frame/inputs.js'
import { type Options, UsageError } from '../frame/options.js'
import { input } from '../frame/shared.js'
import type { Verb } from '../frame/verb.js'
import { checkAll } from './jobs.js'
import { Progress } from './progress.js'
import { explainRule, listRules, ruleOf } from './rules.js'

export const verb: Verb = {
  summary: 'report all that is wrong with configs, without looking at the machine',
  usage: '[options] [FILE|BUNDLE|DIR|-]...',
  args: [0, Number.POSITIVE_INFINITY],
  options: {
    format: {
      type: 'string',
      short: 'f',
      value: 'FORMAT',
      help: 'text (default), json, jsonl, sarif, github or junit',
    },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'write the report to FILE, not the standard output' },
    strict: { type: 'boolean', help: 'warnings count: exit 1 if there is one' },
    'max-warnings': { type: 'string', value: 'N', help: 'more than N warnings count' },
    ignore: {
      type: 'string',
      multiple: true,
      value: 'CODE[:POINTER]',
      help: 'leave out a finding, everywhere or at and below a JSON pointer (repeatable)',
    },
    host: { type: 'string', value: 'FILE', help: 'facts of a machine, as JSON: check for that machine too' },
    quiet: { type: 'boolean', short: 'q', help: 'report only what counts, and no totals' },
    'list-rules': { type: 'boolean', help: 'list the rules and check nothing; --format: text or json' },
    explain: { type: 'string', value: 'CODE', help: 'say what a rule demands and check nothing' },
    advice: { type: 'boolean', help: 'give security advice too, as hints; they never fail the check' },
    spec: {
      type: 'string',
      value: 'VERSION',
      help: "hold to this version of the runtime spec: 1.0, 1.1, 1.2 or 1.3 (default: the config's own)",
    },
    target: {
      type: 'string',
      value: 'RUNTIME',
      help: 'what runtimes agree on (any, the default), or what gantry, runc or crun refuses',
    },
    rootless: { type: 'boolean', help: 'check for a runtime without privilege' },
    input: {
      ...input,
      help: `${input.help}; or process, resources, state or features, other documents of the runtime spec`,
    },
    jobs: { type: 'string', value: 'N', help: 'check with N threads (default: 1)' },
  },
  plain: true,
  usageStatus: 2,
  failureStatus: 3,
  run: validate,
}

/** No finding that counts; findings; a command line that makes no sense; something that could not be read. */
const status = { good: 0, findings: 1, usage: 2, unreadable: 3 }

async function validate(call: Call): Promise<number> {
  const { options, args, program, place, reach, stdout, stderr } = call
  refuseEmpty(options)
  const format = formatGiven(options)
  const explained = options.text('explain')
  if (explained !== undefined || options.flag('list-rules')) {
    stdout(explained === undefined ? listRules(format) : explainRule(explained, format))
    return status.good
  }
  const mostWarnings = warningsAllowed(options)
  const ignored = options.list('ignore').map(readIgnored)
  const jobs = jobsGiven(options)
  const asked = checkOptions(options)
  const fail = (message: string) => stderr(`${program} validate: ${message}\n`)
  const host = readFacts(options.text('host'), reach, fail)
  if (host === 'unreadable') return status.unreadable

  const progress = new Progress((await call.isTerminal(2)) ? stderr : () => {})
  const { paths, failures } = findInputs(place, args.length === 0 ? ['.'] : args, asked.input ?? 'auto', (found) =>
    progress.show(() => `looking for configs: ${found}`),
  )
  const settings = { options: { ...asked, ...host }, place, texts: format === 'text' }
  const checked = await checkAll(paths, settings, jobs, (done) =>
    progress.show(() => `checking configs: ${done} of ${paths.length}`),
  )
  progress.end()
  failures.push(...checked.flatMap((one) => ('failure' in one ? [one.failure] : [])))
  const documents = withoutSeconds(checked.flatMap((one) => ('failure' in one ? [] : [one]))).map((one) => ({
    ...one,
    diagnostics: one.diagnostics.filter((found) => !ignored.some((is) => is(found))),
  }))

  const { errors, warnings } = totals(documents)
  const strict = warnings > mostWarnings
  const quiet = options.flag('quiet')
  const output = options.text('output')
  const shown = quiet ? documents.map((document) => onlyCounting(document, strict)) : documents
  const report = formatDocuments(shown, format, {
    quiet,
    strict,
    colour: format === 'text' && output === undefined && (await colours(call)),
    ...(format === 'sarif' ? { rules: rawCore().rules() } : {}),
  })
  for (const failure of failures) fail(failure)
  if (output === undefined) stdout(report)
  else if (!written(reach(output), report, fail)) return status.usage
  if (failures.length > 0) return status.unreadable
  return errors > 0 || strict ? status.findings : status.good
}

/** Of a pair of 2015 both files may be named; the second was checked with the first. */
function withoutSeconds(documents: readonly CheckedDocument[]): CheckedDocument[] {
  const seconds = new Set(documents.flatMap(({ second }) => (second === undefined ? [] : [second.name])))
  return documents.filter(({ name }) => !seconds.has(name))
}

/** A variable of a CI job that is not set must not make the check laxer. */
function refuseEmpty(options: Options): void {
  const names = ['format', 'output', 'max-warnings', 'host', 'explain', 'spec', 'target', 'input', 'jobs']
  for (const name of names) {
    if (options.flag(name) && options.text(name) === undefined) throw new UsageError(`--${name} is empty`)
  }
}

function formatGiven(options: Options): ReportFormat {
  const given = options.text('format') ?? 'text'
  const known = reportFormats.find((format) => format === given)
  if (known === undefined) throw new UsageError(`unknown format ${given}: ${reportFormats.join(', ')}`)
  return known
}

function warningsAllowed(options: Options): number {
  const given = options.text('max-warnings')
  if (given !== undefined && !/^\d{1,9}$/.test(given)) {
    throw new UsageError(`--max-warnings wants a number, not ${JSON.stringify(given)}`)
  }
  if (options.flag('strict')) return 0
  return given === undefined ? Number.POSITIVE_INFINITY : Number(given)
}

function jobsGiven(options: Options): number {
  const given = options.text('jobs') ?? '1'
  if (!/^[1-9]\d{0,2}$/.test(given)) {
    throw new UsageError(`--jobs wants a number from 1 to 999, not ${JSON.stringify(given)}`)
  }
  return Number(given)
}

/** What the core knows to be words of these options, it says itself. */
function checkOptions(options: Options): CheckOptions {
  const words = ['spec', 'target', 'input'].flatMap((name) => {
    const value = options.text(name)
    return value === undefined ? [] : [[name, value]]
  })
  const flags = ['rootless', 'advice'].filter((name) => options.flag(name)).map((name) => [name, true])
  const asked = Object.fromEntries([...words, ...flags]) as CheckOptions
  const refusal = words.length === 0 ? undefined : refusalOf(asked)
  if (refusal !== undefined) throw new UsageError(`--${refusal}`)
  return asked
}

/** Why the core does not take these options. */
function refusalOf(asked: CheckOptions): string | undefined {
  try {
    validateWith(rawCore(), new Uint8Array(), asked)
    return undefined
  } catch (error) {
    if (error instanceof InvalidOptions) return error.message
    throw error
  }
}

/** `CODE` or `CODE:POINTER`: the value there and all below it. */
function readIgnored(given: string): (one: Diagnostic) => boolean {
  const [, code, pointer = ''] = /^(GTY-[A-Z]+-\d{3})(?::((?:\/.*)?))?$/s.exec(given) ?? []
  if (code === undefined) {
    throw new UsageError(
      `--ignore wants CODE or CODE:POINTER, as GTY-MOUNT-001:/mounts/0, not ${JSON.stringify(given)}`,
    )
  }
  ruleOf(code)
  return (one) => one.code === code && (one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))
}

function readFacts(
  path: string | undefined,
  reach: (path: string) => string,
  fail: (message: string) => void,
): { host?: HostFacts } | 'unreadable' {
  if (path === undefined) return {}
  let refusal: string | undefined
  try {
    const host = JSON.parse(readFileSync(reach(path), 'utf8')) as HostFacts
    refusal = refusalOf({ host })
    if (refusal === undefined) return { host }
  } catch (error) {
    refusal = (error as Error).message
  }
  fail(`${path}: ${refusal}`)
  return 'unreadable'
}

function onlyCounting(document: CheckedDocument, strict: boolean): CheckedDocument {
  const counts = ({ severity }: Diagnostic) => severity === 'error' || (strict && severity === 'warning')
  return { ...document, diagnostics: document.diagnostics.filter(counts) }
}

/** On a terminal, unless its user wants none. */
async function colours({ env, isTerminal }: Call): Promise<boolean> {
  if (env['NO_COLOR'] || env['TERM'] === 'dumb') return false
  return await isTerminal(1)
}

function written(path: string, report: string, fail: (message: string) => void): boolean {
  try {
    writeOutput(path, report)
    return true
  } catch (error) {
    fail((error as Error).message)
    return false
  }
}
