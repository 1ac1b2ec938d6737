// SPDX-License-Identifier: Apache-2.0
import { onAbort } from '../../common/abort.js'
import type { Codec, CodecOptions, Message, MessageInput } from '../types.js'
import type { Channel, Datagram } from './channel.js'
import { type Answer, Exchange } from './exchange.js'
import { closed, interrupted, overrun } from './failure.js'

/** A message that asks for something. The socket numbers it, and adds NLM_F_REQUEST and NLM_F_ACK to its flags. */
export interface Request extends Omit<MessageInput, 'flags' | 'sequence' | 'port'> {
  /** By name: `NLM_F_CREATE`, `NLM_F_EXCL` … */
  flags?: readonly string[]
}

export interface Abortable {
  /** An abort ends the waiting. What was sent is carried out all the same. */
  signal?: AbortSignal | undefined
}

export interface ConversationOptions extends CodecOptions {
  /** nlmsg_seq of the first request; each further one counts up. Default: 1. */
  sequence?: number
  /** The channel receives multicast messages: `events` yields them. */
  listens?: boolean
}

const dumpAttempts = 8
// The kernel answers all of a batch before the first answer can be read: they have to fit into the receive buffer.
const batchLimit = 64
const sequenceLimit = 2 ** 32

/**
 * Requests to the kernel and its answers over one socket; answers find their request by its number, whatever else is
 * asked or heard meanwhile.
 */
export class NetlinkSocket implements AsyncDisposable {
  readonly #channel: Channel
  readonly #codec: Codec
  readonly #options: CodecOptions
  readonly #listens: boolean
  #sequence: number
  readonly #exchanges = new Map<number, Exchange>()
  readonly #sending = new Set<Promise<void>>()
  readonly #heard: Message[] = []
  /** Of the iteration that waits for the next message that is heard. */
  #listener: (() => void) | undefined
  #listening = false
  #lost: unknown
  #reading: Promise<void> | undefined
  #enough = new AbortController()
  #closed: Promise<void> | undefined

  /** @internal */
  constructor(channel: Channel, codec: Codec, options: ConversationOptions = {}) {
    const { sequence = 1, listens = false, ...codecOptions } = options
    this.#channel = channel
    this.#codec = codec
    this.#options = codecOptions
    this.#listens = listens
    this.#sequence = sequence
  }

  /**
   * Asks for one thing.
   * @returns the messages of the answer, without the acknowledgement: none for most requests that change something.
   * @throws NetlinkSocketError with the errno's name as `code` if the kernel refuses; NetlinkError for a request that
   *   no message can hold.
   */
  async request(request: Request, { signal }: Abortable = {}): Promise<Message[]> {
    const [exchange] = await this.#send([withFlags(request, [])], signal)
    const { messages } = await this.#await(exchange as Exchange, signal)
    return messages
  }

  /**
   * Asks for many things, up to 64 of them in one datagram. The kernel carries out all of them in order, also behind
   * one that it refuses.
   * @returns what `request` would return or throw for each.
   */
  async batch(requests: readonly Request[], { signal }: Abortable = {}): Promise<PromiseSettledResult<Message[]>[]> {
    const results: PromiseSettledResult<Message[]>[] = []
    for (let first = 0; first < requests.length; first += batchLimit) {
      const part = requests.slice(first, first + batchLimit).map((request) => withFlags(request, []))
      const exchanges = await this.#send(part, signal)
      const answers = exchanges.map(async (exchange) => (await this.#await(exchange, signal)).messages)
      results.push(...(await Promise.allSettled(answers)))
      signal?.throwIfAborted()
    }
    return results
  }

  /**
   * Asks for all objects of a kind (`RTM_GETLINK` …): NLM_F_DUMP is added to the flags. If something changes while the
   * kernel makes the list, it is asked for again, up to 8 times.
   * @throws NetlinkSocketError as `request`, and with `EINTR` if there were changes each time.
   */
  async dump(request: Request, { signal }: Abortable = {}): Promise<Message[]> {
    const message = withFlags(request, ['NLM_F_DUMP'])
    for (let attempt = 0; attempt < dumpAttempts; attempt++) {
      const [exchange] = await this.#send([message], signal)
      const answer = await this.#await(exchange as Exchange, signal)
      if (!answer.interrupted) return answer.messages
    }
    throw interrupted(message, dumpAttempts)
  }

  /**
   * What the kernel tells the groups of this socket, from its opening on. The iteration ends when the socket is closed.
   * @throws NetlinkSocketError with `ENOBUFS` if messages were lost: then the state has to be asked for anew, and a new
   *   iteration goes on with what comes from there.
   */
  async *events({ signal }: Abortable = {}): AsyncGenerator<Message, void, undefined> {
    if (!this.#listens) throw new TypeError('the netlink socket is in no group')
    if (this.#listening) throw new TypeError('another iteration takes the messages of this socket')
    this.#listening = true
    try {
      for (;;) {
        signal?.throwIfAborted()
        const message = this.#heard.shift()
        if (message) yield message
        else if (this.#lost !== undefined) throw this.#takeLost()
        else if (this.#closed) return
        else await this.#hear(signal)
      }
    } finally {
      this.#listening = false
    }
  }

  /** Closes the socket. What still waits for an answer is rejected with `EBADF`. */
  close(): Promise<void> {
    this.#closed ??= this.#finish()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #send(requests: MessageInput[], signal: AbortSignal | undefined): Promise<Exchange[]> {
    signal?.throwIfAborted()
    if (this.#closed) throw closed()
    const numbered = requests.map((request) => ({ ...request, sequence: this.#nextSequence(), port: 0 }))
    const bytes = this.#codec.encode(numbered, this.#options)
    const exchanges = numbered.map((request) => {
      const exchange = new Exchange(this.#codec, this.#options, request)
      this.#exchanges.set(request.sequence, exchange)
      return exchange
    })
    const sending = this.#channel.send(bytes)
    this.#sending.add(sending)
    try {
      await sending
    } catch (error) {
      for (const exchange of exchanges) this.#forget(exchange)
      throw error
    } finally {
      this.#sending.delete(sending)
    }
    return exchanges
  }

  async #await(exchange: Exchange, signal: AbortSignal | undefined): Promise<Answer> {
    using _ = onAbort(signal, () => exchange.fail(signal?.reason))
    try {
      signal?.throwIfAborted()
      this.#read()
      return await exchange.answer
    } finally {
      this.#forget(exchange)
    }
  }

  #nextSequence(): number {
    const sequence = this.#sequence
    this.#sequence = (sequence + 1) % sequenceLimit
    return sequence
  }

  #forget(exchange: Exchange): void {
    for (const [sequence, one] of this.#exchanges) if (one === exchange) this.#exchanges.delete(sequence)
    if (!this.#wanted()) this.#enough.abort()
  }

  #wanted(): boolean {
    return !this.#closed && (this.#exchanges.size > 0 || this.#listener !== undefined)
  }

  /** Reads as long as somebody waits for something: who does not read what it hears is told that it was lost. */
  #read(): void {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined
      if (this.#wanted()) this.#read()
    })
  }

  async #readAll(): Promise<void> {
    while (this.#wanted()) {
      this.#enough = new AbortController()
      try {
        this.#takeAll(await this.#channel.receive(this.#enough.signal))
      } catch (error) {
        if (!this.#enough.signal.aborted) this.#fail(error)
      }
    }
  }

  #takeAll(datagrams: Datagram[]): void {
    for (const { data, group } of datagrams) {
      for (const message of this.#codec.decode(data, this.#options)) {
        if (group === 0) this.#answer(message)
        else this.#heard.push(message)
      }
    }
    if (this.#heard.length > 0) this.#wakeListener()
  }

  #answer(message: Message): void {
    const exchange = this.#exchanges.get(message.sequence)
    if (exchange?.take(message)) this.#exchanges.delete(message.sequence)
  }

  #fail(error: unknown): void {
    const failure = isOverrun(error) ? this.#overrun(error.received) : error
    for (const exchange of this.#exchanges.values()) exchange.fail(failure)
    this.#exchanges.clear()
    if (this.#listens) this.#lost = failure
    this.#wakeListener()
  }

  #overrun(received: Datagram[]): unknown {
    try {
      this.#takeAll(received)
      return overrun()
    } catch (error) {
      return error
    }
  }

  #takeLost(): unknown {
    const lost = this.#lost
    this.#lost = undefined
    return lost
  }

  #hear(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const aborting = onAbort(signal, () => this.#wakeListener())
      this.#listener = () => {
        aborting[Symbol.dispose]()
        resolve()
      }
      this.#read()
    })
  }

  #wakeListener(): void {
    const listener = this.#listener
    this.#listener = undefined
    listener?.()
    if (!this.#wanted()) this.#enough.abort()
  }

  async #finish(): Promise<void> {
    for (const exchange of this.#exchanges.values()) exchange.fail(closed())
    this.#exchanges.clear()
    this.#enough.abort()
    this.#wakeListener()
    await Promise.allSettled([...this.#sending, this.#reading])
    this.#channel.close()
  }
}

const withFlags = (request: Request, flags: string[]): MessageInput => ({
  ...request,
  flags: [...new Set(['NLM_F_REQUEST', 'NLM_F_ACK', ...flags, ...(request.flags ?? [])])],
})

const isOverrun = (error: unknown): error is Error & { received: Datagram[] } =>
  error instanceof Error && 'code' in error && error.code === 'ENOBUFS' && 'received' in error
