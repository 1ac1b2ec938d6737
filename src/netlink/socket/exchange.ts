// SPDX-License-Identifier: Apache-2.0
// A request and what the kernel answers to it.
import { errnoWords } from '../../errors.js'
import type { Attribute, Codec, CodecOptions, Message, MessageInput } from '../types.js'
import { errnoNumber, NetlinkSocketError } from './failure.js'

/** What the answers to a request come to. */
export interface Answer {
  messages: Message[]
  /** A dump during which something changed: it may lack something, or have it twice. */
  interrupted: boolean
}

export class Exchange {
  readonly #codec: Codec
  readonly #options: CodecOptions
  readonly #request: MessageInput
  readonly #answer: Answer = { messages: [], interrupted: false }
  readonly #promise: Promise<Answer>
  #resolve: (answer: Answer) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(codec: Codec, options: CodecOptions, request: MessageInput) {
    this.#codec = codec
    this.#options = options
    this.#request = request
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Whoever sent it may fail before anybody waits for the answer.
    this.#promise.catch(() => {})
  }

  get answer(): Promise<Answer> {
    return this.#promise
  }

  /** Takes an answer in. Returns true if it is the last. */
  take(message: Message): boolean {
    if (message.flags.includes('NLM_F_DUMP_INTR')) this.#answer.interrupted = true
    if (message.type !== 'NLMSG_ERROR' && message.type !== 'NLMSG_DONE') {
      this.#answer.messages.push(message)
      return false
    }
    const error = message.error ?? 0
    if (error === 0) this.#resolve(this.#answer)
    else this.#reject(this.#refusal(error, message.attributes ?? []))
    return true
  }

  fail(error: unknown): void {
    this.#reject(error)
  }

  #refusal(error: string | number, attributes: Attribute[]): NetlinkSocketError {
    const [name, words] = errnoWords(typeof error === 'string' ? errnoNumber(error) : Math.abs(error))
    const code = typeof error === 'string' ? error : name
    const text = find(attributes, 'NLMSGERR_ATTR_MSG')
    const offset = find(attributes, 'NLMSGERR_ATTR_OFFS')
    const path = typeof offset === 'number' ? this.#pathAt(offset) : ''
    const why = [words, ...(typeof text === 'string' ? [text] : []), ...(path === '' ? [] : [`at ${path}`])].join(', ')
    return new NetlinkSocketError(code, `${this.#request.type}: ${why} (${code})`, {
      request: this.#request,
      ...(typeof text === 'string' ? { text } : {}),
      ...(typeof offset === 'number' ? { offset } : {}),
      ...(path === '' ? {} : { path }),
      ...(attributes.length === 0 ? {} : { attributes }),
    })
  }

  /** The attribute that lies at an offset of the request. */
  #pathAt(offset: number): string {
    const bytes = this.#codec.encode(this.#request, this.#options)
    const pieces = this.#codec.layout(bytes, this.#options)
    return pieces.findLast((piece) => piece.offset <= offset && offset < piece.offset + piece.length)?.path ?? ''
  }
}

const find = (attributes: Attribute[], name: string) => attributes.find((attribute) => attribute.name === name)?.value
