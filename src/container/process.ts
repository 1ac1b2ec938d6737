// SPDX-License-Identifier: Apache-2.0
// The first process of a container.
import type { Duplex, Readable, Writable } from 'node:stream'
import { abortable } from '../common/abort.js'
import { ContainerError } from '../errors.js'
import type { Console } from './console.js'
import { signalNumber } from './exit.js'
import type { Init } from './init.js'
import type { Streams } from './streams.js'
import type { Abortable, ExitStatus } from './types.js'

export class Process {
  /** Pipes to its standard streams; null where it got another descriptor. */
  readonly stdin: Writable | null
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  /** With a terminal: the pty's other side. */
  readonly console: Duplex | null
  readonly #init: Init
  readonly #streams: Streams
  readonly #console: Console | null

  /** @internal */
  constructor(init: Init, streams: Streams, console: Console | null) {
    this.#init = init
    this.#streams = streams
    this.#console = console
    this.stdin = streams.stdin
    this.stdout = streams.stdout
    this.stderr = streams.stderr
    this.console = console
  }

  /** Of the container's first process, as the host sees it: with a reaper, of that. */
  get pid(): number {
    return this.#init.pid
  }

  /** Waits for its end. An abort ends the waiting, not the process. */
  wait({ signal }: Abortable = {}): Promise<ExitStatus> {
    return abortable(this.#init.exit, signal)
  }

  /**
   * Sends it a signal, by name or number.
   * @throws ContainerError `ContainerNotRunning` after its end.
   */
  signal(signal: NodeJS.Signals | number): void {
    this.#init.signal(signalNumber(signal))
  }

  /** Sets the size of its terminal. */
  resize(rows: number, columns: number): void {
    if (!this.#console) {
      throw new ContainerError('NoProcessOps', 'the process has no terminal here', {
        hint: 'set process.terminal in the config, and leave out onConsole',
      })
    }
    this.#console.resize(rows, columns)
  }

  /**
   * Nothing of the container is left: what it has said can still be read, but no descriptor is kept for it.
   * @internal
   */
  finish(): void {
    this.#streams.finish()
    this.#console?.release()
  }
}
