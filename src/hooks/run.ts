// SPDX-License-Identifier: Apache-2.0
// The hooks that run outside the container: prestart, createRuntime, poststart and poststop. The others are
// operations of the init.
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { onAbort } from '../common/abort.js'
import type { OciState } from '../config/oci.js'
import type { PlanHook } from '../core/types.js'
import { ContainerError, errnoWords } from '../errors.js'
import { HookOutput } from './output.js'

/** Milliseconds; of a longer time Node makes one millisecond. */
const longestTimer = 2 ** 31 - 1
/** Milliseconds that a killed hook has to end. Nobody waits longer for one that cannot. */
const killPatience = 2000

/** Runs the hooks of a kind one after another; the first that fails ends it. */
export async function runHooks(
  kind: string,
  hooks: PlanHook[],
  state: OciState,
  signal?: AbortSignal | undefined,
): Promise<void> {
  for (const [index, hook] of hooks.entries()) {
    const failure = await runHook(hook, state, signal)
    if (failure) throw hookError(kind, index, hook, failure)
  }
}

/** Runs all of them, as those of a container that is gone: what fails is told, and changes nothing. */
export async function runAllHooks(
  kind: string,
  hooks: PlanHook[],
  state: OciState,
  tell: (error: ContainerError) => void,
  signal?: AbortSignal | undefined,
): Promise<void> {
  for (const [index, hook] of hooks.entries()) {
    const failure = await runHook(hook, state, signal)
    if (failure) tell(hookError(kind, index, hook, failure))
  }
}

function hookError(kind: string, index: number, { path }: PlanHook, { text, ...details }: HookFailure): ContainerError {
  return new ContainerError('SystemError', `error running ${kind} hook #${index}: ${text}`, {
    operation: 'run hook',
    path,
    ...details,
  })
}

interface HookFailure {
  text: string
  errno?: number
  errnoName?: string
  status?: number
  signal?: number
}

/**
 * The state goes to its standard input. The bundle is its working directory, as of the runtimes that came before. It
 * has ended when its process has: one that it left behind may hold its streams for ever.
 */
async function runHook(
  hook: PlanHook,
  state: OciState,
  signal: AbortSignal | undefined,
): Promise<HookFailure | undefined> {
  // Loaded by those who have hooks: it takes Node some milliseconds.
  const { spawn } = await import('node:child_process')
  signal?.throwIfAborted()
  const output: Output = [new HookOutput(), new HookOutput()]
  try {
    const end = await endOf(start(spawn, hook, state, output), hook.timeout, signal)
    signal?.throwIfAborted()
    return failureOf(hook, end, output)
  } finally {
    for (const stream of output) stream.close()
  }
}

type Output = [stdout: HookOutput, stderr: HookOutput]
type End = { error: NodeJS.ErrnoException } | { code: number | null; name: NodeJS.Signals | null } | 'killed'

/**
 * Waits for the end of its process. After its time, or an abort, its process group is killed. What has left that is not
 * found: only a cgroup would hold it, and hooks run in the caller's.
 */
function endOf(child: ChildProcess, timeout: number | undefined, signal: AbortSignal | undefined): Promise<End> {
  return new Promise((resolve) => {
    let killed = false
    let timer: NodeJS.Timeout | undefined
    const finish = (end: End) => {
      clearTimeout(timer)
      aborting[Symbol.dispose]()
      resolve(killed ? 'killed' : end)
    }
    const stop = () => {
      killed = true
      killGroup(child)
      clearTimeout(timer)
      timer = setTimeout(finish, killPatience, 'killed')
    }
    const aborting = onAbort(signal, stop)
    child.once('error', (error) => finish({ error }))
    child.once('exit', (code, name) => finish({ code, name }))
    if (timeout !== undefined) timer = setTimeout(stop, Math.min(timeout * 1000, longestTimer))
  })
}

/** It leads a group of its own. Its pid is nobody else's until Node has reaped it, and then its exit is known. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
}

function start(spawn: typeof import('node:child_process').spawn, hook: PlanHook, state: OciState, output: Output) {
  const [argv0 = hook.path, ...args] = hook.args ?? []
  const child = spawn(hook.path, args, {
    argv0,
    cwd: state.bundle,
    detached: true,
    stdio: ['pipe', ...output.map(({ theirs }) => theirs)],
    ...(hook.env === undefined || hook.env.length === 0 ? {} : { env: environment(hook.env) }),
  })
  for (const stream of output) stream.started()
  // A hook need not read its state: a broken pipe is its own business.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(state))
  return child
}

function failureOf({ path, timeout }: PlanHook, end: End, [stdout, stderr]: Output): HookFailure | undefined {
  if (end === 'killed') return { text: `still running after its timeout of ${timeout} s` }
  if ('error' in end) {
    const errno = Math.abs(end.error.errno ?? 0)
    const [errnoName, words] = errnoWords(errno)
    return { text: `exec ${path}: ${words} (${errnoName})`, errno, errnoName }
  }
  const { code, name } = end
  if (code === 0) return undefined
  const ending = name === null ? `exit status ${code}` : `signal: ${name}`
  const text = `${ending}, stdout: ${stdout.text()}, stderr: ${stderr.text()}`
  return name === null ? { text, status: code ?? 0 } : { text, signal: constants.signals[name] }
}

/** `NAME=value` each; without a `=` a name of an empty value. */
function environment(list: string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((entry) => {
      const at = entry.indexOf('=')
      return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )
}
