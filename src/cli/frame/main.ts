#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The `gantry` command: reads the global options, finds the verb, loads it, and turns what it throws into a line of
// the log and an exit status.
import { basename, resolve } from 'node:path'
import { defaultRoot } from '../../host/root.js'
import type { Call } from './call.js'
import { globalOptions, helpOption } from './globals.js'
import { Log } from './log.js'
import { type Options, readOptions, scanOptions, UsageError } from './options.js'
import { stderr, stdout } from './output.js'
import type { Verb } from './verb.js'
import { isVerb, loadVerb, notBuilt } from './verbs.js'

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
    return report(log, error)
  }
}

async function runVerb(verbName: string, verb: Verb, line: string[], globals: Options, log: Log): Promise<number> {
  let call: Call
  try {
    const { options, args, end } = readOptions(line, { ...verb.options, ...helpOption }, verb.stop)
    if (options.flag('help')) return await showHelp(verbName, log)
    const all = [...args, ...line.slice(end)]
    checkCount(verbName, all.length, verb.args)
    call = { program: name, options, args: all, log, ...stateRoot(globals) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    if (verb.usageStatus !== undefined) return misused(verbName, error, verb.usageStatus, log)
    const { verbHelp } = await import('./help.js')
    stdout(`Incorrect Usage.\n\n${verbHelp(name, verbName, verb)}`)
    throw error
  }
  try {
    return await verb.run(call)
  } catch (error) {
    if (error instanceof UsageError && verb.usageStatus !== undefined) {
      return misused(verbName, error, verb.usageStatus, log)
    }
    const { report } = await import('./report.js')
    const prefix = verb.failure === undefined ? '' : `${name} ${verb.failure}: `
    const status = report(log, error, { prefix, plain: verb.plain ?? false })
    return verb.failureStatus ?? status
  }
}

function misused(verbName: string, error: UsageError, status: number, log: Log): number {
  if (!log.onStderr) log.error(`${name} ${verbName}: ${error.message}`)
  stderr(`${name} ${verbName}: ${error.message}\nSee ${name} ${verbName} --help\n`)
  return status
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

function checkCount(verb: string, count: number, [least, greatest]: readonly [number, number]): void {
  const need = (words: string, n: number) =>
    new UsageError(`${name}: ${JSON.stringify(verb)} requires ${words} ${n} argument(s)`)
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

function noHelpTopic(verbName: string, log: Log): number {
  const message = `No help topic for '${verbName}'`
  if (!log.onStderr) log.error(message)
  stderr(`${message}\n`)
  return 3
}
