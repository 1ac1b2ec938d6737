// SPDX-License-Identifier: Apache-2.0
// This process's ends of the pipes to a container's process, as streams. A stream is there before its pipe is, so that
// whoever waits for a start can have it already; and what is left in a pipe can be taken out at once when nobody is
// left who could write to it, so that its descriptor is closed whether or not somebody reads.
import { readSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { close, disown, readable, unread } from '../bridge/index.js'
import { isErrno } from './directory.js'

export interface PipeReader {
  readonly stream: Readable
  /** Takes over the read end, which is nonblocking. */
  open(fd: number): void
  /**
   * Ends the stream with what is in the pipe now, whoever writes on, and closes the descriptor. What was not read yet can
   * be read on.
   */
  finish(): void
}

export interface PipeWriter {
  readonly stream: Writable
  /** Takes over the write end, which is nonblocking. */
  open(fd: number): void
}

// Loaded by those who have pipes: it takes Node some milliseconds.
const streams = () => createRequire(import.meta.url)('node:stream') as typeof import('node:stream')
const net = () => createRequire(import.meta.url)('node:net') as typeof import('node:net')

/** A stream whose reader calls `read` for more. */
export const newReadable = (read: () => void): Readable => new (streams().Readable)({ read })

/** As much as a pipe holds. */
const chunkSize = 65_536

export function pipeReader(): PipeReader {
  let fd: number | undefined
  /** Reading was asked for before there was a pipe. */
  let wanted = false
  let ended = false
  const waiting = new AbortController()

  function release(): void {
    waiting.abort()
    if (fd !== undefined) close(fd)
    fd = undefined
  }
  function end(): void {
    release()
    if (!ended && !stream.destroyed) stream.push(null)
    ended = true
  }
  function read(): void {
    const from = fd
    wanted = from === undefined
    if (from === undefined) return
    readable([from], waiting.signal).then(
      () => {
        // Meanwhile it was finished, or destroyed.
        if (fd !== from) return
        try {
          const chunk = take(from)
          if (chunk === undefined) read()
          else if (chunk === null) end()
          else stream.push(chunk)
        } catch (error) {
          stream.destroy(error as Error)
        }
      },
      (error: Error) => {
        if (!waiting.signal.aborted) stream.destroy(error)
      },
    )
  }

  const stream = new (streams().Readable)({
    highWaterMark: chunkSize,
    read,
    destroy(error, done) {
      release()
      done(error)
    },
  })
  return {
    stream,
    open(descriptor) {
      if (stream.destroyed) return close(descriptor)
      fd = descriptor
      if (wanted) read()
    },
    finish() {
      try {
        for (let left = fd === undefined ? 0 : unread(fd); left > 0 && fd !== undefined; ) {
          const chunk = take(fd, left)
          if (!chunk) break
          stream.push(chunk)
          left -= chunk.length
        }
        end()
      } catch (error) {
        stream.destroy(error as Error)
      }
    },
  }
}

/** What there is, of at most `most` bytes; null at the end; undefined if there is nothing now. */
function take(fd: number, most = chunkSize): Buffer | null | undefined {
  try {
    const buffer = Buffer.allocUnsafe(Math.min(chunkSize, most))
    const length = readSync(fd, buffer)
    if (length === 0) return null
    // A small part is copied, so that it does not keep the whole.
    return length < buffer.length / 2 ? Buffer.from(buffer.subarray(0, length)) : buffer.subarray(0, length)
  } catch (error) {
    if (isErrno(error, 'EAGAIN')) return undefined
    throw error
  }
}

export function pipeWriter(): PipeWriter {
  let pipe: Socket | undefined
  let onOpen = (): void => {}

  function whenOpen(work: (pipe: Socket) => void): void {
    if (pipe) work(pipe)
    else onOpen = () => whenOpen(work)
  }

  const stream = new (streams().Writable)({
    write: (chunk: Buffer, _encoding, done) => whenOpen((to) => to.write(chunk, done)),
    final: (done) => whenOpen((to) => to.end(done)),
    destroy(error, done) {
      pipe?.destroy()
      done(error)
    },
  })
  return {
    stream,
    open(descriptor) {
      if (stream.destroyed) return close(descriptor)
      disown(descriptor)
      pipe = new (net().Socket)({ fd: descriptor, readable: false, writable: true })
      pipe.on('error', (error) => stream.destroy(error))
      onOpen()
    },
  }
}
