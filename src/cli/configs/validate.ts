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
import { isTerminal, stderr, stdout } from '../frame/output.js'
import { checkAll } from './jobs.js'
import { Progress } from './progress.js'
import { explainRule, listRules, ruleOf } from './rules.js'

/** No finding that counts; findings; a command line that makes no sense; something that could not be read. */
const status = { good: 0, findings: 1, usage: 2, unreadable: 3 }

export async function validate({ options, args, program }: Call): Promise<number> {
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
  const host = readFacts(options.text('host'), fail)
  if (host === 'unreadable') return status.unreadable

  const progress = new Progress((await isTerminal(2)) ? stderr : () => {})
  const { paths, failures } = findInputs(args.length === 0 ? ['.'] : args, asked.input ?? 'auto', (found) =>
    progress.show(() => `looking for configs: ${found}`),
  )
  const settings = { options: { ...asked, ...host }, texts: format === 'text' }
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
    colour: format === 'text' && output === undefined && (await colours()),
    ...(format === 'sarif' ? { rules: rawCore().rules() } : {}),
  })
  for (const failure of failures) fail(failure)
  if (output === undefined) stdout(report)
  else if (!written(output, report, fail)) return status.usage
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

function readFacts(path: string | undefined, fail: (message: string) => void): { host?: HostFacts } | 'unreadable' {
  if (path === undefined) return {}
  let refusal: string | undefined
  try {
    const host = JSON.parse(readFileSync(path, 'utf8')) as HostFacts
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
async function colours(): Promise<boolean> {
  if (process.env['NO_COLOR'] || process.env['TERM'] === 'dumb') return false
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
