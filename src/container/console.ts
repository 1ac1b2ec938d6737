// SPDX-License-Identifier: Apache-2.0
import { readSync, writeSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { close, readable, setWindowSize, writable } from '../bridge/index.js'
import { ContainerError } from '../errors.js'
import { isErrno } from './directory.js'

/** More bytes than the kernel keeps of a terminal's output. */
const capacity = 131_072

/**
 * A pty's master as a stream: what it reads ends when the last process has closed the terminal.
 * Node's own streams for terminals take that closing for the end of what there is to read, and lose the rest.
 */
export class Console extends Duplex {
  /** -1 once it is closed. */
  #master: number
  readonly #buffer = Buffer.allocUnsafe(16_384)
  readonly #reading = new AbortController()
  readonly #writing = new AbortController()

  constructor(master: number) {
    super({ allowHalfOpen: true })
    this.#master = master
    // The wait for a descriptor makes it nonblocking: nothing is read or written before.
    this.read(0)
  }

  /** Ends the stream with what was said until now, though there may be processes that still write to the terminal. */
  finish(): void {
    this.#reading.abort()
    if (this.readableEnded || this.destroyed) return
    for (let left = capacity; left > 0; ) {
      const chunk = this.#take()
      if (!chunk) break
      this.push(chunk)
      left -= chunk.length
    }
    this.push(null)
  }

  /** The same, and closes the master: nobody is left at the other side. */
  release(): void {
    if (this.#master < 0) return
    this.finish()
    this.#close()
  }

  /** @throws ContainerError `ContainerNotRunning` once the terminal is closed. */
  resize(rows: number, columns: number): void {
    if (this.#master < 0) throw new ContainerError('ContainerNotRunning', 'container not running')
    setWindowSize(this.#master, rows, columns)
  }

  override _read(): void {
    const { signal } = this.#reading
    readable([this.#master], signal).then(
      () => {
        if (signal.aborted) return
        const chunk = this.#take()
        if (chunk === undefined) this._read()
        else this.push(chunk)
      },
      (error: Error) => {
        if (!signal.aborted) this.destroy(error)
      },
    )
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#master < 0) {
      done()
      return
    }
    try {
      const rest = chunk.subarray(writeSync(this.#master, chunk))
      if (rest.length === 0) done()
      else this._write(rest, _encoding, done)
    } catch (error) {
      if (isErrno(error, 'EAGAIN')) {
        writable(this.#master, this.#writing.signal).then(() => this._write(chunk, _encoding, done), done)
        // Nobody is left who could read it.
      } else done(isErrno(error, 'EIO') ? null : (error as Error))
    }
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#close()
    done(error)
  }

  #close(): void {
    this.#reading.abort()
    this.#writing.abort()
    if (this.#master >= 0) close(this.#master)
    this.#master = -1
  }

  /** What there is; null at the end; undefined if there is nothing now. */
  #take(): Buffer | null | undefined {
    try {
      const length = readSync(this.#master, this.#buffer)
      return length === 0 ? null : Buffer.from(this.#buffer.subarray(0, length))
    } catch (error) {
      if (isErrno(error, 'EAGAIN')) return undefined
      // The kernel's way to say that the other side is closed.
      if (!isErrno(error, 'EIO')) this.destroy(error as Error)
      return null
    }
  }
}
