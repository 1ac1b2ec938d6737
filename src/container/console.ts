// SPDX-License-Identifier: Apache-2.0
import { Duplex } from 'node:stream'
import { ReadStream } from 'node:tty'
import { isErrno } from './directory.js'

/** A pty's master as a stream: what it reads ends when the last process has closed the terminal. */
export class Console extends Duplex {
  readonly #terminal: ReadStream

  constructor(master: number) {
    super({ allowHalfOpen: true })
    this.#terminal = new ReadStream(master)
    this.#terminal.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.#terminal.pause()
    })
    this.#terminal.on('close', () => this.push(null))
    this.#terminal.on('error', (error) => {
      // The kernel's way to say that the other side is closed.
      if (!isErrno(error, 'EIO')) this.destroy(error)
    })
    this.#terminal.pause()
  }

  override _read(): void {
    this.#terminal.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#terminal.write(chunk, (error) => done(error))
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#terminal.destroy()
    done(error)
  }
}
