// SPDX-License-Identifier: Apache-2.0
// What do_setlink of net/core/rtnetlink.c does to a link, in its order, and what follows from up and down.
import type { Message } from '../../types.js'
import { addLoopbackAddresses, restoreRoutes, takeDownAddresses } from './addresses.js'
import { linkMessage, mtuLimits } from './link-message.js'
import { checkName, moveLink } from './link-moves.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import type { Link } from './state.js'
import { find, hasFlag, nested, number, text, words } from './values.js'

/** What the model can change; anything else is refused, for it could not be seen afterwards. */
const known = new Set([
  'IFLA_IFNAME',
  'IFLA_ALT_IFNAME',
  'IFLA_ADDRESS',
  'IFLA_MTU',
  'IFLA_TXQLEN',
  'IFLA_GROUP',
  'IFLA_MASTER',
  'IFLA_IFALIAS',
  'IFLA_LINKINFO',
  'IFLA_EXT_MASK',
  'IFLA_NET_NS_PID',
  'IFLA_NET_NS_FD',
])

export function changeLink(from: Network, link: Link, { header, attributes = [] }: Message): void {
  for (const { name = 'attribute' } of attributes) {
    if (!known.has(name)) throw new Refusal('EOPNOTSUPP', `the model of rtnetlink does not know ${name}`, name)
  }
  if (nested(nested(attributes, 'IFLA_LINKINFO'), 'IFLA_INFO_DATA') !== undefined) {
    throw new Refusal('EOPNOTSUPP', 'the model of rtnetlink does not know options of kinds', 'IFLA_LINKINFO')
  }
  const target = from.named(attributes)
  if (target !== undefined) moveLink(link, target, text(attributes, 'IFLA_IFNAME'))
  const network = link.home
  const address = text(attributes, 'IFLA_ADDRESS')
  if (address !== undefined) setAddress(link, address)
  const mtu = number(attributes, 'IFLA_MTU')
  if (mtu !== undefined) setMtu(network, link, mtu)
  const group = find(attributes, 'IFLA_GROUP')?.value
  if (typeof group === 'number' || typeof group === 'string') link.group = group
  const name = text(attributes, 'IFLA_IFNAME')
  if (name !== undefined && name !== link.name) rename(network, link, name)
  const alias = text(attributes, 'IFLA_IFALIAS')
  if (alias === '') delete link.alias
  else if (alias !== undefined) link.alias = alias
  const master = number(attributes, 'IFLA_MASTER')
  if (master !== undefined) setMaster(network, link, master)
  const queue = number(attributes, 'IFLA_TXQLEN')
  if (queue !== undefined) link.txqlen = queue
  setFlags(network, link, words(header?.['flags']), words(header?.['change']))
  network.tell('RTNLGRP_LINK', linkMessage('RTM_NEWLINK', link, network.state))
}

function setAddress(link: Link, address: string): void {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(address)) throw new Refusal('EINVAL')
  if (link.kind === 'loopback') {
    // Loopback takes any.
  } else if (/^.[13579bdf]/.test(address) || /^(00:){5}00$/.test(address)) throw new Refusal('EADDRNOTAVAIL')
  link.address = address
}

function setMtu(network: Network, link: Link, mtu: number): void {
  const { least, most } = mtuLimits(link)
  if (mtu < least) throw new Refusal('EINVAL', 'mtu less than device minimum')
  if (most > 0 && mtu > most) throw new Refusal('EINVAL', 'mtu greater than device maximum')
  link.mtu = mtu
  link.mtuSet = true
  const bridge = link.master === undefined ? undefined : network.state.links.get(link.master)
  if (bridge !== undefined) adaptMtu(network, bridge)
}

function adaptMtu(network: Network, bridge: Link): void {
  if (bridge.mtuSet) return
  const ports = network.state.ports(bridge)
  bridge.mtu = ports.length === 0 ? 1500 : Math.min(...ports.map(({ mtu }) => mtu))
}

function rename(network: Network, link: Link, name: string): void {
  checkName(name)
  const other = network.state.byName(name)
  if (other !== undefined) throw new Refusal('EEXIST')
  for (const address of network.state.addresses) {
    // Labels follow: `eth0:1` becomes `uplink:1`.
    if (address.index === link.index && address.label !== undefined) {
      address.label = address.label.replace(link.name, name)
    }
  }
  link.name = name
}

function setMaster(network: Network, link: Link, index: number): void {
  const { state } = network
  const before = link.master === undefined ? undefined : state.links.get(link.master)
  if (before !== undefined) {
    if (before.index === index) return
    delete link.master
    adaptMtu(network, before)
  }
  if (index === 0) return
  const bridge = state.links.get(index)
  if (bridge === undefined) throw new Refusal('EINVAL')
  if (bridge.kind !== 'bridge') throw new Refusal('EOPNOTSUPP')
  if (link.kind === 'loopback') throw new Refusal('EINVAL')
  if (link.kind === 'bridge') throw new Refusal('ELOOP', 'Can not enslave a bridge to a bridge')
  link.master = index
  adaptMtu(network, bridge)
}

/** Flags that a request may change; the others are the driver's. */
const settable = new Set([
  'IFF_UP',
  'IFF_DEBUG',
  'IFF_NOTRAILERS',
  'IFF_NOARP',
  'IFF_DYNAMIC',
  'IFF_MULTICAST',
  'IFF_PORTSEL',
  'IFF_AUTOMEDIA',
  'IFF_PROMISC',
  'IFF_ALLMULTI',
])

function setFlags(network: Network, link: Link, flags: readonly string[], change: readonly string[]): void {
  if (flags.length === 0 && change.length === 0) return
  const was = network.state.isUp(link)
  // Without a mask the flags are taken as they are.
  for (const flag of settable) {
    if (change.length > 0 && !change.includes(flag)) continue
    if (flags.includes(flag)) link.flags.add(flag)
    else link.flags.delete(flag)
  }
  const is = network.state.isUp(link)
  if (is && !was) {
    link.wasUp = true
    if (link.kind === 'loopback') addLoopbackAddresses(network, link)
    restoreRoutes(network, link)
  } else if (was && !is) takeDownAddresses(network, link)
}

export function changeAltnames(network: Network, request: Message, link: Link): void {
  const given = nested(request.attributes, 'IFLA_PROP_LIST')?.flatMap(({ name, value }) =>
    name === 'IFLA_ALT_IFNAME' && typeof value === 'string' ? [value] : [],
  )
  for (const name of given ?? []) {
    if (request.type === 'RTM_NEWLINKPROP') {
      if (network.state.byName(name) !== undefined) throw new Refusal('EEXIST')
      link.altnames.push(name)
    } else {
      if (!link.altnames.includes(name)) throw new Refusal('ENOENT')
      link.altnames = link.altnames.filter((other) => other !== name)
    }
  }
  if (!hasFlag(request, 'NLM_F_REQUEST')) return
  network.tell('RTNLGRP_LINK', linkMessage('RTM_NEWLINK', link, network.state))
}
