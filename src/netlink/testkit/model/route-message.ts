// SPDX-License-Identifier: Apache-2.0
// A route as the kernel tells of it, in its order.
import type { AttributeInput, MessageInput } from '../../types.js'
import { formatAddress } from './address.js'
import type { NetworkState, NextHop, Route } from './state.js'
import { attribute, nest } from './values.js'

export function routeMessage(type: string, route: Route, state: NetworkState): MessageInput {
  const four = route.family === 'AF_INET'
  const [hop] = route.hops
  const source = route.source && formatAddress(route.source)
  return {
    type,
    header: {
      family: route.family,
      dst_len: route.length,
      src_len: 0,
      tos: route.tos,
      table: route.table > 255 ? 'RT_TABLE_COMPAT' : route.table,
      protocol: route.protocol,
      scope: route.scope,
      type: route.type,
      flags: route.hops.length === 1 && hop !== undefined ? flagsOf(hop, state) : [],
    },
    attributes: [
      ...attribute('RTA_TABLE', route.table),
      ...(route.length > 0 ? attribute('RTA_DST', formatAddress(route.destination)) : []),
      ...(four
        ? [...priority(route), ...metrics(route), ...attribute('RTA_PREFSRC', source)]
        : [...attribute('RTA_PREFSRC', source), ...metrics(route), ...attribute('RTA_PRIORITY', route.priority)]),
      ...hops(route, state),
      ...(four ? [] : six(route)),
    ],
  }
}

const priority = (route: Route) => attribute('RTA_PRIORITY', route.priority === 0 ? undefined : route.priority)

const metrics = ({ metrics: found }: Route) => (found === undefined ? [] : [nest('RTA_METRICS', found)])

function hops({ hops: all }: Route, state: NetworkState): AttributeInput[] {
  const [only, second] = all
  if (only === undefined) return []
  if (second === undefined) {
    return [...attribute('RTA_GATEWAY', only.gateway && formatAddress(only.gateway)), ...attribute('RTA_OIF', only.oif)]
  }
  const elements = all.map(
    (hop): AttributeInput => ({
      name: 'nexthop',
      header: { flags: flagsOf(hop, state), hops: hop.weight, ifindex: hop.oif ?? 0 },
      attributes: attribute('RTA_GATEWAY', hop.gateway && formatAddress(hop.gateway)),
    }),
  )
  return [nest('RTA_MULTIPATH', elements)]
}

function flagsOf(hop: NextHop, state: NetworkState): string[] {
  const device = hop.oif === undefined ? undefined : state.links.get(hop.oif)
  const down = device !== undefined && state.isUp(device) && !state.hasCarrier(device)
  return [...(hop.onlink ? ['RTNH_F_ONLINK'] : []), ...(down ? ['RTNH_F_LINKDOWN'] : [])]
}

// What the kernel says of errors of routes of IPv6 that lead nowhere.
const errors: Readonly<Record<string, number>> = {
  RTN_BLACKHOLE: -22,
  RTN_UNREACHABLE: -113,
  RTN_PROHIBIT: -13,
  RTN_THROW: -11,
}

function six({ type }: Route): AttributeInput[] {
  const cache = {
    clntref: 0,
    lastuse: 0,
    expires: 0,
    error: (errors[type] ?? 0) >>> 0,
    used: 0,
    id: 0,
    ts: 0,
    tsage: 0,
  }
  return [...attribute('RTA_CACHEINFO', cache), ...attribute('RTA_PREF', 'ICMPV6_ROUTER_PREF_MEDIUM')]
}
