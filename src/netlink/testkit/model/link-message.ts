// SPDX-License-Identifier: Apache-2.0
// A link as the kernel tells of it, in its order. What the model does not know (statistics, what address families keep
// with a link, hardware) is left out.
import type { AttributeInput, MessageInput } from '../../types.js'
import type { Link, NetworkState } from './state.js'
import { attribute, nest } from './values.js'

interface Limits {
  least: number
  most: number
  immutable: number
}

// What the drivers set.
const limits: Readonly<Record<Link['kind'], Limits>> = {
  loopback: { least: 0, most: 0, immutable: 1 },
  veth: { least: 68, most: 65535, immutable: 0 },
  bridge: { least: 68, most: 65535, immutable: 1 },
}

/** Loopback and bridges stay where they were made. */
export const isImmutable = (link: Link): boolean => limits[link.kind].immutable === 1

export const mtuLimits = (link: Link): Pick<Limits, 'least' | 'most'> => limits[link.kind]

export function linkMessage(type: string, link: Link, state: NetworkState): MessageInput {
  return {
    type,
    header: {
      family: 'AF_UNSPEC',
      type: link.kind === 'loopback' ? 'ARPHRD_LOOPBACK' : 'ARPHRD_ETHER',
      index: link.index,
      flags: flagsOf(link, state),
      change: type === 'RTM_DELLINK' ? 0xffff_ffff : 0,
    },
    attributes: attributesOf(link, state),
  }
}

function flagsOf(link: Link, state: NetworkState): string[] {
  const running = state.isUp(link) && state.hasCarrier(link)
  return [...link.flags, ...(running ? ['IFF_RUNNING', 'IFF_LOWER_UP'] : [])]
}

function operstate(link: Link, state: NetworkState): string {
  if (!state.isUp(link)) return 'IF_OPER_DOWN'
  if (link.kind === 'loopback') return 'IF_OPER_UNKNOWN'
  if (state.hasCarrier(link)) return 'IF_OPER_UP'
  return link.kind === 'veth' ? 'IF_OPER_LOWERLAYERDOWN' : 'IF_OPER_DOWN'
}

function attributesOf(link: Link, state: NetworkState): AttributeInput[] {
  const { least, most, immutable } = limits[link.kind]
  const away = link.peer?.home.state === state ? undefined : link.peer?.home.state
  return [
    ...attribute('IFLA_IFNAME', link.name),
    ...attribute('IFLA_TXQLEN', link.txqlen),
    ...attribute('IFLA_OPERSTATE', operstate(link, state)),
    ...attribute('IFLA_LINKMODE', 'IF_LINK_MODE_DEFAULT'),
    ...attribute('IFLA_NETNS_IMMUTABLE', immutable),
    ...attribute('IFLA_MTU', link.mtu),
    ...attribute('IFLA_MIN_MTU', least),
    ...attribute('IFLA_MAX_MTU', most),
    ...attribute('IFLA_GROUP', link.group),
    ...attribute('IFLA_PROMISCUITY', Number(link.flags.has('IFF_PROMISC')) + Number(link.master !== undefined)),
    ...attribute('IFLA_ALLMULTI', Number(link.flags.has('IFF_ALLMULTI')) + Number(link.master !== undefined)),
    ...attribute('IFLA_GSO_MAX_SEGS', 65535),
    ...attribute('IFLA_GSO_MAX_SIZE', 65536),
    ...attribute('IFLA_GRO_MAX_SIZE', 65536),
    ...attribute('IFLA_GSO_IPV4_MAX_SIZE', 65536),
    ...attribute('IFLA_GRO_IPV4_MAX_SIZE', 65536),
    ...attribute('IFLA_TSO_MAX_SEGS', 65535),
    ...attribute('IFLA_MASTER', link.master),
    ...attribute('IFLA_CARRIER', Number(state.hasCarrier(link))),
    ...attribute('IFLA_IFALIAS', link.alias),
    ...attribute('IFLA_PROTO_DOWN', 0),
    ...attribute('IFLA_ADDRESS', link.address),
    ...attribute('IFLA_BROADCAST', link.broadcast),
    ...linkInfo(link),
    ...attribute('IFLA_LINK_NETNSID', away ? state.namespaceId(away) : undefined),
    ...attribute('IFLA_LINK', link.peer?.index),
    ...attribute('IFLA_QDISC', state.isUp(link) || link.wasUp ? 'noqueue' : 'noop'),
    ...(link.altnames.length === 0
      ? []
      : [
          nest(
            'IFLA_PROP_LIST',
            link.altnames.flatMap((name) => attribute('IFLA_ALT_IFNAME', name)),
          ),
        ]),
  ]
}

function linkInfo(link: Link): AttributeInput[] {
  if (link.kind === 'loopback') return []
  return [
    nest('IFLA_LINKINFO', [
      ...attribute('IFLA_INFO_KIND', link.kind),
      ...(link.master === undefined ? [] : attribute('IFLA_INFO_SLAVE_KIND', 'bridge')),
    ]),
  ]
}
