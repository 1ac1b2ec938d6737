// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os'
import { isTerminal } from '../../bridge/index.js'
import { errnoWords, failedAt, isContainerError } from '../../errors.js'
import { sandboxConfig } from '../../sandbox/config.js'
import type { SandboxConfigOptions } from '../../sandbox/options.js'
import type { SandboxResult } from '../../sandbox/result.js'
import { type SandboxOptions, sandbox } from '../../sandbox/sandbox.js'
import type { Call } from '../frame/call.js'
import { onSignals } from '../frame/signals.js'
import type { Verb } from '../frame/verb.js'
import { Relay } from './console.js'
import { parseCount, parseDuration, parsePositive } from './quantities.js'
import { ForegroundStreams } from './streams.js'

// What env(1), timeout(1) and shells exit with. Any other status is the program's own.
const exitNotFound = 127
const exitNotExecutable = 126
const exitFailed = 125
const exitTimedOut = 124

export const verb: Verb = {
  summary: "run a command isolated from this machine, on this machine's own programs",
  usage: '[options] -- COMMAND [ARG…]',
  args: [1, Number.POSITIVE_INFINITY],
  options: {
    memory: {
      type: 'string',
      value: 'SIZE',
      help: 'most memory: bytes, or with K, M, G, T (1024 each); 512K or more',
    },
    swap: {
      type: 'string',
      value: 'SIZE',
      help: 'most swap beside the memory, in the same units (default: 0 with --memory)',
    },
    cpus: { type: 'string', value: 'N', help: 'most processor time, in processors: 0.5' },
    pids: { type: 'string', value: 'N', help: 'most processes and threads' },
    bind: { type: 'string', multiple: true, value: 'SRC:DST[:ro]', help: 'show SRC as DST (repeatable)' },
    writable: { type: 'string', multiple: true, value: 'DIR', help: 'show DIR, writable (repeatable)' },
    network: { type: 'string', value: 'MODE', help: 'none (default: loopback only) or host' },
    env: {
      type: 'string',
      short: 'e',
      multiple: true,
      value: 'NAME[=VALUE]',
      help: 'set a variable; without =VALUE to what it is here (repeatable)',
    },
    workdir: {
      type: 'string',
      short: 'w',
      value: 'DIR',
      help: 'working directory, which has to be there (default: /)',
    },
    timeout: {
      type: 'string',
      value: 'TIME',
      help: 'kill it after TIME: 500ms, 5s, 2m, 1h, or seconds alone; exit status 124',
    },
    hostname: { type: 'string', value: 'NAME', help: 'host name (default: sandbox)' },
    'print-config': {
      type: 'boolean',
      help: 'print the config.json instead of running it; its root lies below --root, and has to be there when it is run',
    },
  },
  notes: [
    "The exit status is the command's; 128 and the signal's number if a signal ended it; 124 after the timeout;",
    '125 if the sandbox cannot be made; 126 if the command cannot be executed, 127 if there is none.',
  ],
  stop: true,
  failure: 'sandbox',
  plain: true,
  usageStatus: exitFailed,
  failureStatus: exitFailed,
  run,
}

/** What the options of the library are called here. */
const optionNames: Readonly<Record<string, string>> = { binds: 'bind', cwd: 'workdir' }

async function run(call: Call): Promise<number> {
  try {
    return await (call.options.flag('print-config') ? printConfig(call) : runProgram(call))
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) error.message = inOwnWords(error.message)
    throw error
  }
}

const inOwnWords = (message: string) =>
  message.replace(/^option argv: /, '').replace(/^option (\w+)/, (_, name: string) => `--${optionNames[name] ?? name}`)

function printConfig(call: Call): number {
  const { options, args, root, stdout } = call
  if (options.text('timeout') !== undefined) {
    throw new Error('--timeout does not go with --print-config: no config says how long its program may run')
  }
  stdout(`${JSON.stringify(sandboxConfig({ ...configOptions(call), argv: [...args] }, root), null, 2)}\n`)
  return 0
}

async function runProgram(call: Call): Promise<number> {
  const { options, args, program, root, log } = call
  const [command = '', ...rest] = args
  const config = { ...configOptions(call), argv: [command, ...rest] }
  const limit = options.text('timeout')
  const timeout = limit === undefined ? {} : { timeout: parseDuration('--timeout', limit) }
  const say = (text: string) => tell(call, `${program} sandbox: ${command}: ${text}`)
  const relay = new Relay(call)
  const own = new ForegroundStreams(call.streams)
  try {
    const running = sandbox({ ...config, ...timeout, ...streams(call, config.env, relay, own), root, reject: false })
    running.started().then(
      () => log.debug('process started', { id: running.id, pid: running.pid, command }),
      () => {},
    )
    // The size of the window is the relay's to hand on.
    onSignals(
      call,
      (number) => {
        log.debug(`forwarding signal ${number}`, { id: running.id })
        running.kill(number)
      },
      ['SIGWINCH'],
    )
    const result = await running
    log.debug('process exited', { id: running.id, status: exitStatus(result), ...marks(result) })
    if (result.oomKilled && result.exitCode !== 0)
      say(`killed: it used more than its memory limit of ${options.text('memory')}`)
    else if (result.timedOut) say(`killed after its timeout of ${limit}`)
    return exitStatus(result)
  } catch (error) {
    const status = cannotExecute(error)
    if (status === undefined) throw noDirectory(error) ?? error
    say(status === exitNotFound ? 'command not found' : 'cannot be executed')
    return status
  } finally {
    await relay.end()
    await own.end()
  }
}

/** A person, and the log where that is another: engines look nowhere else. */
function tell({ log, stderr }: Call, message: string): void {
  if (!log.onStderr || log.json) log.error(message)
  if (!log.onStderr || !log.json) stderr(`${message}\n`)
}

/**
 * Ours; who sits at a terminal gets one of the sandbox's own, since ours is not to be seen in there. In the background
 * nobody sits there: to take the terminal then would stop this process, and its timeout with it.
 */
function streams(
  { env: callers, streams: [input, output], inBackground }: Call,
  env: Record<string, string>,
  relay: Relay,
  own: ForegroundStreams,
): Pick<SandboxOptions, 'stdio' | 'env' | 'onConsole'> {
  if (!isTerminal(input) || !isTerminal(output)) return { stdio: own.open() }
  if (inBackground()) {
    const [, toOutput, toErrors] = own.open()
    return { stdio: ['ignore', toOutput, toErrors] }
  }
  const { TERM = 'dumb' } = callers
  return { stdio: 'ignore', onConsole: relay.start, env: { TERM, ...env } }
}

function configOptions({ options, env }: Call): Omit<SandboxConfigOptions, 'argv'> & { env: Record<string, string> } {
  const [memory, swap] = [options.text('memory'), options.text('swap')]
  const [cpus, pids] = [options.text('cpus'), options.text('pids')]
  const [network, cwd, hostname] = [options.text('network'), options.text('workdir'), options.text('hostname')]
  return {
    binds: options.list('bind'),
    writable: options.list('writable'),
    env: Object.fromEntries(options.list('env').map((text) => variable(text, env))),
    ...(memory === undefined ? {} : { memory }),
    ...(swap === undefined ? {} : { swap }),
    ...(cpus === undefined ? {} : { cpus: parsePositive('--cpus', cpus) }),
    ...(pids === undefined ? {} : { pids: parseCount('--pids', pids) }),
    // The library refuses what is neither.
    ...(network === undefined ? {} : { network: network as 'none' | 'host' }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(hostname === undefined ? {} : { hostname }),
  }
}

/** `NAME=value`, or `NAME` for the value that it has here. */
function variable(text: string, env: Call['env']): [string, string] {
  const at = text.indexOf('=')
  const name = at < 0 ? text : text.slice(0, at)
  if (name === '') throw new Error(`--env wants NAME=VALUE, not ${JSON.stringify(text)}`)
  return [name, at < 0 ? (env[name] ?? '') : text.slice(at + 1)]
}

/** What else is to be said of its end. */
const marks = ({ signal, timedOut, oomKilled }: SandboxResult) => ({
  ...(signal === undefined ? {} : { signal }),
  ...(timedOut ? { timedOut } : {}),
  ...(oomKilled ? { oomKilled } : {}),
})

function exitStatus({ exitCode, signal, timedOut }: SandboxResult): number {
  if (timedOut) return exitTimedOut
  if (exitCode !== undefined) return exitCode
  return 128 + (constants.signals[signal as NodeJS.Signals] ?? 0)
}

/** Where no config speaks of a working directory. */
function noDirectory(error: unknown): Error | undefined {
  if (!isContainerError(error) || !failedAt(error, 'change directory')) return undefined
  const { path, errno = 0, hint } = error
  return Object.assign(new Error(`--workdir ${path}: ${errnoWords(errno)[1]}`, { cause: error }), { hint })
}

function cannotExecute(error: unknown): number | undefined {
  if (!isContainerError(error) || !failedAt(error, 'find executable', 'execute')) return undefined
  return error.errnoName === 'ENOENT' ? exitNotFound : exitNotExecutable
}
