// SPDX-License-Identifier: Apache-2.0
// RTM_NEWROUTE, DELROUTE and the dump of RTM_GETROUTE. See net/ipv4/fib_frontend.c, fib_semantics.c and fib_trie.c, and
// net/ipv6/route.c.
import type { Message, MessageInput } from '../../types.js'
import { bitsOf, type Family, network as networkOf, same, within } from './address.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import { checkHop } from './route-check.js'
import { routeMessage } from './route-message.js'
import { scopeNumber } from './scope.js'
import type { NextHop, Route } from './state.js'
import { address, find, hasFlag, headerNumber, headerWord, nested, number, words } from './values.js'

const tables: Readonly<Record<string, number>> = {
  RT_TABLE_UNSPEC: 0,
  RT_TABLE_COMPAT: 252,
  RT_TABLE_DEFAULT: 253,
  RT_TABLE_MAIN: 254,
  RT_TABLE_LOCAL: 255,
}

const known = new Set([
  'RTA_DST',
  'RTA_GATEWAY',
  'RTA_OIF',
  'RTA_PRIORITY',
  'RTA_PREFSRC',
  'RTA_TABLE',
  'RTA_METRICS',
  'RTA_MULTIPATH',
])

/** What a type of route needs: a next hop, or none. */
const withoutHop = new Set(['RTN_BLACKHOLE', 'RTN_UNREACHABLE', 'RTN_PROHIBIT', 'RTN_THROW'])

export function tableOf({ header, attributes }: Message): number {
  const value = find(attributes, 'RTA_TABLE')?.value ?? headerWord(header, 'table')
  return typeof value === 'number' ? value : (tables[String(value)] ?? 0)
}

export function familyOf({ header }: Message): Family {
  const family = headerWord(header, 'family')
  if (family !== 'AF_INET' && family !== 'AF_INET6') throw new Refusal('EOPNOTSUPP')
  return family
}

export function newRoute(network: Network, request: Message): void {
  const { state } = network
  const route = requested(request)
  const four = route.family === 'AF_INET'
  if (withoutHop.has(route.type)) {
    if (four && route.hops.some(({ oif, gateway }) => (oif ?? gateway) !== undefined)) {
      throw new Refusal('EINVAL', 'Gateway, device and multipath can not be specified for this route type')
    }
    // IPv6 keeps them at loopback.
    route.hops = four ? [] : [{ oif: 1, weight: 0, onlink: false }]
  } else for (const hop of route.hops) checkHop(state, route, hop)
  if (route.source !== undefined && !state.addresses.some(({ local }) => same(local, route.source))) {
    throw new Refusal('EINVAL', four ? 'Invalid prefsrc address' : 'Invalid source address')
  }
  const rival = state.routes.find((other) => isRival(other, route))
  if (rival !== undefined) {
    if (hasFlag(request, 'NLM_F_EXCL')) throw new Refusal('EEXIST')
    if (hasFlag(request, 'NLM_F_REPLACE')) state.routes = state.routes.filter((other) => other !== rival)
    else if (state.routes.some((other) => isTwin(other, route))) throw new Refusal('EEXIST')
  } else if (!hasFlag(request, 'NLM_F_CREATE')) throw new Refusal('ENOENT')
  addRoute(network, route)
  tellRoute(network, 'RTM_NEWROUTE', route)
}

const isRival = (a: Route, b: Route) =>
  a.table === b.table &&
  a.length === b.length &&
  same(a.destination, b.destination) &&
  a.tos === b.tos &&
  a.priority === b.priority

const isTwin = (a: Route, b: Route) => isRival(a, b) && sameWay(a, b)

const sameWay = (a: Route, b: Route) =>
  a.type === b.type &&
  a.hops.length === b.hops.length &&
  a.hops.every((hop, i) => hop.oif === b.hops[i]?.oif && same(hop.gateway, b.hops[i]?.gateway))

function requested(request: Message): Route {
  const { header, attributes } = request
  for (const { name = 'attribute' } of attributes ?? []) {
    if (!known.has(name)) throw new Refusal('EOPNOTSUPP', `the model of rtnetlink does not know ${name}`, name)
  }
  const family = familyOf(request)
  const length = headerNumber(header, 'dst_len')
  if (length > bitsOf(family)) throw new Refusal('EINVAL', 'Invalid prefix length')
  const destination = address(attributes, 'RTA_DST') ?? { family, number: 0n }
  if (destination.family !== family) throw new Refusal('EINVAL')
  if (family === 'AF_INET' && !same(networkOf(destination, length), destination)) {
    throw new Refusal('EINVAL', 'Invalid prefix for given prefix length')
  }
  const [priority, source, metrics] = [
    number(attributes, 'RTA_PRIORITY'),
    address(attributes, 'RTA_PREFSRC'),
    nested(attributes, 'RTA_METRICS'),
  ]
  const protocol = headerWord(header, 'protocol')
  return {
    family,
    destination: networkOf(destination, length),
    length,
    table: tableOf(request) || 254,
    tos: headerNumber(header, 'tos'),
    priority: priority || (family === 'AF_INET' ? 0 : 1024),
    type: String(headerWord(header, 'type')),
    scope: family === 'AF_INET' ? headerWord(header, 'scope') : 'RT_SCOPE_UNIVERSE',
    protocol: family === 'AF_INET6' && protocol === 'RTPROT_UNSPEC' ? 'RTPROT_BOOT' : protocol,
    hops: hopsOf(request),
    ...(source === undefined ? {} : { source }),
    ...(metrics === undefined ? {} : { metrics }),
  }
}

function hopsOf({ header, attributes }: Message): NextHop[] {
  const several = nested(attributes, 'RTA_MULTIPATH')
  if (several === undefined) {
    return [hopOf(number(attributes, 'RTA_OIF'), address(attributes, 'RTA_GATEWAY'), 0, words(header?.['flags']))]
  }
  return several.map(({ header: hop, attributes: inner }) =>
    hopOf(
      headerNumber(hop, 'ifindex'),
      address(inner, 'RTA_GATEWAY'),
      headerNumber(hop, 'hops'),
      words(hop?.['flags']),
    ),
  )
}

const hopOf = (
  oif: number | undefined,
  gateway: NextHop['gateway'],
  weight: number,
  flags: readonly string[],
): NextHop => ({
  weight,
  onlink: flags.includes('RTNH_F_ONLINK'),
  ...(oif ? { oif } : {}),
  ...(gateway === undefined ? {} : { gateway }),
})

/** Puts it among the others. Returns false if there is one like it. */
export function addRoute({ state }: Network, route: Route): boolean {
  if (state.routes.some((other) => isTwin(other, route))) return false
  state.routes.push(route)
  return true
}

export function removeRoute(network: Network, gone: Route): void {
  const { state } = network
  const found = state.routes.find((route) => isTwin(route, gone))
  if (found === undefined) return
  state.routes = state.routes.filter((route) => route !== found)
  tellRoute(network, 'RTM_DELROUTE', found)
}

export function tellRoute(network: Network, type: string, route: Route): void {
  const group = route.family === 'AF_INET' ? 'RTNLGRP_IPV4_ROUTE' : 'RTNLGRP_IPV6_ROUTE'
  network.tell(group, routeMessage(type, route, network.state))
}

const builtIn = new Set([253, 254, 255])

export function deleteRoute(network: Network, request: Message): void {
  const { state } = network
  const { header, attributes } = request
  const family = familyOf(request)
  const length = headerNumber(header, 'dst_len')
  const destination = address(attributes, 'RTA_DST') ?? { family, number: 0n }
  const [type, scope, protocol] = ['type', 'scope', 'protocol'].map((field) => headerWord(header, field))
  const [priority, source] = [number(attributes, 'RTA_PRIORITY'), address(attributes, 'RTA_PREFSRC')]
  const [wanted] = hopsOf(request)
  const table = tableOf(request) || 254
  const matches = (route: Route) =>
    route.family === family &&
    route.table === table &&
    route.length === length &&
    same(route.destination, destination) &&
    (type === 'RTN_UNSPEC' || route.type === type) &&
    (family === 'AF_INET6' || scope === 'RT_SCOPE_NOWHERE' || scopeNumber(route.scope) === scopeNumber(scope ?? 0)) &&
    (protocol === 'RTPROT_UNSPEC' || route.protocol === protocol) &&
    (!priority || route.priority === priority) &&
    (source === undefined || same(route.source, source)) &&
    (wanted?.oif === undefined || route.hops.some(({ oif }) => oif === wanted.oif)) &&
    (wanted?.gateway === undefined || route.hops.some(({ gateway }) => same(gateway, wanted.gateway)))
  const found = sorted(state.routes).find(matches)
  if (found === undefined) {
    const exists = builtIn.has(table) || state.routes.some((route) => route.family === family && route.table === table)
    throw new Refusal('ESRCH', exists || family === 'AF_INET6' ? undefined : 'FIB table does not exist')
  }
  removeRoute(network, found)
}

export function dumpRoutes(network: Network, request: Message): MessageInput[] {
  const { header, attributes } = request
  const family = headerWord(header, 'family')
  const [table, oif] = [tableOf(request), number(attributes, 'RTA_OIF')]
  const [protocol, type] = [headerWord(header, 'protocol'), headerWord(header, 'type')]
  // Strict checking makes a filter of every header.
  network.filtered()
  const found = sorted(network.state.routes).filter(
    (route) =>
      (family === 'AF_UNSPEC' || route.family === family) &&
      (table === 0 || route.table === table) &&
      (oif === undefined || route.hops.some((hop) => hop.oif === oif)) &&
      (protocol === 'RTPROT_UNSPEC' || route.protocol === protocol) &&
      (type === 'RTN_UNSPEC' || route.type === type),
  )
  return found.map((route) => routeMessage('RTM_NEWROUTE', route, network.state))
}

/** As the kernel's tables lie in memory: by the low bits of their number; IPv6 lists what lies inside before what is around. */
export function sorted(routes: readonly Route[]): Route[] {
  return [...routes].sort((a, b) => {
    const families = Number(a.family === 'AF_INET6') - Number(b.family === 'AF_INET6')
    const byTable = (a.table & 255) - (b.table & 255)
    return families || byTable || byDestination(a, b) || a.priority - b.priority
  })
}

function byDestination(a: Route, b: Route): number {
  if (a.family === 'AF_INET6') {
    if (a.length > b.length && within(a.destination, b.destination, b.length)) return -1
    if (b.length > a.length && within(b.destination, a.destination, a.length)) return 1
  }
  if (a.destination.number !== b.destination.number) return a.destination.number < b.destination.number ? -1 : 1
  return b.length - a.length
}
