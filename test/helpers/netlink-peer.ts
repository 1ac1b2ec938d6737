// SPDX-License-Identifier: Apache-2.0
// A kernel that a test has scripted, at the other end of a netlink socket.
import * as codec from '../../src/netlink/index.js'
import type { Channel, Datagram } from '../../src/netlink/socket/channel.js'
import { type ConversationOptions, NetlinkSocket } from '../../src/netlink/socket/conversation.js'
import type { Message, MessageInput } from '../../src/netlink/types.js'

export class Peer implements Channel {
  /** What was sent: the messages of each datagram. */
  readonly sent: Message[][] = []
  closed = false
  readonly #answer: (request: Message, peer: Peer) => void
  readonly #waiting: Datagram[] = []
  #failure: unknown
  #ready: (() => void) | undefined

  /** @param answer called with each message that is sent. */
  constructor(answer: (request: Message, peer: Peer) => void) {
    this.#answer = answer
  }

  /** Sends messages in one datagram. */
  say(messages: MessageInput | MessageInput[], group = 0): void {
    this.sayBytes(codec.encode(messages), group)
  }

  sayBytes(data: Uint8Array, group = 0): void {
    this.#waiting.push({ data, group })
    this.#ready?.()
  }

  /** Has dropped messages, after those that were said before. */
  overrun(): void {
    this.#failure = Object.assign(new Error('no buffer space'), { code: 'ENOBUFS', received: this.#waiting.splice(0) })
    this.#ready?.()
  }

  async send(messages: Uint8Array): Promise<void> {
    const requests = codec.decode(messages)
    this.sent.push(requests)
    for (const request of requests) this.#answer(request, this)
  }

  async receive(signal: AbortSignal): Promise<Datagram[]> {
    while (this.#waiting.length === 0 && this.#failure === undefined) {
      await new Promise<void>((resolve, reject) => {
        this.#ready = resolve
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    }
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
    return this.#waiting.splice(0)
  }

  close(): void {
    this.closed = true
  }
}

/** A socket whose requests are answered by `answer`. */
export function scripted(answer: (request: Message, peer: Peer) => void, options: ConversationOptions = {}) {
  const peer = new Peer(answer)
  return { peer, socket: new NetlinkSocket(peer, codec, options) }
}

/** The acknowledgement of a request, or its refusal. */
export const ack = (request: Message, error: string | 0 = 0, more: Partial<MessageInput> = {}): MessageInput => {
  const { sequence } = request
  const header = { type: request.type, flags: request.flags, sequence, port: 0, length: 16 }
  return { type: 'NLMSG_ERROR', flags: ['NLM_F_CAPPED'], sequence, error, request: header, ...more }
}

/** The end of a dump. */
export const done = ({ sequence }: Message, more: Partial<MessageInput> = {}): MessageInput => ({
  type: 'NLMSG_DONE',
  flags: ['NLM_F_MULTI'],
  sequence,
  error: 0,
  ...more,
})

/** A link of a dump, or of an answer. */
export const link = ({ sequence }: Message, name: string, flags: string[] = []): MessageInput => ({
  type: 'RTM_NEWLINK',
  flags,
  sequence,
  header: { index: 1 },
  attributes: [{ name: 'IFLA_IFNAME', value: name }],
})
