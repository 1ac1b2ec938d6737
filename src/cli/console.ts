// SPDX-License-Identifier: Apache-2.0
// The caller's terminal and the container's: bytes go both ways, and the size follows.
import { openSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'
import { keepNewlines, restoreTerminal, setRaw, setWindowSize, windowSize } from '../bridge/index.js'
import { write } from './output.js'

export class Relay {
  readonly #host: number
  #master: ReadStream | undefined
  #saved: Uint8Array | undefined
  #ended: Promise<void> = Promise.resolve()

  /** @throws Error if this process has no terminal */
  constructor() {
    this.#host = hostTerminal()
  }

  /** Starts with the pty's master, which belongs to the relay from now on. */
  readonly start = (fd: number): void => {
    keepNewlines(fd)
    this.#copySize(fd)
    this.#saved = setRaw(this.#host)
    process.on('exit', this.#restore)
    process.on('SIGWINCH', () => this.#copySize(fd))
    const master = new ReadStream(fd)
    this.#master = master
    this.#ended = new Promise((resolve) => master.on('close', resolve))
    // EIO: the last process with the terminal is gone.
    master.on('error', () => master.destroy())
    master.on('data', (data) => write(1, data))
    process.stdin.on('error', () => {})
    // The end of our input is not the end of the terminal.
    process.stdin.pipe(master, { end: false })
  }

  /** Waits for what the container still has to say, and gives the terminal back. */
  async end(): Promise<void> {
    // Processes outside the container's pid namespace may keep the terminal open: they are not waited for.
    const patience = new Promise((resolve) => setTimeout(resolve, 200).unref())
    await Promise.race([this.#ended, patience])
    this.#master?.destroy()
    process.stdin.destroy()
    this.#restore()
  }

  readonly #restore = (): void => {
    const saved = this.#saved
    this.#saved = undefined
    if (saved !== undefined) restoreTerminal(this.#host, saved)
  }

  /** The terminal may have vanished on the way: its size then is nobody's business. */
  #copySize(fd: number): void {
    try {
      const { rows, columns } = windowSize(this.#host)
      setWindowSize(fd, rows, columns)
    } catch {}
  }
}

function hostTerminal(): number {
  for (const fd of [2, 1, 0]) if (isatty(fd)) return fd
  try {
    return openSync('/dev/tty', 'r+')
  } catch (cause) {
    const hint = 'set process.terminal to false, or detach with --console-socket'
    throw new Error(`the container wants a terminal and this process has none: ${hint}`, { cause })
  }
}
