// SPDX-License-Identifier: Apache-2.0
// The caller's terminal and the container's: bytes go both ways, and the size follows. Without a terminal in the
// container it does nothing.
import type { Readable } from 'node:stream'
import { isTerminal, keepNewlines, restoreTerminal, setRaw, setWindowSize, windowSize } from '../../bridge/index.js'
import type { Console } from '../../container/console.js'
import { write } from '../frame/output.js'
import type { World } from '../frame/world.js'

export class Relay {
  #console: Console | undefined
  #ended: Promise<void> = Promise.resolve()
  #restore = (): void => {}
  readonly #world: World
  #input: Readable | undefined

  constructor(world: World) {
    this.#world = world
  }

  /**
   * Starts with the pty's master, which belongs to the relay from now on.
   * @throws Error if the caller has no terminal
   */
  readonly start = async (master: number): Promise<void> => {
    // Loaded by those who have a terminal: it takes Node some milliseconds.
    const { Console } = await import('../../container/console.js')
    const { onSignal, readInput, streams } = this.#world
    const host = hostTerminal(this.#world)
    keepNewlines(master)
    copySize(host, master)
    onSignal('SIGWINCH', () => copySize(host, master))
    this.#makeRaw(host)
    const console = new Console(master)
    this.#console = console
    this.#ended = new Promise((resolve) => console.on('end', resolve).on('error', () => resolve()))
    console.on('data', (data: Uint8Array) => write(streams[1], data))
    const input = readInput()
    input.on('error', () => {})
    // The end of our input is not the end of the terminal.
    input.pipe(console, { end: false })
    this.#input = input
  }

  /** After the end of the container's process: shows the rest of what it has said, and gives the terminal back. */
  async end(): Promise<void> {
    if (this.#console === undefined) return
    // Processes outside the container's pid namespace may keep the terminal open: they are not waited for.
    this.#console.finish()
    await this.#ended
    this.#console.destroy()
    this.#input?.destroy()
    this.#restore()
  }

  #makeRaw(host: number): void {
    const saved = setRaw(host)
    this.#restore = () => {
      this.#restore = () => {}
      restoreTerminal(host, saved)
    }
    this.#world.onExit(() => this.#restore())
  }
}

/** The terminal may have vanished on the way: its size then is nobody's business. */
function copySize(from: number, to: number): void {
  try {
    const { rows, columns } = windowSize(from)
    setWindowSize(to, rows, columns)
  } catch {}
}

function hostTerminal({ streams: [input, output, error], openTerminal }: World): number {
  for (const fd of [error, output, input]) if (isTerminal(fd)) return fd
  try {
    return openTerminal()
  } catch (cause) {
    const hint = 'set process.terminal to false, or detach with --console-socket'
    throw new Error(`the container wants a terminal and this process has none: ${hint}`, { cause })
  }
}
