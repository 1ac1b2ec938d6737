// SPDX-License-Identifier: Apache-2.0
// A command line from its first word to an exit status: reads the global options, finds the verb, loads it, and turns
// what it throws into a line of the log.
import { didYouMean } from '../../common/nearest.js'
import { defaultRoot } from '../../host/root.js'
import type { Call } from './call.js'
import { globalOptions, helpOption, notRootless } from './globals.js'
import { Log } from './log.js'
import { type Options, readOptions, scanOptions, UsageError } from './options.js'
import type { Verb, VerbGroup } from './verb.js'
import { isVerb, loadVerb, notBuilt, verbNames } from './verbs.js'
import type { World } from './world.js'

/** The caller, and what the command is called. */
interface Caller {
  world: World
  name: string
  log: Log
}

/** @param name By which the command was called. */
export async function command(world: World, name: string, line: readonly string[]): Promise<number> {
  const { options, end, fault } = scanOptions(line, globalOptions, isVerb)
  const verbName = line[end]
  const rest = line.slice(end + 1)
  const format = options.text('log-format') === 'json' ? 'json' : 'text'
  // For when its file cannot be opened.
  let log = new Log(undefined, format, options.flag('debug'), world.streams[2])
  try {
    // Before anything is refused: engines look for errors nowhere else.
    const file = options.text('log')
    const path = file === undefined ? undefined : world.reach(file)
    log = new Log(path, format, options.flag('debug'), world.streams[2])
    const caller = { world, name, log }
    if (fault !== undefined) throw fault
    if (options.flag('version')) return await showVersion(caller)
    if (verbName === 'help') return await showHelp(caller, ...rest)
    if (options.flag('help') || verbName === undefined) return await showHelp(caller)
    checkGlobals(options)
    if (!isVerb(verbName)) return noHelpTopic(caller, verbName)
    const verb = await loadVerb(verbName)
    if (verb === undefined) {
      if (rest.includes('-h') || rest.includes('--help')) return await showHelp(caller, verbName)
      throw new Error(notBuilt(verbName))
    }
    if ('actions' in verb) return await runAction(caller, verbName, verb, rest, options)
    return await runVerb(caller, verbName, verb, rest, options)
  } catch (error) {
    const { report } = await import('./report.js')
    const status = report(log, error)
    const verb = verbName === undefined ? undefined : await loadVerb(verbName)
    return verb?.usageStatus ?? status
  }
}

/** Options may stand before the action too. */
async function runAction(
  caller: Caller,
  verbName: string,
  group: VerbGroup,
  line: readonly string[],
  globals: Options,
): Promise<number> {
  const at = line.findIndex((word) => Object.hasOwn(group.actions, word))
  const action = line[at] ?? ''
  const loaded = await group.actions[action]?.()
  if (loaded !== undefined) {
    const rest = line.filter((_, index) => index !== at)
    return await runVerb(caller, `${verbName} ${action}`, loaded.verb, rest, globals)
  }
  if (line.includes('-h') || line.includes('--help')) return await showHelpOf(caller, verbName, group)
  const names = Object.keys(group.actions)
  const given = line.find((word) => !word.startsWith('-')) ?? ''
  const near = didYouMean(given, names)
  const error = new UsageError(`there is no ${JSON.stringify(given)}${near || `: ${names.join(', ')}`}`)
  return await misused(caller, verbName, { ...group, plain: true }, error)
}

async function runVerb(
  caller: Caller,
  verbName: string,
  verb: Verb,
  line: readonly string[],
  globals: Options,
): Promise<number> {
  const { world, name, log } = caller
  let call: Call
  try {
    const { options, args, end } = readOptions(line, { ...verb.options, ...helpOption }, verb.stop)
    if (options.flag('help')) return await showHelpOf(caller, verbName, verb)
    const all = [...args, ...line.slice(end)]
    checkCount(name, verbName, verb, all.length)
    call = { ...world, program: name, options, args: all, log, ...stateRoot(world, globals) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return await misused(caller, verbName, verb, error)
  }
  try {
    return await verb.run(call)
  } catch (error) {
    if (error instanceof UsageError) return await misused(caller, verbName, verb, error)
    const { report } = await import('./report.js')
    const prefix = verb.failure === undefined ? '' : `${name} ${verb.failure}: `
    const status = report(log, error, { prefix, plain: verb.plain ?? false })
    return verb.failureStatus ?? status
  }
}

/** What is wrong, and where more is to be had: who reads the help has asked for it. */
async function misused(
  { name, log }: Caller,
  verbName: string,
  { usageStatus, plain = false }: Pick<Verb, 'usageStatus' | 'plain'>,
  error: UsageError,
): Promise<number> {
  const { report } = await import('./report.js')
  const prefix = usageStatus === undefined ? '' : `${name} ${verbName}: `
  report(log, Object.assign(error, { hint: `${name} ${verbName} --help` }), { prefix, plain })
  return usageStatus ?? 1
}

function checkGlobals(options: Options): void {
  const format = options.text('log-format') ?? 'text'
  if (format !== 'text' && format !== 'json') throw new Error(`invalid log-format: ${format}`)
  const rootless = options.text('rootless') ?? 'auto'
  if (!['auto', 'false'].includes(rootless)) throw new Error(`--rootless ${rootless}: ${notRootless}`)
}

function stateRoot(world: World, options: Options): { root: string; rootGiven: boolean } {
  if (!options.flag('root')) return { root: defaultRoot(world), rootGiven: false }
  const root = world.absolute(options.text('root') ?? '/')
  if (root === '/') throw new Error('Option --root argument should not be set to /')
  return { root, rootGiven: true }
}

function checkCount(name: string, verbName: string, verb: Verb, count: number): void {
  const {
    args: [least, greatest],
    usageStatus,
  } = verb
  // Of a verb that is not runc's, its name stands before the error anyway.
  const who = usageStatus === undefined ? `${name}: ${JSON.stringify(verbName)} ` : ''
  const need = (words: string, n: number) => new UsageError(`${who}requires ${words} ${n} argument(s)`)
  if (least === greatest && count !== least) throw need('exactly', least)
  if (count < least) throw need('a minimum of', least)
  if (count > greatest) throw need('a maximum of', greatest)
}

async function showVersion({ world, name }: Caller): Promise<number> {
  world.stdout((await import('./version.js')).versionText(name, world.node))
  return 0
}

async function showHelp(caller: Caller, verbName?: string, action = ''): Promise<number> {
  const { world, name } = caller
  if (verbName !== undefined && !isVerb(verbName)) return noHelpTopic(caller, verbName)
  const { programHelp, unbuiltHelp } = await import('./help.js')
  const verb = verbName === undefined ? undefined : await loadVerb(verbName)
  if (verbName === undefined) world.stdout(await programHelp(name))
  else if (verb === undefined) world.stdout(unbuiltHelp(name, verbName))
  else if ('actions' in verb && Object.hasOwn(verb.actions, action)) {
    return await showHelpOf(caller, `${verbName} ${action}`, (await verb.actions[action]?.())?.verb ?? verb)
  } else return await showHelpOf(caller, verbName, verb)
  return 0
}

async function showHelpOf({ world, name }: Caller, verbName: string, verb: Verb | VerbGroup): Promise<number> {
  const { verbHelp } = await import('./help.js')
  world.stdout(await verbHelp(name, verbName, verb))
  return 0
}

// The words before the colon are runc's, which its tests look for.
function noHelpTopic({ world, log }: Caller, verbName: string): number {
  const message = `No help topic for '${verbName}'${didYouMean(verbName, verbNames)}`
  if (!log.onStderr) log.error(message)
  world.stderr(`${message}\n`)
  return 3
}
