// SPDX-License-Identifier: Apache-2.0
// What stands in the place of a netlink socket: bytes go in, datagrams come out in order.
import type { Channel, Datagram } from '../socket/channel.js'

export type { Datagram }

/** The other end of a conversation, in memory. */
export class MemoryChannel implements Channel {
  readonly #queue: (Datagram | Error)[] = []
  readonly #onSend: (bytes: Uint8Array) => void
  readonly #onClose: () => void
  #wake: (() => void) | undefined

  /** @param onSend Takes in what is sent, and answers by `push`. What it throws rejects `send`. */
  constructor(onSend: (bytes: Uint8Array) => void, onClose: () => void = () => {}) {
    this.#onSend = onSend
    this.#onClose = onClose
  }

  async send(messages: Uint8Array): Promise<void> {
    this.#onSend(messages.slice())
  }

  async receive(signal: AbortSignal): Promise<Datagram[]> {
    for (;;) {
      signal.throwIfAborted()
      const [first] = this.#queue
      if (first instanceof Error) {
        this.#queue.shift()
        throw first
      }
      if (first !== undefined) return this.#take()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  #take(): Datagram[] {
    const taken: Datagram[] = []
    for (let [next] = this.#queue; next !== undefined && !(next instanceof Error); [next] = this.#queue) {
      taken.push(next)
      this.#queue.shift()
    }
    return taken
  }

  close(): void {
    this.#onClose()
  }

  /** What `receive` gives or, for an error, throws next. */
  push(...datagrams: (Datagram | Error)[]): void {
    this.#queue.push(...datagrams)
    this.#wake?.()
    this.#wake = undefined
  }
}

/** What a socket throws that lost messages because they were not read in time. */
export function overrun(): Error {
  return Object.assign(new Error('messages were lost (ENOBUFS)'), { code: 'ENOBUFS', errno: 105, received: [] })
}
