// SPDX-License-Identifier: Apache-2.0
// The kernel's end of rtnetlink, in memory: a network namespace with links, addresses, routes and neighbours, which
// answers as Linux does for what containers do. What it cannot do it refuses with EOPNOTSUPP, and says so.

import { decode, encode } from '../../index.js'
import type { Message, MessageInput } from '../../types.js'
import { MemoryChannel } from '../channel.js'
import { deleteAddress, dumpAddresses, newAddress } from './addresses.js'
import { acknowledgement, explanation, refusal } from './answers.js'
import { changeAltnames } from './link-changes.js'
import { deleteLink, dumpLinks, getLink, newLink, setLink, specified } from './links.js'
import { deleteNeighbour, dumpNeighbours, getNeighbour, newNeighbour } from './neighbours.js'
import { Network } from './network.js'
import { Refusal } from './refusal.js'
import { getRoute } from './route-lookup.js'
import { deleteRoute, dumpRoutes, newRoute } from './routes.js'
import { hasFlag } from './values.js'

interface Handler {
  /** What it returns is the answer. */
  ask?: (network: Network, request: Message) => MessageInput[]
  change?: (network: Network, request: Message) => void
  dump?: (network: Network, request: Message) => MessageInput[]
}

const handlers: Readonly<Record<string, Handler>> = {
  RTM_GETLINK: { ask: getLink, dump: dumpLinks },
  RTM_NEWLINK: { change: newLink },
  RTM_SETLINK: { change: setLink },
  RTM_DELLINK: { change: deleteLink },
  RTM_NEWLINKPROP: { change: altnames },
  RTM_DELLINKPROP: { change: altnames },
  RTM_GETADDR: { dump: dumpAddresses },
  RTM_NEWADDR: { change: newAddress },
  RTM_DELADDR: { change: deleteAddress },
  RTM_GETROUTE: { ask: getRoute, dump: dumpRoutes },
  RTM_NEWROUTE: { change: newRoute },
  RTM_DELROUTE: { change: deleteRoute },
  RTM_GETNEIGH: { ask: getNeighbour, dump: dumpNeighbours },
  RTM_NEWNEIGH: { change: newNeighbour },
  RTM_DELNEIGH: { change: deleteNeighbour },
}

const groups: Readonly<Record<string, number>> = {
  RTNLGRP_LINK: 1,
  RTNLGRP_NEIGH: 3,
  RTNLGRP_IPV4_IFADDR: 5,
  RTNLGRP_IPV4_ROUTE: 7,
  RTNLGRP_IPV6_IFADDR: 9,
  RTNLGRP_IPV6_ROUTE: 11,
}

const protocol = { protocol: 'route' } as const
/** Messages of a dump in one datagram. */
const perDatagram = 8

function altnames(network: Network, request: Message): void {
  const link = specified(network, request)
  if (link === undefined) throw new Refusal('ENODEV')
  changeAltnames(network, request, link)
}

export interface ModelSocketOptions {
  /** Multicast groups that the socket hears, by number or name. Default: none. */
  groups?: readonly (string | number)[]
  /** nlmsg_pid of what it receives. Default: counts up from 1. */
  port?: number
}

/** A network namespace that answers rtnetlink. New ones hold a loopback device that is down, as the kernel's do. */
export class RtnetlinkModel {
  readonly #network = new Network()
  #ports = 0

  /**
   * Lets requests to this namespace name another one, as IFLA_NET_NS_PID or IFLA_NET_NS_FD do.
   * @param as The id of a process in it, or a descriptor of it, or both.
   */
  attach(other: RtnetlinkModel, as: { pid?: number; fd?: number }): void {
    this.#network.know(other.#network, as)
  }

  /** A socket of it: takes the place of the kernel's behind a `NetlinkSocket`. */
  open({ groups: wanted = [], port = ++this.#ports }: ModelSocketOptions = {}): MemoryChannel {
    const heard = new Set(wanted.map((group) => (typeof group === 'number' ? group : groups[group])))
    const unlisten = this.#network.listen((group, message) => {
      const number = groups[group] ?? 0
      if (heard.has(number))
        channel.push({ data: encode({ sequence: 0, port: 0, ...message }, protocol), group: number })
    })
    const channel = new MemoryChannel((bytes) => {
      for (const answer of this.answer(bytes, port)) channel.push({ data: answer, group: 0 })
    }, unlisten)
    return channel
  }

  /**
   * Carries out the requests of a datagram.
   * @returns the datagrams that answer them.
   * @throws NetlinkError for bytes that are no messages; the kernel drops such bytes without a word.
   */
  answer(bytes: Uint8Array, port = 0): Uint8Array[] {
    return decode(bytes, protocol).flatMap((request) => this.#respond(request, port))
  }

  #respond(request: Message, port: number): Uint8Array[] {
    const numbered = (message: MessageInput): MessageInput => ({ ...message, sequence: request.sequence, port })
    const datagram = (...messages: MessageInput[]) => encode(messages.map(numbered), protocol)
    if (!hasFlag(request, 'NLM_F_REQUEST')) return []
    try {
      const { ask, change, dump } = handlers[request.type] ?? {}
      if (isDump(request) && dump !== undefined) return this.#dump(request, dump, datagram)
      if (ask === undefined && change === undefined) throw new Refusal('EOPNOTSUPP')
      change?.(this.#network, request)
      const messages = ask?.(this.#network, request) ?? []
      const done = hasFlag(request, 'NLM_F_ACK') ? [acknowledgement(request, protocol)] : []
      return [...messages, ...done].map((message) => datagram(message))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return [datagram(refusal(request, error, protocol))]
    }
  }

  #dump(request: Message, dump: NonNullable<Handler['dump']>, datagram: (...messages: MessageInput[]) => Uint8Array) {
    let messages: MessageInput[] = []
    let end: MessageInput = { type: 'NLMSG_DONE', error: 0 }
    let flags: string[] = []
    try {
      messages = dump(this.#network, request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const attributes = explanation(request, error, protocol)
      end = { type: 'NLMSG_DONE', error: error.errno, attributes }
      flags = attributes.length > 0 ? ['NLM_F_ACK_TLVS'] : []
    }
    const all = ['NLM_F_MULTI', ...(this.#network.takeFiltered() ? ['NLM_F_DUMP_FILTERED'] : [])]
    const datagrams: Uint8Array[] = []
    for (let at = 0; at < messages.length; at += perDatagram) {
      const part = messages.slice(at, at + perDatagram)
      datagrams.push(datagram(...part.map((message) => ({ ...message, flags: all }))))
    }
    return [...datagrams, datagram({ ...end, flags: [...all, ...flags] })]
  }
}

const isDump = (request: Message) => hasFlag(request, 'NLM_F_DUMP') && String(request.type).startsWith('RTM_GET')
