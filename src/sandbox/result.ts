// SPDX-License-Identifier: Apache-2.0
// How a sandbox ended, and whether that is a failure.

/** How a sandbox ended. */
export interface SandboxResult {
  /** Undefined if a signal ended it. */
  exitCode: number | undefined
  /** `SIGKILL` … */
  signal: string | undefined
  /** Its timeout was over. */
  timedOut: boolean
  /** It was killed for saying more than `maxBuffer` on stdout or stderr, of which the first `maxBuffer` bytes are there. */
  maxBufferExceeded: boolean
  /** The kernel killed a process of it for the memory limit: not always the program itself, which may have ended well. */
  oomKilled: boolean
  /** From the program's start to its end. */
  durationMs: number
  /**
   * Empty where `stdout` was taken as a stream, or is no pipe; so is `stderr`. Of more than a string of Node's can hold
   * (512 MiB) it is the beginning.
   */
  stdout: string
  stderr: string
}

/** The program did not end with exit code 0. It has all that the result has. */
export class SandboxError extends Error implements SandboxResult {
  override readonly name = 'SandboxError'
  readonly code = 'ProgramFailed'
  declare readonly exitCode: number | undefined
  declare readonly signal: string | undefined
  declare readonly timedOut: boolean
  declare readonly maxBufferExceeded: boolean
  declare readonly oomKilled: boolean
  declare readonly durationMs: number
  declare readonly stdout: string
  declare readonly stderr: string

  constructor(message: string, result: SandboxResult) {
    super(message)
    Object.assign(this, result)
  }
}

/** What the caller asked for and the program ran into. */
export interface Bounds {
  timeout: number | undefined
  memory: number | string | undefined
}

/** What is to be said of a program that did not end well; undefined of one that did. */
export function failureOf(result: SandboxResult, { timeout, memory }: Bounds): string | undefined {
  const { exitCode, signal, timedOut, maxBufferExceeded, oomKilled } = result
  if (timedOut) return `was killed after its timeout of ${timeout} ms`
  if (maxBufferExceeded) return 'was killed: it said more than maxBuffer allows'
  if (exitCode === 0) return undefined
  const limit = `memory limit of ${memory ?? 'the machine'}`
  if (oomKilled && signal === 'SIGKILL') return `was killed for its ${limit}`
  const ending = signal === undefined ? `ended with exit code ${exitCode}` : `was ended by ${signal}`
  return oomKilled ? `${ending} after a process of it was killed for its ${limit}` : ending
}
