// SPDX-License-Identifier: Apache-2.0
// One function for the common job: run a program isolated, now.
import { randomBytes } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import type { Container } from '../container/container.js'
import { signalNumber } from '../container/exit.js'
import { createFactory, type Factory } from '../container/factory.js'
import { openStreams, type Streams } from '../container/streams.js'
import type { ExitStatus, Stdio } from '../container/types.js'
import { requireRoot } from '../errors.js'
import { checkSandboxOptions } from '../schema/check-options.js'
import { sandboxConfig } from './config.js'
import { checkOptions, type SandboxConfigOptions } from './options.js'
import { Output } from './output.js'

export interface SandboxOptions extends Omit<SandboxConfigOptions, 'terminal'> {
  /** Milliseconds from the program's start, after which it is killed. */
  timeout?: number
  /** Written to its standard input, which then ends. */
  input?: string | Uint8Array
  /** Where its streams go; pipes by default. What is not a pipe is not in the result. */
  stdio?: Stdio | [stdin: Stdio, stdout: Stdio, stderr: Stdio]
  /** Bytes kept of each of stdout and stderr; a program that says more is killed. 100 MiB by default. */
  maxBuffer?: number
  /** Whether a program that fails rejects the promise with a `SandboxError`; true by default. */
  reject?: boolean
  /** Kills the program; the promise rejects with the signal's reason. */
  signal?: AbortSignal
  /** The state directory; `/run/gantry` by default. */
  root?: string
  /** Gives it a terminal in place of the streams, and takes over its other side, the pty's master. */
  onConsole?: (master: number) => void | Promise<void>
}

const ownOptionNames = ['timeout', 'input', 'stdio', 'maxBuffer', 'reject', 'signal', 'root', 'onConsole'] as const

/** How a sandbox ended. */
export interface SandboxResult {
  /** Undefined if a signal ended it. */
  exitCode: number | undefined
  /** `SIGKILL` … */
  signal: string | undefined
  /** Its timeout was over. */
  timedOut: boolean
  /** The kernel killed a process of it for the memory limit. */
  oomKilled: boolean
  /** From the program's start to its end. */
  durationMs: number
  stdout: string
  stderr: string
}

/** The program did not end with exit code 0. It has all that the result has. */
export class SandboxError extends Error implements SandboxResult {
  override readonly name = 'SandboxError'
  declare readonly exitCode: number | undefined
  declare readonly signal: string | undefined
  declare readonly timedOut: boolean
  declare readonly oomKilled: boolean
  declare readonly durationMs: number
  declare readonly stdout: string
  declare readonly stderr: string

  constructor(message: string, result: SandboxResult) {
    super(message)
    Object.assign(this, result)
  }
}

const defaultMaxBuffer = 100 * 2 ** 20

/**
 * Runs a program in a sandbox: the host's system directories read-only, /tmp, /dev and /proc of its own, its own
 * namespaces, no network but loopback, no capabilities.
 * @returns a handle that can be awaited for the result, at once; the program starts meanwhile.
 * @throws TypeError or RangeError for options that are unknown or make no sense.
 */
export function sandbox(options: SandboxOptions): Sandbox {
  return new Sandbox(options)
}

export class Sandbox implements PromiseLike<SandboxResult> {
  /** Null where `stdio` is no pipe. */
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  readonly #options: SandboxOptions
  readonly #streams: Streams
  readonly #output: Output
  readonly #errorOutput: Output
  readonly #killing = new AbortController()
  readonly #result: Promise<SandboxResult>
  #container: Container | undefined
  #timedOut = false
  #exceeded = false

  /** @internal */
  constructor(options: SandboxOptions) {
    checkOptions(options, ownOptionNames)
    checkSandboxOptions(options)
    const { timeout, stdio = 'pipe', maxBuffer = defaultMaxBuffer, input } = options
    if (timeout !== undefined && !(timeout > 0 && timeout < 2 ** 31)) {
      throw new RangeError(`timeout must be milliseconds from 1 to 2147483647, not ${String(timeout)}`)
    }
    this.#options = options
    this.#streams = openStreams(stdio)
    this.stdin = this.#streams.stdin
    this.stdout = this.#streams.stdout
    this.stderr = this.#streams.stderr
    const exceeded = () => {
      this.#exceeded = true
      this.#kill()
    }
    this.#output = new Output(this.stdout, maxBuffer, exceeded)
    this.#errorOutput = new Output(this.stderr, maxBuffer, exceeded)
    // A program need not read its input.
    this.stdin?.on('error', () => {})
    if (input !== undefined) this.stdin?.end(input)
    this.#result = this.#run()
    // Who only iterates over the lines does not look at the promise.
    this.#result.catch(() => {})
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

  /**
   * Sends the program a signal. As the first process of its pid namespace it gets only those that it handles, and
   * SIGKILL, the default.
   */
  kill(signal: NodeJS.Signals | number = 'SIGKILL'): void {
    if (signalNumber(signal) === signalNumber('SIGKILL')) this.#kill()
    else this.#container?.signal(signal).catch(() => {})
  }

  /** The lines of its standard output as they come, from the first. */
  lines(): AsyncGenerator<string, void, undefined> {
    return this.#output.lines()
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
    const { signal: abort, timeout, reject = true } = this.#options
    let result: SandboxResult
    try {
      abort?.throwIfAborted()
      const signal = abort ? AbortSignal.any([abort, this.#killing.signal]) : this.#killing.signal
      result = await this.#runContainer(signal, timeout)
    } catch (error) {
      if (error !== this.#killing.signal.reason) {
        this.#streams.destroy()
        throw error
      }
      // The start was called off. The program may have run already, and said something.
      this.#streams.closeDescriptors()
      result = await this.#resultOf({ signal: 'SIGKILL', oomKilled: false }, 0)
    }
    abort?.throwIfAborted()
    const failure = this.#failure(result)
    if (reject && failure !== undefined) throw new SandboxError(`${this.#options.argv[0]} ${failure}`, result)
    return result
  }

  async #runContainer(signal: AbortSignal, timeout: number | undefined): Promise<SandboxResult> {
    requireRoot(process.geteuid?.() ?? 0)
    const factory = factoryOf(this.#options.root)
    const { onConsole } = this.#options
    const terminal = onConsole !== undefined
    const config = sandboxConfig({ ...configOptions(this.#options), terminal }, factory.root)
    const container = await factory.create(`sandbox-${randomBytes(6).toString('hex')}`, config, { signal })
    this.#container = container
    try {
      const process = await container.run({
        stdio: this.#streams.descriptors,
        signal,
        ...(terminal ? { onConsole } : {}),
      })
      this.#streams.closeDescriptors()
      const started = performance.now()
      const stop = () => void container.signal('SIGKILL').catch(() => {})
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(() => {
              this.#timedOut = true
              stop()
            }, timeout)
      const status = await process.wait()
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      return await this.#resultOf(status, performance.now() - started)
    } finally {
      await container[Symbol.asyncDispose]()
    }
  }

  async #resultOf({ exitCode, signal, oomKilled }: ExitStatus, durationMs: number): Promise<SandboxResult> {
    await Promise.all([this.#output.ended, this.#errorOutput.ended])
    const [stdout, stderr] = [this.#output.toString(), this.#errorOutput.toString()]
    return { exitCode, signal, timedOut: this.#timedOut, oomKilled, durationMs, stdout, stderr }
  }

  #failure({ exitCode, signal, timedOut, oomKilled }: SandboxResult): string | undefined {
    if (timedOut) return `was killed after its timeout of ${this.#options.timeout} ms`
    if (this.#exceeded) return 'was killed: it said more than maxBuffer allows'
    if (oomKilled) return `was killed for its memory limit of ${this.#options.memory}`
    if (signal !== undefined) return `was ended by ${signal}`
    return exitCode === 0 ? undefined : `ended with exit code ${exitCode}`
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
  const rest: Record<string, unknown> = { ...options }
  for (const name of ownOptionNames) delete rest[name]
  return rest as unknown as SandboxConfigOptions
}
