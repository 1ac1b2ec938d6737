#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The `gantry` command: reads the global options, finds the verb, loads it, and turns what it throws into a line of
// the log and an exit status.
import { basename, resolve } from 'node:path'
import { didYouMean } from '../../common/nearest.js'
import { defaultRoot } from '../../host/root.js'
import type { Call } from './call.js'
import { globalOptions, helpOption } from './globals.js'
import { Log } from './log.js'
import { type Options, readOptions, scanOptions, UsageError } from './options.js'
import { stderr, stdout } from './output.js'
import type { Verb } from './verb.js'
import { isVerb, loadVerb, notBuilt, verbNames } from './verbs.js'

const program = basename(process.argv[1] ?? '').replace(/\.[cm]?[jt]s$/, '')
// The file's own name, when no link or package manager gave it another.
const name = program === 'cli' || program === 'main' || program === '' ? 'gantry' : program

// Node's warnings are about Node; what a container or its engine reads must hold nothing else.
process.removeAllListeners('warning')

command(process.argv.slice(2)).then((status) => process.exit(status))

async function command(line: string[]): Promise<number> {
  const { options, end, fault } = scanOptions(line, globalOptions, isVerb)
  const verbName = line[end]
  const rest = line.slice(end + 1)
  const format = options.text('log-format') === 'json' ? 'json' : 'text'
  // For when its file cannot be opened.
  let log = new Log(undefined, format, options.flag('debug'))
  try {
    // Before anything is refused: engines look for errors nowhere else.
    log = new Log(options.text('log'), format, options.flag('debug'))
    if (fault !== undefined) throw fault
    if (options.flag('version')) return await showVersion()
    if (verbName === 'help' && rest[0] !== undefined) return await showHelp(rest[0], log)
    if (options.flag('help') || verbName === undefined || verbName === 'help') return await showHelp(undefined, log)
    checkGlobals(options)
    if (!isVerb(verbName)) return noHelpTopic(verbName, log)
    const verb = await loadVerb(verbName)
    if (verb === undefined) {
      if (rest.includes('-h') || rest.includes('--help')) return await showHelp(verbName, log)
      throw new Error(notBuilt(verbName))
    }
    return await runVerb(verbName, verb, rest, options, log)
  } catch (error) {
    const { report } = await import('./report.js')
    const status = report(log, error)
    const verb = verbName === undefined ? undefined : await loadVerb(verbName)
    return verb?.usageStatus ?? status
  }
}

async function runVerb(verbName: string, verb: Verb, line: string[], globals: Options, log: Log): Promise<number> {
  let call: Call
  try {
    const { options, args, end } = readOptions(line, { ...verb.options, ...helpOption }, verb.stop)
    if (options.flag('help')) return await showHelp(verbName, log)
    const all = [...args, ...line.slice(end)]
    checkCount(verbName, verb, all.length)
    call = { program: name, options, args: all, log, ...stateRoot(globals) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return await misused(verbName, verb, error, log)
  }
  try {
    return await verb.run(call)
  } catch (error) {
    if (error instanceof UsageError) return await misused(verbName, verb, error, log)
    const { report } = await import('./report.js')
    const prefix = verb.failure === undefined ? '' : `${name} ${verb.failure}: `
    const status = report(log, error, { prefix, plain: verb.plain ?? false })
    return verb.failureStatus ?? status
  }
}

/** What is wrong, and where more is to be had: who reads the help has asked for it. */
async function misused(verbName: string, verb: Verb, error: UsageError, log: Log): Promise<number> {
  const { report } = await import('./report.js')
  const prefix = verb.usageStatus === undefined ? '' : `${name} ${verbName}: `
  report(log, Object.assign(error, { hint: `${name} ${verbName} --help` }), { prefix, plain: verb.plain ?? false })
  return verb.usageStatus ?? 1
}

function checkGlobals(options: Options): void {
  const format = options.text('log-format') ?? 'text'
  if (format !== 'text' && format !== 'json') throw new Error(`invalid log-format: ${format}`)
  const rootless = options.text('rootless') ?? 'auto'
  if (!['auto', 'false'].includes(rootless))
    throw new Error(`--rootless ${rootless}: rootless containers are not built`)
}

function stateRoot(options: Options): { root: string; rootGiven: boolean } {
  if (!options.flag('root')) return { root: defaultRoot(), rootGiven: false }
  const root = resolve(options.text('root') ?? '/')
  if (root === '/') throw new Error('Option --root argument should not be set to /')
  return { root, rootGiven: true }
}

function checkCount(verbName: string, { args: [least, greatest], usageStatus }: Verb, count: number): void {
  // Of a verb that is not runc's, its name stands before the error anyway.
  const who = usageStatus === undefined ? `${name}: ${JSON.stringify(verbName)} ` : ''
  const need = (words: string, n: number) => new UsageError(`${who}requires ${words} ${n} argument(s)`)
  if (least === greatest && count !== least) throw need('exactly', least)
  if (count < least) throw need('a minimum of', least)
  if (count > greatest) throw need('a maximum of', greatest)
}

async function showVersion(): Promise<number> {
  stdout((await import('./version.js')).versionText(name))
  return 0
}

async function showHelp(verbName: string | undefined, log: Log): Promise<number> {
  if (verbName !== undefined && !isVerb(verbName)) return noHelpTopic(verbName, log)
  const { programHelp, unbuiltHelp, verbHelp } = await import('./help.js')
  if (verbName === undefined) stdout(await programHelp(name))
  else {
    const verb = await loadVerb(verbName)
    stdout(verb === undefined ? unbuiltHelp(name, verbName) : verbHelp(name, verbName, verb))
  }
  return 0
}

// The words before the colon are runc's, which its tests look for.
function noHelpTopic(verbName: string, log: Log): number {
  const message = `No help topic for '${verbName}'${didYouMean(verbName, verbNames)}`
  if (!log.onStderr) log.error(message)
  stderr(`${message}\n`)
  return 3
}
