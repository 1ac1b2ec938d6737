// SPDX-License-Identifier: Apache-2.0
// Checks configs and reports on them. It loads neither native code nor the code of containers, and without --host it
// looks at nothing but the configs, so the verdict is the same everywhere.
import { fstatSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { InvalidFacts, validateWith } from '../../config/validate.js'
import { rawCore } from '../../core/raw.js'
import type { Diagnostic, HostFacts, Rule } from '../../core/types.js'
import { formatDocuments } from '../../report/index.js'
import { type CheckedDocument, type ReportFormat, reportFormats, totals } from '../../report/types.js'
import type { Call } from '../call.js'
import { findInputs, readInput, standardInput } from '../inputs.js'
import { type Options, UsageError } from '../options.js'
import { stderr, stdout } from '../output.js'

/** No finding that counts; findings; a command line that makes no sense; something that could not be read. */
const status = { good: 0, findings: 1, usage: 2, unreadable: 3 }

export async function validate({ options, args, program }: Call): Promise<number> {
  refuseEmpty(options)
  const format = formatGiven(options)
  const explained = options.text('explain')
  if (options.flag('list-rules') || explained !== undefined) {
    stdout(rulesText(explained === undefined ? rawCore().rules() : [ruleOf(explained)], format))
    return status.good
  }
  const mostWarnings = warningsAllowed(options)
  const ignored = options.list('ignore').map(readIgnored)
  const fail = (message: string) => stderr(`${program} validate: ${message}\n`)
  const { paths, failures } = findInputs(args.length === 0 ? ['.'] : args)
  const documents: CheckedDocument[] = []
  try {
    const host = readFacts(options.text('host'))
    for (const path of paths) {
      const source = readOr(path, failures)
      if (source === undefined) continue
      const found = validateWith(rawCore(), source, host === undefined ? {} : { host, bundle: bundleOf(path) })
      const diagnostics = found.filter((one) => !ignored.some((isIgnored) => isIgnored(one)))
      const name = path === standardInput ? '<stdin>' : path
      // Of thousands of configs, the texts that will be shown are kept.
      const kept = format === 'text' && diagnostics.length > 0 ? { source } : {}
      documents.push({ name, diagnostics, ...kept })
    }
  } catch (error) {
    if (!(error instanceof InvalidFacts)) throw error
    fail(`${options.text('host')}: ${error.message}`)
    return status.unreadable
  }

  const { errors, warnings } = totals(documents)
  const strict = warnings > mostWarnings
  const quiet = options.flag('quiet')
  const output = options.text('output')
  const shown = quiet ? documents.map((document) => onlyCounting(document, strict)) : documents
  const report = formatDocuments(shown, format, {
    quiet,
    strict,
    colour: output === undefined && (await colours()),
    ...(format === 'sarif' ? { rules: rawCore().rules() } : {}),
  })
  for (const failure of failures) fail(failure)
  if (output === undefined) stdout(report)
  else if (!written(output, report, fail)) return status.usage
  if (failures.length > 0) return status.unreadable
  return errors > 0 || strict ? status.findings : status.good
}

/** A variable of a CI job that is not set must not make the check laxer. */
function refuseEmpty(options: Options): void {
  for (const name of ['format', 'output', 'max-warnings', 'host', 'explain']) {
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

function ruleOf(code: string): Rule {
  const rule = rawCore()
    .rules()
    .find((one) => one.code === code)
  if (rule === undefined) throw new UsageError(`there is no rule ${JSON.stringify(code)}; --list-rules lists them`)
  return rule
}

function rulesText(rules: readonly Rule[], format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(rules, null, 2)}\n`
  if (format !== 'text') throw new UsageError(`rules are listed as text or json, not ${format}`)
  const width = Math.max(...rules.map(({ code }) => code.length))
  return rules.map(({ code, severity, text }) => `${code.padEnd(width)}  ${severity.padEnd(7)}  ${text}\n`).join('')
}

function readFacts(path: string | undefined): HostFacts | undefined {
  if (path === undefined) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as HostFacts
  } catch (error) {
    throw new InvalidFacts((error as Error).message)
  }
}

function readOr(path: string, failures: string[]): Uint8Array | undefined {
  try {
    return readInput(path)
  } catch (error) {
    failures.push(`${path}: ${(error as Error).message}`)
    return undefined
  }
}

const bundleOf = (path: string) => resolve(path === standardInput ? '.' : dirname(path))

function onlyCounting(document: CheckedDocument, strict: boolean): CheckedDocument {
  return { ...document, diagnostics: document.diagnostics.filter(({ severity }) => strict || severity === 'error') }
}

/** On a terminal, unless its user wants none. */
async function colours(): Promise<boolean> {
  if (process.env['NO_COLOR'] || process.env['TERM'] === 'dumb') return false
  // Node's module for terminals brings its streams and sockets: it is not loaded for a file or a pipe.
  return fstatSync(1).isCharacterDevice() && (await import('node:tty')).isatty(1)
}

function written(path: string, report: string, fail: (message: string) => void): boolean {
  try {
    writeFileSync(path, report)
    return true
  } catch (error) {
    fail((error as Error).message)
    return false
  }
}
