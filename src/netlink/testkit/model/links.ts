// SPDX-License-Identifier: Apache-2.0
// RTM_GETLINK, NEWLINK, SETLINK and DELLINK. See net/core/rtnetlink.c for what is checked in which order.
import type { Message, MessageInput } from '../../types.js'
import { changeLink } from './link-changes.js'
import { linkMessage } from './link-message.js'
import { announce, checkName, takeOut } from './link-moves.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import type { Link, LinkKind } from './state.js'
import { type Attributes, find, hasFlag, headerNumber, nested, number, text } from './values.js'

export function getLink(network: Network, request: Message): MessageInput[] {
  const link = specified(network, request)
  if (link === undefined) throw new Refusal(isSpecified(request) ? 'ENODEV' : 'EINVAL')
  return [linkMessage('RTM_NEWLINK', link, network.state)]
}

export function dumpLinks(network: Network, { attributes }: Message): MessageInput[] {
  const master = number(attributes, 'IFLA_MASTER')
  const kind = text(nested(attributes, 'IFLA_LINKINFO'), 'IFLA_INFO_KIND')
  if (master !== undefined || kind !== undefined) network.filtered()
  return [...network.state.links.values()]
    .filter((link) => master === undefined || link.master === master)
    .filter((link) => kind === undefined || link.kind === kind)
    .sort((a, b) => a.index - b.index)
    .map((link) => linkMessage('RTM_NEWLINK', link, network.state))
}

const isSpecified = ({ header, attributes }: Message) =>
  headerNumber(header, 'index') > 0 ||
  find(attributes, 'IFLA_IFNAME') !== undefined ||
  find(attributes, 'IFLA_ALT_IFNAME') !== undefined

export function specified(network: Network, { header, attributes }: Message): Link | undefined {
  const index = headerNumber(header, 'index')
  if (index > 0) return network.state.links.get(index)
  if (index < 0) throw new Refusal('EINVAL', "ifindex can't be negative")
  const name = text(attributes, 'IFLA_IFNAME') ?? text(attributes, 'IFLA_ALT_IFNAME')
  return name === undefined ? undefined : network.state.byName(name)
}

export function setLink(network: Network, request: Message): void {
  if (!isSpecified(request)) throw new Refusal('EINVAL')
  const link = specified(network, request)
  if (link === undefined) throw new Refusal('ENODEV')
  changeLink(network, link, request)
}

export function newLink(network: Network, request: Message): void {
  const link = specified(network, request)
  const kind = text(nested(request.attributes, 'IFLA_LINKINFO'), 'IFLA_INFO_KIND')
  if (link !== undefined) {
    if (hasFlag(request, 'NLM_F_EXCL')) throw new Refusal('EEXIST')
    if (hasFlag(request, 'NLM_F_REPLACE')) throw new Refusal('EOPNOTSUPP')
    if (kind !== undefined && kind !== link.kind) throw new Refusal('EOPNOTSUPP')
    changeLink(network, link, request)
    return
  }
  if (!hasFlag(request, 'NLM_F_CREATE')) throw new Refusal('ENODEV')
  if (find(request.attributes, 'IFLA_MAP') ?? find(request.attributes, 'IFLA_PROTINFO')) throw new Refusal('EOPNOTSUPP')
  if (kind === 'veth') newPair(network, request)
  else if (kind === 'bridge') announce(create(network, 'bridge', request.header, request.attributes))
  else throw new Refusal('EOPNOTSUPP', 'Unknown device type')
}

/** The other end comes first: it gets the lower index, and the lower number if neither has a name. */
function newPair(network: Network, { header, attributes }: Message): void {
  const info = find(nested(nested(attributes, 'IFLA_LINKINFO'), 'IFLA_INFO_DATA'), 'VETH_INFO_PEER')
  const peer = create(network, 'veth', info?.header, info?.attributes ?? [])
  let link: Link
  try {
    link = create(network, 'veth', header, attributes)
  } catch (error) {
    peer.home.state.links.delete(peer.index)
    throw error
  }
  link.peer = peer
  peer.peer = link
  announce(peer, link)
}

function create(from: Network, kind: LinkKind, header: Message['header'], attributes: Attributes): Link {
  const network = from.named(attributes) ?? from
  const { state } = network
  const name = text(attributes, 'IFLA_IFNAME') ?? state.nameFor(`${kind}%d`)
  checkName(name)
  if (state.byName(name) !== undefined) throw new Refusal('EEXIST')
  const wanted = headerNumber(header, 'index')
  if (wanted < 0) throw new Refusal('EINVAL', "ifindex can't be negative")
  if (wanted > 0 && state.links.has(wanted)) throw new Refusal('EBUSY')
  const link: Link = {
    home: network,
    index: wanted > 0 ? wanted : state.freeIndex(),
    name,
    altnames: [],
    kind,
    address: text(attributes, 'IFLA_ADDRESS') ?? network.freeMac(),
    broadcast: 'ff:ff:ff:ff:ff:ff',
    mtu: 1500,
    mtuSet: false,
    flags: new Set(['IFF_BROADCAST', 'IFF_MULTICAST']),
    txqlen: number(attributes, 'IFLA_TXQLEN') ?? 1000,
    group: (find(attributes, 'IFLA_GROUP')?.value as number | string | undefined) ?? 0,
    wasUp: false,
  }
  state.links.set(link.index, link)
  try {
    changeLink(network, link, {
      type: 'RTM_NEWLINK',
      flags: [],
      sequence: 0,
      port: 0,
      header: { ...header, index: link.index },
      attributes: (attributes ?? []).filter(({ name }) => onCreation.has(name ?? '')),
    })
  } catch (error) {
    state.links.delete(link.index)
    throw error
  }
  return link
}

/** What is set on a new link as on one that is there. */
const onCreation = new Set(['IFLA_MTU', 'IFLA_MASTER', 'IFLA_IFALIAS'])

export function deleteLink(network: Network, request: Message): void {
  const link = specified(network, request)
  if (link === undefined) throw new Refusal(isSpecified(request) ? 'ENODEV' : 'EINVAL')
  if (link.kind === 'loopback') throw new Refusal('EOPNOTSUPP')
  for (const gone of link.peer === undefined ? [link] : [link, link.peer]) unregister(gone)
}

function unregister(link: Link): void {
  const { state } = link.home
  for (const port of state.ports(link)) delete port.master
  takeOut(link)
  // Of a pair, the other end is said to be gone already.
  const last = linkMessage('RTM_DELLINK', link.peer ? { ...link, peer: { ...link, index: 0 } } : link, state)
  delete link.peer
  link.home.tell('RTNLGRP_LINK', last)
}

/** How `lo` is in a new namespace. */
export function loopback(home: Network): Link {
  return {
    home,
    index: 1,
    name: 'lo',
    altnames: [],
    kind: 'loopback',
    address: '00:00:00:00:00:00',
    broadcast: '00:00:00:00:00:00',
    mtu: 65536,
    mtuSet: true,
    flags: new Set(['IFF_LOOPBACK']),
    txqlen: 1000,
    group: 0,
    wasUp: false,
  }
}
