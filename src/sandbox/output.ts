// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:buffer'
import type { Readable } from 'node:stream'
import { newReadable } from '../container/pipes.js'

/** Keeps what a stream says, up to a limit, and gives it out line by line to whoever asks, from its beginning. */
export class Output {
  /** Settles when the stream has ended, or was taken: then its end is its reader's business. */
  readonly ended: Promise<void>
  readonly #stream: Readable | null
  readonly #limit: number
  readonly #exceeded: () => void
  readonly #chunks: Buffer[] = []
  #length = 0
  #reading = false
  #taken: Readable | undefined
  #done = false
  #end = (): void => {}
  #wake: (() => void)[] = []

  /** @param exceeded called once, when there is more than `limit` bytes; what is more is dropped. */
  constructor(stream: Readable | null, limit: number, exceeded: () => void) {
    this.#stream = stream
    this.#limit = limit
    this.#exceeded = exceeded
    this.ended = new Promise((resolve) => {
      this.#end = () => {
        this.#done = true
        this.#notify()
        resolve()
      }
    })
    if (!stream) this.#end()
  }

  /** Begins to keep what comes, unless the stream was taken. */
  start(): void {
    if (!this.#stream || this.#taken || this.#reading) return
    this.#reading = true
    this.#stream.on('data', this.#keep)
    this.#stream.once('error', this.#end)
    this.#stream.once('close', this.#end)
  }

  /** The stream, for somebody who reads it alone: it is not kept any more. What was kept comes first. */
  take(): Readable | null {
    if (this.#taken || !this.#stream) return this.#taken ?? null
    this.#taken = this.#reading ? this.#handOver(this.#stream) : this.#stream
    this.#end()
    return this.#taken
  }

  /** @param most bytes: of more a string can be made of the beginning only. */
  toString(most: number = constants.MAX_STRING_LENGTH): string {
    const length = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    return Buffer.concat(this.#chunks, Math.min(length, most)).toString()
  }

  /** The lines without their ends; a last one without a newline counts. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    if (this.#taken) throw new Error('stdout was taken as a stream: read the lines from there')
    const decoder = new TextDecoder()
    let rest = ''
    for (let index = 0; ; ) {
      const chunk = this.#chunks[index]
      if (chunk) {
        index++
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
      } else if (this.#done) {
        rest += decoder.decode()
        if (rest !== '') yield rest
        return
      } else {
        await new Promise<void>((resolve) => this.#wake.push(resolve))
      }
    }
  }

  /** A stream that flows already cannot be given back as it was: another one takes its place. */
  #handOver(from: Readable): Readable {
    from.off('data', this.#keep)
    from.pause()
    const to = newReadable(() => void from.resume())
    from.on('data', (chunk: Buffer) => {
      if (!to.push(chunk)) from.pause()
    })
    from.once('error', (error) => to.destroy(error))
    for (const chunk of this.#chunks.splice(0)) to.push(chunk)
    if (this.#done) to.push(null)
    else from.once('end', () => to.push(null))
    return to
  }

  readonly #keep = (chunk: Buffer): void => {
    const room = this.#limit - this.#length
    if (room < chunk.length && room >= 0) this.#exceeded()
    if (room > 0) this.#chunks.push(room < chunk.length ? chunk.subarray(0, room) : chunk)
    this.#length += chunk.length
    this.#notify()
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
