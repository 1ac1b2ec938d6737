// SPDX-License-Identifier: Apache-2.0
// A peer that answers as a test says: the kernel of a test that wants no kernel, and all that can go wrong with one.
import { decode, encode } from '../index.js'
import type { CodecOptions, Message, MessageInput } from '../types.js'
import { type Datagram, MemoryChannel, overrun } from './channel.js'
import { acknowledgement, refusal } from './model/answers.js'
import { Refusal } from './model/refusal.js'

/** What a reply is made of: messages that go in one datagram, raw bytes, or the loss of what was to come. */
export type Delivery =
  | { messages: readonly MessageInput[]; group?: number }
  | { bytes: Uint8Array; group?: number }
  | { lost: true }

/** What the peer does with a request. Replies are put together from others: `duplicated(dump([…]))`. */
export type Reply = (request: Message, options: CodecOptions) => readonly Delivery[]

export interface Step {
  /** The type that the request must have: `RTM_NEWLINK`. */
  type?: string | number
  /** Throws if the request is not the right one. */
  check?: (request: Message) => void
  reply: Reply
}

/** Nothing is wrong. */
export const ack = (): Reply => (request, options) => [{ messages: [acknowledgement(request, options)] }]

/**
 * Refuses the request.
 * @param errno Its name: `EEXIST`.
 * @param why The kernel's words, and the attribute to blame: names from the outside in, joined by `.`.
 */
export const error =
  (errno: string, why: { text?: string; attribute?: string } = {}): Reply =>
  (request, options) => [{ messages: [refusal(request, new Refusal(errno, why.text, why.attribute), options)] }]

/** Answers with messages, and acknowledges if the request wants that. */
export const answer =
  (...messages: readonly MessageInput[]): Reply =>
  (request, options) => [{ messages }, ...(request.flags.includes('NLM_F_ACK') ? ack()(request, options) : [])]

/**
 * A dump in several parts.
 * @param perDatagram How many messages share a datagram; the end has one of its own. Default: 1.
 * @param flags Added to each: `NLM_F_DUMP_INTR`, `NLM_F_DUMP_FILTERED`.
 */
export const dump =
  (messages: readonly MessageInput[], { perDatagram = 1, flags = [] as readonly string[] } = {}): Reply =>
  () => {
    const all = ['NLM_F_MULTI', ...flags]
    const deliveries: Delivery[] = []
    for (let at = 0; at < messages.length; at += perDatagram) {
      deliveries.push({ messages: messages.slice(at, at + perDatagram).map((message) => ({ ...message, flags: all })) })
    }
    return [...deliveries, { messages: [{ type: 'NLMSG_DONE', flags: all, error: 0 }] }]
  }

/** No answer at all. */
export const silence = (): Reply => () => []

/** The last datagram of a reply ends after so many bytes. */
export const truncated =
  (reply: Reply, length: number): Reply =>
  (request, options) => {
    const deliveries = [...reply(request, options)]
    const last = deliveries.pop()
    if (last === undefined || 'lost' in last) throw new TypeError('there is nothing to truncate')
    return [...deliveries, { ...last, bytes: bytesOf(last, request, options).slice(0, length) }]
  }

/** Each datagram of a reply comes twice. */
export const duplicated =
  (reply: Reply): Reply =>
  (request, options) =>
    reply(request, options).flatMap((one) => [one, one])

/**
 * Other messages come between the datagrams of a reply: of other conversations (give them a `sequence`), or, with a
 * group, what is told to everybody.
 */
export const interleaved =
  (reply: Reply, others: readonly MessageInput[], group = 0): Reply =>
  (request, options) =>
    reply(request, options).flatMap((one, index) => {
      const other = others[index % others.length]
      return other === undefined ? [one] : [{ messages: [{ sequence: 0, port: 0, ...other }], group }, one]
    })

/** The beginning of a reply comes, and the rest is lost, as when a socket is not read in time (ENOBUFS). */
export const lost =
  (reply: Reply = silence(), after = 0): Reply =>
  (request, options) => [...reply(request, options).slice(0, after), { lost: true }]

function bytesOf(one: Exclude<Delivery, { lost: true }>, request: Message, options: CodecOptions): Uint8Array {
  if ('bytes' in one) return one.bytes
  const numbered = one.messages.map((message) => ({ sequence: request.sequence, port: request.port, ...message }))
  return encode(numbered, options)
}

/** A scripted peer: a channel, and what it was asked. */
export class ScriptedPeer extends MemoryChannel {
  /** Every request so far. */
  readonly requests: Message[] = []

  /**
   * @param steps One for each request, in order; or a function that answers them all.
   * @throws from `send` for a request that the script does not expect.
   */
  constructor(steps: readonly (Step | Reply)[] | Reply, options: CodecOptions = {}) {
    super((bytes) => {
      for (const request of decode(bytes, options)) {
        const step = typeof steps === 'function' ? steps : steps[this.requests.length]
        this.requests.push(request)
        this.#respond(request, step, options)
      }
    })
  }

  /** Something that nobody asked for: what is told to a multicast group. */
  tell(bytes: Uint8Array, group: number): void {
    this.push({ data: bytes, group })
  }

  #respond(request: Message, step: Step | Reply | undefined, options: CodecOptions): void {
    if (step === undefined) throw new Error(`request ${this.requests.length} is not in the script: ${request.type}`)
    const { type, check, reply }: Step = typeof step === 'function' ? { reply: step } : step
    if (type !== undefined && request.type !== type) {
      throw new Error(`request ${this.requests.length} is ${request.type}, but the script expects ${type}`)
    }
    check?.(request)
    for (const one of reply(request, options)) this.push(deliver(one, request, options))
  }
}

const deliver = (one: Delivery, request: Message, options: CodecOptions): Datagram | Error =>
  'lost' in one ? overrun() : { data: bytesOf(one, request, options), group: one.group ?? 0 }
