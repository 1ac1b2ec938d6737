// SPDX-License-Identifier: Apache-2.0
// One function for the common job: run a program isolated, now.
import { randomBytes } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import type { OciConfig } from '../config/oci.js'
import type { Container } from '../container/container.js'
import { signalNumber } from '../container/exit.js'
import { createFactory, type Factory } from '../container/factory.js'
import { newStreams, type Streams } from '../container/streams.js'
import type { ExitStatus, ProcessOptions, Stdio } from '../container/types.js'
import { fromNodeError, protectionLost, requireRoot } from '../errors.js'
import { isLimit } from '../hints.js'
import { callerOf, withCaller } from '../stack.js'
import { checkSandboxOptions } from './check.js'
import { sandboxConfig } from './config.js'
import { copyOptions } from './copy.js'
import { inOptions } from './faults.js'
import { guard, guardedNames } from './guard.js'
import type { SandboxConfigOptions } from './options.js'
import { Output } from './output.js'
import { queue } from './queue.js'
import { failureOf, SandboxError, type SandboxResult } from './result.js'
import { sweep } from './sweep.js'

export interface SandboxOptions extends Omit<SandboxConfigOptions, 'terminal'> {
  /**
   * Milliseconds from the program's start, after which it is killed: up to 2147483647; Infinity is none. A `detached`
   * one has none: this process, which may have ended by then, is what keeps the time.
   */
  timeout?: number
  /** Written to its standard input, which then ends: there is no `stdin` to write to beside it. */
  input?: string | Uint8Array
  /** Where its streams go; pipes by default. What is not a pipe is not in the result. */
  stdio?: Stdio | [stdin: Stdio, stdout: Stdio, stderr: Stdio]
  /** Bytes kept of each of stdout and stderr; a program that says more is killed. 100 MiB by default; may be Infinity. */
  maxBuffer?: number
  /** Whether a program that fails rejects the promise with a `SandboxError`; true by default. */
  reject?: boolean
  /** Kills the program; the promise rejects with the signal's reason. */
  signal?: AbortSignal
  /** The state directory; `/run/gantry` by default. */
  root?: string
  /**
   * It goes on when this process, or the worker that started it, ends; by default it is killed then. Nobody reads its
   * pipes afterwards: give it `stdio: 'ignore'`, or files.
   */
  detached?: boolean
  /** Gives it a terminal in place of the streams, and takes over its other side, the pty's master. */
  onConsole?: (master: number) => void | Promise<void>
}

const defaultMaxBuffer = 100 * 2 ** 20

/**
 * Runs a program in a sandbox: the host's system directories read-only, /tmp, /dev and /proc of its own, its own
 * namespaces, no network but loopback, no capabilities.
 *
 * Of many at once some wait: as many start at a time as there are processors to do it, and as many are there as this
 * process can have open files for (RLIMIT_NOFILE). `timeout` counts from the program's start.
 * @returns a handle that can be awaited for the result, at once; the program starts meanwhile. Whatever goes wrong
 * rejects it: a TypeError or RangeError for options that are unknown or make no sense, before anything is made.
 */
export function sandbox(options: SandboxOptions): Sandbox {
  return new Sandbox(options, callerOf(sandbox))
}

export class Sandbox implements PromiseLike<SandboxResult> {
  /** Its container's: while it runs, a factory of the same `root` loads it by this, and `gantry` knows it by it. */
  readonly id = `sandbox-${randomBytes(6).toString('hex')}`
  readonly #options: SandboxOptions
  readonly #streams: Streams
  readonly #output: Output
  readonly #errorOutput: Output
  readonly #killing = new AbortController()
  readonly #result: Promise<SandboxResult>
  /** Of the program that runs. */
  #container: Container | undefined
  /** Signals for a program that does not run yet. */
  readonly #early: (NodeJS.Signals | number)[] = []
  #pid: number | undefined
  #running = (): void => {}
  readonly #started = new Promise<void>((resolve) => {
    this.#running = resolve
  })
  #timedOut = false
  #exceeded = false
  /** Something read-only that is no more. */
  #lost: string | undefined

  /** @internal */
  constructor(options: SandboxOptions, caller: { stack?: string }) {
    const { copy, fault } = checkedCopy(options)
    this.#options = copy
    const { stdio = 'pipe', maxBuffer = defaultMaxBuffer, input } = this.#options
    this.#streams = newStreams(fault ? 'ignore' : stdio)
    const exceeded = () => {
      this.#exceeded = true
      this.#kill()
    }
    this.#output = new Output(this.#streams.stdout, maxBuffer, exceeded)
    this.#errorOutput = new Output(this.#streams.stderr, maxBuffer, exceeded)
    // A program need not read its input.
    this.#streams.stdin?.on('error', () => {})
    if (input !== undefined) this.#streams.stdin?.end(input)
    this.#result = (fault ? Promise.reject(fault) : this.#run()).catch((error: unknown) => {
      throw withCaller(error, caller)
    })
    // Who only iterates over the lines does not look at the promise.
    this.#result.catch(() => {})
  }

  /** The pid of its process 1, as this process sees it; undefined before it runs. */
  get pid(): number | undefined {
    return this.#pid
  }

  /**
   * Resolves when the program runs: a `detached` one goes on from then without this process. Rejects if it never does.
   */
  async started(): Promise<void> {
    await Promise.race([this.#started, this.#result])
  }

  /**
   * Null where `stdio` is no pipe.
   * @throws Error with the option `input`, which is all that it gets.
   */
  get stdin(): Writable | null {
    if (this.#options.input !== undefined) throw new Error('stdin has the option input: leave that out to write to it')
    return this.#streams.stdin
  }

  /**
   * What the program says, for who reads it as a stream; null where `stdio` is no pipe. It is not kept then: it is not
   * in the result, and `maxBuffer` does not count it. The program waits for a reader who does not come.
   */
  get stdout(): Readable | null {
    return this.#output.take()
  }

  /** The same of its standard error. */
  get stderr(): Readable | null {
    return this.#errorOutput.take()
  }

  // biome-ignore lint/suspicious/noThenProperty: a handle that can be awaited is what is wanted
  then<A = SandboxResult, B = never>(
    fulfilled?: ((result: SandboxResult) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(fulfilled, rejected)
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<SandboxResult | B> {
    return this.#result.catch(rejected)
  }

  finally(done?: (() => void) | null): Promise<SandboxResult> {
    return this.#result.finally(done)
  }

  /** Sends the program a signal, SIGKILL by default. */
  kill(signal: NodeJS.Signals | number = 'SIGKILL'): void {
    if (signalNumber(signal) === signalNumber('SIGKILL')) this.#kill()
    else if (this.#container) this.#container.signal(signal).catch(() => {})
    else this.#early.push(signal)
  }

  /**
   * The lines of its standard output as they come, from the first. After the last one it throws what awaiting the
   * handle would. Who leaves the loop before (`break`) has the program still: it runs on, and Node with it. What ends it
   * then is `kill`, or that the handle was declared with `await using`; awaiting it waits for its own end.
   */
  async *lines(): AsyncGenerator<string, void, undefined> {
    yield* this.#output.lines()
    await this.#result
  }

  [Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    return this.lines()
  }

  /** Kills it and waits until nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill()
    await this.#result.catch(() => {})
  }

  #kill(): void {
    this.#killing.abort()
  }

  async #run(): Promise<SandboxResult> {
    const { signal: abort, reject = true, timeout, memory } = this.#options
    let result: SandboxResult
    try {
      abort?.throwIfAborted()
      const signal = abort ? AbortSignal.any([abort, this.#killing.signal]) : this.#killing.signal
      result = await this.#inTurn(signal)
    } catch (error) {
      if (error !== this.#killing.signal.reason) {
        this.#streams.destroy()
        throw isLimit(error) ? fromNodeError('starting the sandbox', error) : error
      }
      // The start was called off. The program may have run already, and said something.
      result = await this.#resultOf({ signal: 'SIGKILL', oomKilled: false }, 0)
    }
    abort?.throwIfAborted()
    if (this.#lost !== undefined) throw protectionLost(this.#lost)
    const failure = failureOf(result, { timeout, memory })
    if (reject && failure !== undefined) throw new SandboxError(`${this.#options.argv[0]} ${failure}`, result)
    return result
  }

  async #inTurn(signal: AbortSignal): Promise<SandboxResult> {
    const turn = await queue.turn(signal)
    try {
      return await this.#runContainer(signal, turn.started)
    } finally {
      turn.ended()
    }
  }

  async #runContainer(signal: AbortSignal, started: () => void): Promise<SandboxResult> {
    requireRoot(process.geteuid?.() ?? 0)
    const factory = factoryOf(this.#options.root)
    const { onConsole, timeout } = this.#options
    const terminal = onConsole !== undefined
    const config = sandboxConfig({ ...configOptions(this.#options), terminal }, factory.root)
    const { detached = false } = this.#options
    const container = await factory.create(this.id, config, { signal, reaper: true, detached }).catch((error) => {
      throw inOptions(error)
    })
    const over = new AbortController()
    let swept: Promise<void> | undefined
    try {
      const stdio = this.#streams.open(this.#options.user?.uid)
      for (const output of [this.#output, this.#errorOutput]) output.start()
      const given = { stdio, signal, ...(terminal ? { onConsole } : {}) }
      const process = await this.#startGuarded(container, config, given, over.signal)
      this.#streams.closeDescriptors()
      started()
      swept = sweep(factory)
      this.#container = container
      this.#pid = process.pid
      this.#running()
      for (const early of this.#early.splice(0)) this.kill(early)
      const begin = performance.now()
      const stop = () => void killUntilEnded(container, process.wait())
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      const expire = () => {
        this.#timedOut = true
        stop()
      }
      const timer = timeout === undefined ? undefined : setTimeout(expire, timeout)
      const status = await process.wait()
      const durationMs = performance.now() - begin
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      // It may have been deleted meanwhile.
      await container[Symbol.asyncDispose]()
      return await this.#resultOf(status, durationMs)
    } finally {
      over.abort()
      await container[Symbol.asyncDispose]()
      await (swept ?? sweep(factory))
    }
  }

  /** What is read-only is guarded before the program runs. Most have nothing to guard, and start in one go. */
  async #startGuarded(container: Container, config: OciConfig, given: ProcessOptions, over: AbortSignal) {
    const names = guardedNames(config)
    if (names.length === 0) return container.run(given)
    const process = await container.start(given)
    guard(names, process.pid, over, (place) => {
      this.#lost = place
      this.#kill()
    })
    await container.exec(given.signal ? { signal: given.signal } : {})
    return process
  }

  /** Nothing of the sandbox runs any more: what its streams hold is all that there will be. */
  async #resultOf({ exitCode, signal, oomKilled }: ExitStatus, durationMs: number): Promise<SandboxResult> {
    this.#streams.closeDescriptors()
    for (const output of [this.#output, this.#errorOutput]) output.start()
    this.#streams.finish()
    await Promise.all([this.#output.ended, this.#errorOutput.ended])
    const [stdout, stderr] = [this.#output.toString(), this.#errorOutput.toString()]
    const own = { timedOut: this.#timedOut, maxBufferExceeded: this.#exceeded }
    return { exitCode, signal, ...own, oomKilled, durationMs, stdout, stderr }
  }
}

/** What its caller does with the options afterwards is another sandbox's business. */
function checkedCopy(options: unknown): { copy: SandboxOptions; fault?: unknown } {
  try {
    const copy = copyOptions(options)
    checkSandboxOptions(copy)
    return { copy }
  } catch (fault) {
    return { copy: { argv: [] }, fault }
  }
}

const factories = new Map<string | undefined, Factory>()

function factoryOf(root: string | undefined): Factory {
  let factory = factories.get(root)
  if (!factory) {
    factory = createFactory(root === undefined ? {} : { root })
    factories.set(root, factory)
  }
  return factory
}

function configOptions(options: SandboxOptions): SandboxConfigOptions {
  const { timeout, input, stdio, maxBuffer, reject, signal, root, detached, onConsole, ...config } = options
  return config
}

/** Milliseconds between two tries. */
const killPause = 100

/** Frozen, and where no descriptor is to be had to thaw it, it takes more than one try. */
async function killUntilEnded(container: Container, end: Promise<ExitStatus>): Promise<void> {
  let ended = false
  const over = () => {
    ended = true
  }
  const ending = end.then(over, over)
  while (!ended) {
    await container.signal('SIGKILL').catch(() => {})
    await Promise.race([ending, new Promise((resolve) => setTimeout(resolve, killPause))])
  }
}
