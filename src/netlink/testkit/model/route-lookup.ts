// SPDX-License-Identifier: Apache-2.0
// RTM_GETROUTE: which way a packet takes.
import type { Message, MessageInput } from '../../types.js'
import { type Address, bitsOf, formatAddress, within } from './address.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import { routeMessage } from './route-message.js'
import { familyOf } from './routes.js'
import type { NetworkState, Route } from './state.js'
import { address, attribute, number, words } from './values.js'

/** What a packet meets that a route drops. */
const refusals: Readonly<Record<string, string>> = {
  RTN_BLACKHOLE: 'EINVAL',
  RTN_UNREACHABLE: 'EHOSTUNREACH',
  RTN_PROHIBIT: 'EACCES',
}

const main = 254
const order = [255, main, 253]
/** RTCF_LOCAL, which has no name in messages. */
const local = 0x8000_0000
const cloned = 0x200

export function getRoute(network: Network, request: Message): MessageInput[] {
  const { state } = network
  const { header, attributes } = request
  const family = familyOf(request)
  const destination = address(attributes, 'RTA_DST')
  if (destination === undefined) throw new Refusal('EINVAL')
  const route = lookup(state, destination, number(attributes, 'RTA_OIF'))
  if (route === undefined) throw new Refusal('ENETUNREACH')
  const refused = refusals[route.type]
  if (refused !== undefined) throw new Refusal(refused)
  if (words(header?.['flags']).includes('RTM_F_FIB_MATCH')) return [routeMessage('RTM_NEWROUTE', route, state)]
  if (family === 'AF_INET6') return [answer6(state, route, destination)]
  const table = words(header?.['flags']).includes('RTM_F_LOOKUP_TABLE') ? route.table : main
  return [answer(state, { ...route, table }, destination)]
}

/** The longest prefix of the first table that has one; a `throw` route sends on to the next table. */
function lookup(state: NetworkState, destination: Address, oif: number | undefined): Route | undefined {
  for (const table of order) {
    const [best] = state.routes
      .filter((route) => route.table === table && within(destination, route.destination, route.length))
      .filter(({ hops }) => oif === undefined || hops.length === 0 || hops.some((hop) => hop.oif === oif))
      .sort((a, b) => b.length - a.length || a.priority - b.priority)
    if (best !== undefined && best.type !== 'RTN_THROW') return best
  }
  return undefined
}

function answer(state: NetworkState, route: Route, destination: Address): MessageInput {
  const [hop] = route.hops
  const isLocal = route.type === 'RTN_LOCAL'
  const source = isLocal ? destination : (route.source ?? sourceFor(state, route))
  return {
    type: 'RTM_NEWROUTE',
    header: {
      family: 'AF_INET',
      dst_len: 32,
      src_len: 0,
      tos: 0,
      table: route.table > 255 ? 'RT_TABLE_COMPAT' : route.table,
      protocol: 'RTPROT_UNSPEC',
      scope: 'RT_SCOPE_UNIVERSE',
      type: route.type,
      flags: isLocal ? local + cloned : cloned,
    },
    attributes: [
      ...attribute('RTA_TABLE', route.table),
      ...attribute('RTA_DST', formatAddress(destination)),
      ...attribute('RTA_OIF', isLocal ? 1 : hop?.oif),
      ...attribute('RTA_PREFSRC', source && formatAddress(source)),
      ...attribute('RTA_GATEWAY', hop?.gateway && formatAddress(hop.gateway)),
      ...attribute('RTA_UID', 0),
      ...attribute('RTA_CACHEINFO', { clntref: 1, lastuse: 0, expires: 0, error: 0, used: 0, id: 0, ts: 0, tsage: 0 }),
    ],
  }
}

/** The first address of the link whose network holds the gateway, or else its first one. */
function sourceFor(state: NetworkState, { hops: [hop], family }: Route): Address | undefined {
  const own = state.addresses.filter((one) => one.index === hop?.oif && one.family === family && !one.secondary)
  const near = own.find((one) => hop?.gateway !== undefined && within(hop.gateway, one.peer, one.length))
  return (near ?? own[0])?.local
}

function answer6(state: NetworkState, route: Route, destination: Address): MessageInput {
  const found = routeMessage('RTM_NEWROUTE', { ...route, destination, length: bitsOf('AF_INET6') }, state)
  const source = route.type === 'RTN_LOCAL' ? destination : (route.source ?? sourceFor(state, route))
  const [table, target, ...rest] = found.attributes ?? []
  return {
    ...found,
    header: { ...found.header, src_len: 128 },
    attributes: [
      ...(table === undefined || target === undefined ? [] : [table, target]),
      ...attribute('RTA_SRC', '::'),
      ...attribute('RTA_PREFSRC', source && formatAddress(source)),
      ...rest.filter(({ name }) => name !== 'RTA_PREFSRC'),
    ],
  }
}
