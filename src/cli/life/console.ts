// SPDX-License-Identifier: Apache-2.0
// The caller's terminal and the container's: bytes go both ways, and the size follows. Without a terminal in the
// container it does nothing.
import { openSync } from 'node:fs'
import { isTerminal, keepNewlines, restoreTerminal, setRaw, setWindowSize, windowSize } from '../../bridge/index.js'
import type { Console } from '../../container/console.js'
import { write } from '../frame/output.js'

export class Relay {
  #console: Console | undefined
  #ended: Promise<void> = Promise.resolve()
  #restore = (): void => {}

  /**
   * Starts with the pty's master, which belongs to the relay from now on.
   * @throws Error if this process has no terminal
   */
  readonly start = async (master: number): Promise<void> => {
    // Loaded by those who have a terminal: it takes Node some milliseconds.
    const { Console } = await import('../../container/console.js')
    const host = hostTerminal()
    keepNewlines(master)
    copySize(host, master)
    process.on('SIGWINCH', () => copySize(host, master))
    this.#makeRaw(host)
    const console = new Console(master)
    this.#console = console
    this.#ended = new Promise((resolve) => console.on('end', resolve).on('error', () => resolve()))
    console.on('data', (data: Uint8Array) => write(1, data))
    process.stdin.on('error', () => {})
    // The end of our input is not the end of the terminal.
    process.stdin.pipe(console, { end: false })
  }

  /** After the end of the container's process: shows the rest of what it has said, and gives the terminal back. */
  async end(): Promise<void> {
    if (this.#console === undefined) return
    // Processes outside the container's pid namespace may keep the terminal open: they are not waited for.
    this.#console.finish()
    await this.#ended
    this.#console.destroy()
    process.stdin.destroy()
    this.#restore()
  }

  #makeRaw(host: number): void {
    const saved = setRaw(host)
    this.#restore = () => {
      this.#restore = () => {}
      restoreTerminal(host, saved)
    }
    process.on('exit', () => this.#restore())
  }
}

/** The terminal may have vanished on the way: its size then is nobody's business. */
function copySize(from: number, to: number): void {
  try {
    const { rows, columns } = windowSize(from)
    setWindowSize(to, rows, columns)
  } catch {}
}

function hostTerminal(): number {
  for (const fd of [2, 1, 0]) if (isTerminal(fd)) return fd
  try {
    return openSync('/dev/tty', 'r+')
  } catch (cause) {
    const hint = 'set process.terminal to false, or detach with --console-socket'
    throw new Error(`the container wants a terminal and this process has none: ${hint}`, { cause })
  }
}
