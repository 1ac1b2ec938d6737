// SPDX-License-Identifier: Apache-2.0
// The hooks that run outside the container: prestart, createRuntime, poststart and poststop. The others are
// operations of the init.
import { constants } from 'node:os'
import { onAbort } from '../abort.js'
import type { OciState } from '../container/types.js'
import type { PlanHook } from '../core/types.js'
import { ContainerError, errnoWords } from '../errors.js'

/** Of each stream of a hook; more is read and dropped. */
const outputLimit = 64 * 1024
/** Milliseconds; of a longer time Node makes one millisecond. */
const longestTimer = 2 ** 31 - 1

/** Runs the hooks of a kind one after another; the first that fails ends it. */
export async function runHooks(
  kind: string,
  hooks: PlanHook[],
  state: OciState,
  signal?: AbortSignal | undefined,
): Promise<void> {
  for (const [index, hook] of hooks.entries()) {
    const failure = await runHook(hook, state, signal)
    if (!failure) continue
    const { text, ...details } = failure
    throw new ContainerError('SystemError', `error running ${kind} hook #${index}: ${text}`, {
      operation: 'run hook',
      path: hook.path,
      ...details,
    })
  }
}

interface HookFailure {
  text: string
  errno?: number
  errnoName?: string
  status?: number
  signal?: number
}

/** The state goes to its standard input. The bundle is its working directory, as of the runtimes that came before. */
async function runHook(
  hook: PlanHook,
  state: OciState,
  signal: AbortSignal | undefined,
): Promise<HookFailure | undefined> {
  // Loaded by those who have hooks: it takes Node some milliseconds.
  const { spawn } = await import('node:child_process')
  return new Promise((resolve, reject) => {
    const { promise, child } = start(spawn, hook, state)
    let timedOut = false
    const stop = () => child.kill('SIGKILL')
    const timer =
      hook.timeout === undefined
        ? undefined
        : setTimeout(
            () => {
              timedOut = true
              stop()
            },
            Math.min(hook.timeout * 1000, longestTimer),
          )
    const aborting = onAbort(signal, stop)
    if (signal?.aborted) stop()
    promise.then((failure) => {
      clearTimeout(timer)
      aborting[Symbol.dispose]()
      if (signal?.aborted) reject(signal.reason)
      else resolve(timedOut ? { text: `still running after its timeout of ${hook.timeout} s` } : failure)
    }, reject)
  })
}

function start(spawn: typeof import('node:child_process').spawn, hook: PlanHook, state: OciState) {
  const [argv0 = hook.path, ...args] = hook.args ?? []
  const child = spawn(hook.path, args, {
    argv0,
    cwd: state.bundle,
    stdio: 'pipe',
    ...(hook.env === undefined || hook.env.length === 0 ? {} : { env: environment(hook.env) }),
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const promise = new Promise<HookFailure | undefined>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const errno = Math.abs(error.errno ?? 0)
      const [errnoName, words] = errnoWords(errno)
      resolve({ text: `exec ${hook.path}: ${words} (${errnoName})`, errno, errnoName })
    })
    child.on('close', (code, name) => {
      if (code === 0) return resolve(undefined)
      const ending = name === null ? `exit status ${code}` : `signal: ${name}`
      const text = `${ending}, stdout: ${stdout()}, stderr: ${stderr()}`
      resolve(name === null ? { text, status: code ?? 0 } : { text, signal: constants.signals[name] })
    })
  })
  // A hook need not read its state: a broken pipe is its own business.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(state))
  return { promise, child }
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

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    if (length < outputLimit) chunks.push(chunk.subarray(0, outputLimit - length))
    length += chunk.length
  })
  return () => Buffer.concat(chunks).toString()
}
