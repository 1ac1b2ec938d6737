// SPDX-License-Identifier: Apache-2.0
// The standard streams of a container in the foreground are its caller's, but for those that somebody has made
// nonblocking: the container would share the open file, and most programs take EAGAIN for the end. They get a pipe,
// and what goes through it is copied.
import { fstatSync, readFileSync, readSync, writeSync } from 'node:fs'
import { close, isTerminal, pipe, readable, unread, writable } from '../../bridge/index.js'
import type { World } from '../frame/world.js'

const O_NONBLOCK = 0o4000

const chunkSize = 65_536

type Three<T> = [T, T, T]

export class ForegroundStreams {
  /** Ends of pipes that are the container's. */
  readonly #theirs: number[] = []
  readonly #output: Promise<void>[] = []
  readonly #ended = new AbortController()
  readonly #ours: World['streams']

  constructor(ours: World['streams']) {
    this.#ours = ours
  }

  /**
   * What the container gets as 0, 1 and 2. They are looked at here, once: whoever makes an open file nonblocking later does
   * so under the container's hands, as under any other program's.
   */
  open(): Three<number> {
    return this.#ours.map((fd, i) => (isNonblocking(fd) ? this.#pipeFor(fd, i === 0) : fd)) as Three<number>
  }

  /**
   * After the end of the container's processes: until all that they have written has been handed on. Others may have got
   * hold of the pipes: what they write later is nobody's.
   */
  async end(): Promise<void> {
    for (const fd of this.#theirs.splice(0)) close(fd)
    this.#ended.abort()
    await Promise.all(this.#output)
  }

  #pipeFor(fd: number, input: boolean): number {
    const [reader, writer] = pipe()
    if (input) void this.#copyInput(fd, writer)
    else this.#output.push(copyOutput(reader, fd, this.#ended.signal))
    const theirs = input ? reader : writer
    this.#theirs.push(theirs)
    return theirs
  }

  /** What nobody has read at the end of the container is nobody's. */
  async #copyInput(fd: number, writer: number): Promise<void> {
    try {
      await copyInput(fd, writer, this.#ended.signal)
    } catch {
      // For the container an input that fails is one that ends.
    } finally {
      close(writer)
    }
  }
}

async function copyOutput(reader: number, fd: number, ended: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkSize)
  let left = Number.POSITIVE_INFINITY
  const limit = () => {
    left = unread(reader)
  }
  ended.addEventListener('abort', limit)
  try {
    while (left > 0) {
      await readable([reader], ended).catch((error) => {
        if (!ended.aborted) throw error
      })
      const length = attempt(() => readSync(reader, buffer, 0, Math.min(left, chunkSize), null))
      if (length === 0 || (length === undefined && ended.aborted)) return
      left -= length ?? 0
      await writeAll(fd, buffer.subarray(0, length ?? 0))
    }
  } catch {
    // For the container an output that fails is one that nobody reads.
  } finally {
    ended.removeEventListener('abort', limit)
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

/** Until the end of the input. */
async function copyInput(fd: number, writer: number, ended: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(chunkSize)
  for (;;) {
    await readable([fd], ended)
    const length = attempt(() => readSync(fd, buffer))
    if (length === 0) return
    await writeAll(writer, buffer.subarray(0, length ?? 0), ended)
  }
}

/** Each wait makes its descriptor nonblocking, so that what comes after it cannot stop this process. */
async function writeAll(to: number, data: Buffer, signal?: AbortSignal): Promise<void> {
  let left = data
  while (left.length > 0) {
    await writable(to, signal)
    left = left.subarray(attempt(() => writeSync(to, left)) ?? 0)
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
