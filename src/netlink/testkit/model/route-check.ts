// SPDX-License-Identifier: Apache-2.0
// Whether packets can take the way that a new route names: fib_check_nh of net/ipv4/fib_semantics.c and
// ip6_validate_gw of net/ipv6/route.c.
import { same, within } from './address.js'
import { Refusal } from './refusal.js'
import { scopeNumber } from './scope.js'
import type { NetworkState, NextHop, Route } from './state.js'

const link = 253
const host = 254

/** Fills in the link that leads to a gateway. */
export function checkHop(state: NetworkState, route: Route, hop: NextHop): void {
  if (route.family === 'AF_INET6') checkHop6(state, hop)
  else if (scopeNumber(route.scope) === host) checkHost(state, hop)
  else if (hop.gateway !== undefined) checkGateway(state, route, hop)
  else checkDevice(state, hop)
}

function checkHost(state: NetworkState, { oif, gateway }: NextHop): void {
  if (gateway !== undefined) throw new Refusal('EINVAL', 'Route with host scope can not have a gateway')
  if (oif === undefined || !state.links.has(oif)) throw new Refusal('ENODEV')
}

function checkDevice(state: NetworkState, { oif }: NextHop): void {
  const device = oif === undefined ? undefined : state.links.get(oif)
  if (device === undefined) throw new Refusal('ENODEV')
  if (!state.isUp(device)) throw new Refusal('ENETDOWN', 'Device for nexthop is not up')
}

function checkGateway(state: NetworkState, route: Route, hop: NextHop): void {
  if (hop.onlink) {
    if (scopeNumber(route.scope) >= link) throw new Refusal('EINVAL', 'Nexthop has invalid scope')
    const device = hop.oif === undefined ? undefined : state.links.get(hop.oif)
    if (device === undefined) throw new Refusal('ENODEV', 'Nexthop device required for onlink')
    if (!state.isUp(device)) throw new Refusal('ENETDOWN', 'Nexthop device is not up')
    return
  }
  const way = directWay(state, route, hop)
  if (way === undefined) throw new Refusal('ENETUNREACH', 'Nexthop has invalid gateway')
  if (way.type !== 'RTN_UNICAST' && way.type !== 'RTN_LOCAL') throw new Refusal('EINVAL', 'Nexthop has invalid gateway')
  const oif = way.hops[0]?.oif
  if (oif !== undefined) hop.oif = oif
}

/** A route that leads to the gateway without another gateway. */
function directWay(state: NetworkState, { scope, table }: Route, { gateway, oif }: NextHop): Route | undefined {
  const least = Math.max(link, scopeNumber(scope) + 1)
  const usable = state.routes.filter(
    (route) =>
      gateway !== undefined &&
      within(gateway, route.destination, route.length) &&
      scopeNumber(route.scope) >= least &&
      (oif === undefined || route.hops.some((hop) => hop.oif === oif)),
  )
  const best = (wanted: number) =>
    usable.filter((route) => route.table === wanted).sort((a, b) => b.length - a.length || a.priority - b.priority)[0]
  return (table === 254 ? undefined : best(table)) ?? best(255) ?? best(254)
}

function checkHop6(state: NetworkState, hop: NextHop): void {
  const { gateway } = hop
  const device = hop.oif === undefined ? undefined : state.links.get(hop.oif)
  if (hop.oif !== undefined && device === undefined) throw new Refusal('ENODEV')
  if (gateway !== undefined) {
    if (state.addresses.some(({ local }) => same(local, gateway))) {
      throw new Refusal('EINVAL', 'Gateway can not be a local address')
    }
    const linkLocal = gateway.number >> 118n === 0x3fan
    if (!linkLocal && !hop.onlink) {
      const way = state.routes
        .filter((route) => route.hops.every((other) => other.gateway === undefined))
        .filter((route) => within(gateway, route.destination, route.length))
        .filter((route) => hop.oif === undefined || route.hops.some(({ oif }) => oif === hop.oif))
        .sort((a, b) => b.length - a.length)[0]
      const oif = way?.type === 'RTN_UNICAST' ? way.hops[0]?.oif : undefined
      if (oif === undefined) throw new Refusal('EHOSTUNREACH')
      hop.oif = oif
    }
  }
  const out = hop.oif === undefined ? undefined : state.links.get(hop.oif)
  if (out === undefined) throw new Refusal('ENODEV')
  if (!state.isUp(out)) throw new Refusal('ENETDOWN', 'Nexthop device is not up')
}
