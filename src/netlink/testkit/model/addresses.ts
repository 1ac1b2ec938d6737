// SPDX-License-Identifier: Apache-2.0
// RTM_NEWADDR, DELADDR and the dump of RTM_GETADDR, and the routes that come with addresses. See net/ipv4/devinet.c,
// net/ipv4/fib_frontend.c and net/ipv6/addrconf.c. The link-local addresses of IPv6, which the kernel makes by itself a
// while after a link is up, are left out.
import type { Message, MessageInput } from '../../types.js'
import { type Address, bitsOf, broadcast, type Family, network as networkOf, same, within } from './address.js'
import { addressMessage } from './address-message.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import { addRoute, removeRoute, tellRoute } from './routes.js'
import { scopeNumber } from './scope.js'
import { forever, type InterfaceAddress, type Link } from './state.js'
import { address, find, hasFlag, headerNumber, headerWord, number, text, words } from './values.js'

const familyOf = ({ header }: Message): Family => {
  const family = headerWord(header, 'family')
  if (family !== 'AF_INET' && family !== 'AF_INET6') throw new Refusal('EOPNOTSUPP')
  return family
}

export function newAddress(network: Network, request: Message): void {
  const made = requested(network, request)
  const { state } = network
  const link = state.links.get(made.index)
  if (link === undefined) throw new Refusal('ENODEV', made.family === 'AF_INET' ? 'ipv4: Device not found' : undefined)
  const exists = state.addresses.find((one) => isSame(one, made))
  if (exists !== undefined) {
    if (hasFlag(request, 'NLM_F_EXCL') || !hasFlag(request, 'NLM_F_REPLACE')) {
      const words = made.family === 'AF_INET' ? 'ipv4: Address already assigned' : 'ipv6: address already assigned'
      throw new Refusal('EEXIST', words)
    }
    Object.assign(exists, { valid: made.valid, preferred: made.preferred, flags: made.flags })
    network.tell(groupOf(made.family), addressMessage('RTM_NEWADDR', exists))
    return
  }
  insert(network, made)
  network.tell(groupOf(made.family), addressMessage('RTM_NEWADDR', made))
  addRoutesOf(network, link, made)
}

const isSame = (one: InterfaceAddress, other: InterfaceAddress) =>
  one.index === other.index &&
  same(one.local, other.local) &&
  (one.family === 'AF_INET6' || (one.length === other.length && within(one.peer, other.peer, one.length)))

const groupOf = (family: Family) => (family === 'AF_INET' ? 'RTNLGRP_IPV4_IFADDR' : 'RTNLGRP_IPV6_IFADDR')

function requested(network: Network, request: Message): InterfaceAddress {
  const { header, attributes } = request
  const family = familyOf(request)
  const length = headerNumber(header, 'prefixlen')
  if (length > bitsOf(family)) {
    throw new Refusal('EINVAL', family === 'AF_INET' ? 'ipv4: Invalid prefix length' : undefined)
  }
  const [own, other] = [address(attributes, 'IFA_LOCAL'), address(attributes, 'IFA_ADDRESS')]
  const local = family === 'AF_INET' ? own : (own ?? other)
  if (local?.family !== family) {
    throw new Refusal('EINVAL', family === 'AF_INET' ? 'ipv4: Local address is not supplied' : undefined)
  }
  const index = headerNumber(header, 'index')
  const lifetimes = find(attributes, 'IFA_CACHEINFO')?.value as { prefered?: number; valid?: number } | undefined
  const flags = words(find(attributes, 'IFA_FLAGS')?.value ?? header?.['flags'])
  const [extra, priority] = [address(attributes, 'IFA_BROADCAST'), number(attributes, 'IFA_RT_PRIORITY')]
  const protocol = find(attributes, 'IFA_PROTO')?.value
  const label = text(attributes, 'IFA_LABEL') ?? network.state.links.get(index)?.name
  return {
    index,
    family,
    local,
    peer: other ?? local,
    length,
    scope: family === 'AF_INET' ? headerWord(header, 'scope') : scopeOf(local),
    flags: new Set(flags.filter((flag) => flag !== 'IFA_F_PERMANENT' && flag !== 'IFA_F_SECONDARY')),
    secondary: false,
    valid: lifetimes?.valid ?? forever,
    preferred: lifetimes?.prefered ?? forever,
    ...(family === 'AF_INET' && label !== undefined ? { label } : {}),
    ...(extra === undefined ? {} : { broadcast: extra }),
    ...(priority === undefined ? {} : { priority }),
    ...(typeof protocol === 'string' || typeof protocol === 'number' ? { protocol } : {}),
  }
}

/** IPv6 addresses say themselves how far they reach. */
function scopeOf({ number }: Address): string {
  if (number === 1n) return 'RT_SCOPE_HOST'
  return number >> 118n === 0x3fan ? 'RT_SCOPE_LINK' : 'RT_SCOPE_UNIVERSE'
}

/** In the order in which the kernel keeps them: the first one is the source of what is sent. */
function insert(network: Network, made: InterfaceAddress): void {
  const all = network.state.addresses
  const own = all.filter(({ index, family }) => index === made.index && family === made.family)
  if (made.family === 'AF_INET6') {
    const before = own.find(({ scope }) => scopeNumber(made.scope) <= scopeNumber(scope))
    all.splice(before === undefined ? all.length : all.indexOf(before), 0, made)
    return
  }
  made.secondary = own.some(
    (one) => !one.secondary && one.length === made.length && within(one.peer, made.peer, one.length),
  )
  const before = made.secondary
    ? own.at(-1)
    : own.findLast((one) => !one.secondary && scopeNumber(made.scope) <= scopeNumber(one.scope))
  if (before !== undefined) all.splice(all.indexOf(before) + 1, 0, made)
  else all.splice(own[0] === undefined ? all.length : all.indexOf(own[0]), 0, made)
}

export function deleteAddress(network: Network, request: Message): void {
  const { header, attributes } = request
  const family = familyOf(request)
  const index = headerNumber(header, 'index')
  if (!network.state.links.has(index)) {
    throw new Refusal('ENODEV', family === 'AF_INET' ? 'ipv4: Device not found' : 'IPv6: Unable to find the interface')
  }
  const length = headerNumber(header, 'prefixlen')
  const [local, peer, label] = [
    address(attributes, 'IFA_LOCAL'),
    address(attributes, 'IFA_ADDRESS'),
    text(attributes, 'IFA_LABEL'),
  ]
  const own = local ?? (family === 'AF_INET6' ? peer : undefined)
  const found = network.state.addresses.find(
    (one) =>
      one.index === index &&
      one.family === family &&
      (own === undefined || same(one.local, own)) &&
      (family === 'AF_INET6'
        ? one.length === length
        : (label === undefined || one.label === label) &&
          (peer === undefined || (one.length === length && within(peer, one.peer, length)))),
  )
  if (found === undefined) {
    throw new Refusal('EADDRNOTAVAIL', family === 'AF_INET' ? 'ipv4: Address not found' : 'ipv6: address not found')
  }
  removeAddress(network, found)
}

/** With a primary address go the secondary ones of its network. */
function removeAddress(network: Network, gone: InterfaceAddress): void {
  const { state } = network
  if (!state.addresses.includes(gone)) return
  const primary = primaryOf(network, gone)
  state.addresses = state.addresses.filter((one) => one !== gone)
  if (gone.family === 'AF_INET' && !gone.secondary) {
    for (const one of state.addresses) {
      const follows = one.secondary && one.index === gone.index && one.length === gone.length
      if (follows && within(one.peer, gone.peer, gone.length)) removeAddress(network, one)
    }
  }
  const link = state.links.get(gone.index)
  if (link !== undefined) for (const route of routesOf(link, gone, true, primary)) removeRoute(network, route)
  state.routes = state.routes.filter(({ source }) => !same(source, gone.local) || stillOwn(network, gone.local))
  network.tell(groupOf(gone.family), addressMessage('RTM_DELADDR', gone))
}

const stillOwn = (network: Network, address: Address) =>
  network.state.addresses.some(({ local }) => same(local, address))

export function removeAddresses(network: Network, link: Link): void {
  for (const one of network.state.addresses.filter(({ index }) => index === link.index)) removeAddress(network, one)
}

export function dumpAddresses(network: Network, { header }: Message): MessageInput[] {
  const [family, wanted] = [headerWord(header, 'family'), headerNumber(header, 'index')]
  if (wanted !== 0) {
    if (!network.state.links.has(wanted)) throw new Refusal('ENODEV')
    network.filtered()
  }
  const { addresses } = network.state
  return (['AF_INET', 'AF_INET6'] as const)
    .filter((one) => family === 'AF_UNSPEC' || family === one)
    .flatMap((one) =>
      addresses.filter((address) => address.family === one && (wanted === 0 || address.index === wanted)),
    )
    .sort((a, b) => Number(a.family === 'AF_INET6') - Number(b.family === 'AF_INET6') || a.index - b.index)
    .map((one) => addressMessage('RTM_NEWADDR', one))
}

export function addLoopbackAddresses(network: Network, link: Link): void {
  const own = network.state.addresses.filter(({ index }) => index === link.index)
  const made = (family: Family, number: bigint, length: number): InterfaceAddress => ({
    index: link.index,
    family,
    local: { family, number },
    peer: { family, number },
    length,
    scope: 'RT_SCOPE_HOST',
    flags: new Set(),
    secondary: false,
    valid: forever,
    preferred: forever,
    ...(family === 'AF_INET' ? { label: link.name } : { protocol: 'IFAPROT_KERNEL_LO' }),
  })
  if (!own.some(({ family }) => family === 'AF_INET')) insert(network, made('AF_INET', 0x7f000001n, 8))
  if (!own.some(({ family }) => family === 'AF_INET6')) insert(network, made('AF_INET6', 1n, 128))
}

/** A link that is up again gets the routes of its addresses back, and none else. */
export function restoreRoutes(network: Network, link: Link): void {
  for (const one of network.state.addresses.filter(({ index }) => index === link.index)) addRoutesOf(network, link, one)
}

/** IPv4 addresses stay on a link that is down, IPv6 addresses do not; routes through it go, neighbours too. */
export function takeDownAddresses(network: Network, link: Link): void {
  const { state } = network
  for (const one of state.addresses.filter(({ index, family }) => index === link.index && family === 'AF_INET6')) {
    removeAddress(network, one)
  }
  state.routes = state.routes.filter(
    ({ hops, scope, family }) =>
      !hops.some(({ oif }) => oif === link.index) || (family === 'AF_INET' && scope === 'RT_SCOPE_HOST'),
  )
  state.neighbours = state.neighbours.filter(({ index }) => index !== link.index)
}

function addRoutesOf(network: Network, link: Link, one: InterfaceAddress): void {
  for (const route of routesOf(link, one, network.state.isUp(link), primaryOf(network, one))) {
    if (addRoute(network, route)) tellRoute(network, 'RTM_NEWROUTE', route)
  }
}

/** Routes of a secondary address send from the first address of its network. */
const primaryOf = (network: Network, one: InterfaceAddress): InterfaceAddress =>
  (one.secondary &&
    network.state.addresses.find(
      (other) =>
        !other.secondary &&
        other.index === one.index &&
        other.length === one.length &&
        within(other.peer, one.peer, one.length),
    )) ||
  one

type RouteOf = Parameters<typeof addRoute>[1]

/** The routes that the kernel makes of an address. */
function routesOf(link: Link, one: InterfaceAddress, isUp: boolean, primary: InterfaceAddress): RouteOf[] {
  const { family, local, peer, length } = one
  const base = { family, tos: 0, priority: 0, protocol: 'RTPROT_KERNEL', hops: [hop(link)] }
  const four = family === 'AF_INET'
  const source = four ? { source: primary.local } : {}
  const route = (type: string, destination: Address, bits: number, rest: Partial<RouteOf> = {}): RouteOf => ({
    ...base,
    ...source,
    type,
    destination,
    length: bits,
    table: type === 'RTN_UNICAST' ? 254 : 255,
    scope: four ? (type === 'RTN_LOCAL' ? 'RT_SCOPE_HOST' : 'RT_SCOPE_LINK') : 'RT_SCOPE_UNIVERSE',
    ...rest,
  })
  const routes = [route('RTN_LOCAL', local, bitsOf(family))]
  if (!isUp) return routes
  const prefix = networkOf(peer, length)
  const wanted = !one.flags.has('IFA_F_NOPREFIXROUTE')
  if (!four) {
    if (wanted && link.kind !== 'loopback')
      routes.push(route('RTN_UNICAST', prefix, length, { priority: one.priority ?? 256 }))
    return routes
  }
  if (one.broadcast !== undefined) routes.push(route('RTN_BROADCAST', one.broadcast, 32))
  if (one.secondary || (length === 32 && same(prefix, local))) return routes
  const type = link.kind === 'loopback' ? 'RTN_LOCAL' : 'RTN_UNICAST'
  if (wanted) routes.push(route(type, prefix, length, { priority: one.priority ?? 0 }))
  const last = broadcast(peer, length)
  if (length < 31 && !same(last, one.broadcast)) routes.push(route('RTN_BROADCAST', last, 32))
  return routes
}

const hop = ({ index }: Link) => ({ oif: index, weight: 0, onlink: false })
