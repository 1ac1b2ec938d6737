// SPDX-License-Identifier: Apache-2.0
import type { Readable } from 'node:stream'

/** Keeps what a stream says, up to a limit, and gives it out line by line to whoever asks, from its beginning. */
export class Output {
  /** Settles when the stream has ended. */
  readonly ended: Promise<void>
  readonly #chunks: Buffer[] = []
  #length = 0
  #done = false
  #wake: (() => void)[] = []

  /** @param exceeded called once, when there is more than `limit` bytes; what is more is dropped. */
  constructor(stream: Readable | null, limit: number, exceeded: () => void) {
    this.ended = new Promise((resolve) => {
      const finish = () => {
        this.#done = true
        this.#notify()
        resolve()
      }
      if (!stream) return finish()
      stream.on('data', (chunk: Buffer) => {
        const room = limit - this.#length
        if (room < chunk.length && room >= 0) exceeded()
        if (room > 0) this.#chunks.push(room < chunk.length ? chunk.subarray(0, room) : chunk)
        this.#length += chunk.length
        this.#notify()
      })
      stream.once('error', finish)
      stream.once('close', finish)
    })
  }

  toString(): string {
    return Buffer.concat(this.#chunks).toString()
  }

  /** The lines without their ends; a last one without a newline counts. */
  async *lines(): AsyncGenerator<string, void, undefined> {
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

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
