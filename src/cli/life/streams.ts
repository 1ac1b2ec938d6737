// SPDX-License-Identifier: Apache-2.0
// The standard streams of a container in the foreground are this process's own, but for those that somebody has made
// nonblocking: the container would share the open file, and most programs take EAGAIN for the end. They get a pipe,
// and what goes through it is copied.
import { fstatSync, readFileSync, readSync, writeSync } from 'node:fs'
import { close, isTerminal, pipe, readable, writable } from '../../bridge/index.js'

const O_NONBLOCK = 0o4000

type Three<T> = [T, T, T]

export class ForegroundStreams {
  /** Ends of pipes that are the container's. */
  readonly #theirs: number[] = []
  readonly #output: Promise<void>[] = []
  readonly #reading = new AbortController()

  /**
   * What the container gets as 0, 1 and 2. They are looked at here, once: whoever makes an open file nonblocking later does
   * so under the container's hands, as under any other program's.
   */
  open(): Three<number> {
    return [0, 1, 2].map((fd) => (isNonblocking(fd) ? this.#pipeFor(fd) : fd)) as Three<number>
  }

  /** After the end of the container's processes: until all that they have written has been handed on. */
  async end(): Promise<void> {
    this.#reading.abort()
    for (const fd of this.#theirs.splice(0)) close(fd)
    await Promise.all(this.#output)
  }

  #pipeFor(fd: number): number {
    const [reader, writer] = pipe()
    if (fd === 0) void this.#copyInput(writer)
    else this.#output.push(copyOutput(reader, fd))
    const theirs = fd === 0 ? reader : writer
    this.#theirs.push(theirs)
    return theirs
  }

  /** What nobody has read at the end of the container is nobody's. */
  async #copyInput(writer: number): Promise<void> {
    try {
      await copy(0, writer, this.#reading.signal)
    } catch {
      // For the container an input that fails is one that ends.
    } finally {
      close(writer)
    }
  }
}

async function copyOutput(reader: number, fd: number): Promise<void> {
  try {
    await copy(reader, fd)
  } catch {
    // For the container an output that fails is one that nobody reads.
  } finally {
    close(reader)
  }
}

/** Of files whose reads and writes can wait; others take no notice of it. */
function isNonblocking(fd: number): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]
  if (flags === undefined || (Number.parseInt(flags, 8) & O_NONBLOCK) === 0) return false
  const about = fstatSync(fd)
  return about.isFIFO() || about.isSocket() || isTerminal(fd)
}

/** Until the end of `from`. */
async function copy(from: number, to: number, signal?: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(65_536)
  for (;;) {
    // Each wait makes its descriptor nonblocking, so that what comes after it cannot stop this process.
    await readable([from], signal)
    const length = attempt(() => readSync(from, buffer))
    if (length === 0) return
    let left = buffer.subarray(0, length ?? 0)
    while (left.length > 0) {
      await writable(to, signal)
      left = left.subarray(attempt(() => writeSync(to, left)) ?? 0)
    }
  }
}

/** Undefined where it has to wait. */
function attempt(work: () => number): number | undefined {
  try {
    return work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined
    throw error
  }
}
