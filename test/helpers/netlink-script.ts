// SPDX-License-Identifier: Apache-2.0
// Requests as containers make them, good ones and bad ones. The same script runs against the kernel and the model.
import type { AttributeInput, MessageInput, Value } from '../../src/netlink/types.js'

export interface ScriptStep {
  name: string
  /** In the second of two namespaces. */
  other?: boolean
  request: MessageInput & { flags?: readonly string[] }
  dump?: boolean
}

/** Stands in requests for the id of a process in the second namespace. */
export const otherPid = 424_242

const create = ['NLM_F_CREATE', 'NLM_F_EXCL']
const up = { flags: ['IFF_UP'], change: ['IFF_UP'] }
const down = { flags: [], change: ['IFF_UP'] }

const attributes = (values: Record<string, Value | AttributeInput[] | undefined>): AttributeInput[] =>
  Object.entries(values).flatMap(([name, value]): AttributeInput[] => {
    if (value === undefined) return []
    const isNest = Array.isArray(value) && value.some((one) => typeof one === 'object')
    return [isNest ? { name, attributes: value as AttributeInput[] } : { name, value: value as Value }]
  })

type Values = Parameters<typeof attributes>[0]

const link = (type: string, header: Record<string, Value>, values: Values = {}, flags: string[] = []) => ({
  type,
  flags,
  header,
  attributes: attributes(values),
})
const info = (kind: string, data?: AttributeInput[]): AttributeInput[] => [
  ...attributes({ IFLA_INFO_KIND: kind }),
  ...(data === undefined ? [] : [{ name: 'IFLA_INFO_DATA', attributes: data }]),
]
const peer = (values: Values, header: Record<string, Value> = {}): AttributeInput[] => [
  { name: 'VETH_INFO_PEER', header, attributes: attributes(values) },
]

const addr = (type: string, index: number, text: string, values: Values = {}, flags: string[] = []) => {
  const [address = '', length] = text.split('/')
  const six = address.includes(':')
  return {
    type,
    flags,
    header: { family: six ? 'AF_INET6' : 'AF_INET', prefixlen: Number(length), index, scope: 'RT_SCOPE_UNIVERSE' },
    attributes: attributes(six ? { IFA_ADDRESS: address, ...values } : { IFA_LOCAL: address, ...values }),
  }
}
const allAddresses = { type: 'RTM_GETADDR', header: { family: 'AF_UNSPEC' } }

interface RouteOptions {
  type?: string
  scope?: string
  protocol?: string
  table?: string
  flags?: string[]
}
const route = (
  type: string,
  to: string,
  values: Values,
  flags: string[] = create,
  {
    type: kind = 'RTN_UNICAST',
    scope,
    protocol = 'RTPROT_BOOT',
    table = 'RT_TABLE_MAIN',
    flags: rtm = [],
  }: RouteOptions = {},
) => {
  const [destination = '', length = '0'] = to.split('/')
  const six = destination.includes(':') || String(values['RTA_GATEWAY']).includes(':')
  const direct = values['RTA_GATEWAY'] === undefined && values['RTA_MULTIPATH'] === undefined && kind === 'RTN_UNICAST'
  return {
    type,
    flags,
    header: {
      family: six ? 'AF_INET6' : 'AF_INET',
      dst_len: Number(length),
      table,
      protocol,
      scope: scope ?? (direct && !six ? 'RT_SCOPE_LINK' : 'RT_SCOPE_UNIVERSE'),
      type: kind,
      flags: rtm,
    },
    attributes: attributes({ ...(destination === 'default' ? {} : { RTA_DST: destination }), ...values }),
  }
}
const forget = (to: string, values: Values = {}, options: RouteOptions = {}) =>
  route('RTM_DELROUTE', to, values, [], {
    type: 'RTN_UNSPEC',
    scope: 'RT_SCOPE_NOWHERE',
    protocol: 'RTPROT_UNSPEC',
    ...options,
  })
const allRoutes = (family: string, values: Values = {}) => ({
  type: 'RTM_GETROUTE',
  header: { family },
  attributes: attributes(values),
})
const way = (to: string, flags: string[] = []) => ({
  type: 'RTM_GETROUTE',
  header: { family: to.includes(':') ? 'AF_INET6' : 'AF_INET', dst_len: to.includes(':') ? 128 : 32, flags },
  attributes: attributes({ RTA_DST: to }),
})

const neigh = (
  type: string,
  index: number,
  to: string | undefined,
  values: Values = {},
  flags: string[] = [],
  state = 'NUD_PERMANENT',
) => ({
  type,
  flags,
  header: {
    family: to?.includes(':') ? 'AF_INET6' : 'AF_INET',
    ifindex: index,
    ...(type === 'RTM_NEWNEIGH' ? { state: [state] } : {}),
  },
  attributes: attributes({ NDA_DST: to, ...values }),
})
const allNeighbours = { type: 'RTM_GETNEIGH', header: { family: 'AF_UNSPEC' } }

const mac = (number: number) => `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`
/** Indexes that both sides are asked for. */
const [v0, v1, br0] = [10, 11, 20]

const rows: [name: string, request: ScriptStep['request'], dump?: boolean][] = [
  ['lo is down at first', link('RTM_GETLINK', { index: 1 })],
  ['lo by name', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'lo' })],
  ['no link', link('RTM_GETLINK', { index: 99 })],
  ['no name', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'nothing0' })],
  ['nothing named', link('RTM_GETLINK', {})],
  ['no addresses', allAddresses, true],
  ['no routes', allRoutes('AF_UNSPEC'), true],
  ['lo up', link('RTM_NEWLINK', { index: 1, ...up })],
  ['lo is up', link('RTM_GETLINK', { index: 1 })],
  ['addresses of lo', allAddresses, true],
  ['routes of lo', allRoutes('AF_INET'), true],
  ['IPv6 routes of lo', allRoutes('AF_INET6'), true],
  ['lo cannot go', link('RTM_DELLINK', { index: 1 })],

  [
    'a pair',
    link(
      'RTM_NEWLINK',
      { index: v0 },
      {
        IFLA_IFNAME: 'v0',
        IFLA_ADDRESS: mac(1),
        IFLA_LINKINFO: info('veth', peer({ IFLA_IFNAME: 'v1', IFLA_ADDRESS: mac(2) }, { index: v1 })),
      },
      create,
    ),
  ],
  ['the pair', link('RTM_GETLINK', { index: v0 })],
  ['its other end', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'v1' })],
  ['the name again', link('RTM_NEWLINK', {}, { IFLA_IFNAME: 'v0', IFLA_LINKINFO: info('veth') }, create)],
  [
    'the name of the peer again',
    link('RTM_NEWLINK', {}, { IFLA_IFNAME: 'v2', IFLA_LINKINFO: info('veth', peer({ IFLA_IFNAME: 'v1' })) }, create),
  ],
  ['no such kind', link('RTM_NEWLINK', {}, { IFLA_IFNAME: 'x0', IFLA_LINKINFO: info('nosuchkind') }, create)],
  ['no kind', link('RTM_NEWLINK', {}, { IFLA_IFNAME: 'x0' }, create)],
  ['not to be made', link('RTM_NEWLINK', {}, { IFLA_IFNAME: 'x0', IFLA_LINKINFO: info('bridge') })],
  ['a name with a slash', link('RTM_NEWLINK', {}, { IFLA_IFNAME: 'a/b', IFLA_LINKINFO: info('bridge') }, create)],
  [
    'an index that is taken',
    link('RTM_NEWLINK', { index: v0 }, { IFLA_IFNAME: 'x0', IFLA_LINKINFO: info('bridge') }, create),
  ],
  [
    'a negative index',
    link('RTM_NEWLINK', { index: -1 }, { IFLA_IFNAME: 'x0', IFLA_LINKINFO: info('bridge') }, create),
  ],
  ['an MTU too small', link('RTM_NEWLINK', { index: v0 }, { IFLA_MTU: 20 })],
  ['an MTU too large', link('RTM_NEWLINK', { index: v0 }, { IFLA_MTU: 100000 })],
  ['an MTU', link('RTM_NEWLINK', { index: v0 }, { IFLA_MTU: 1400 })],
  ['another MAC address', link('RTM_NEWLINK', { index: v0 }, { IFLA_ADDRESS: mac(0xaa) })],
  ['a group MAC address', link('RTM_NEWLINK', { index: v0 }, { IFLA_ADDRESS: '01:00:00:00:00:01' })],
  [
    'queue, group and alias',
    link('RTM_SETLINK', { index: v0 }, { IFLA_TXQLEN: 500, IFLA_GROUP: 7, IFLA_IFALIAS: 'uplink' }),
  ],
  ['what was set', link('RTM_GETLINK', { index: v0 })],
  ['set without a link', link('RTM_SETLINK', {}, { IFLA_MTU: 1400 })],
  ['set on no link', link('RTM_SETLINK', { index: 99 }, { IFLA_MTU: 1400 })],
  ['one end up', link('RTM_NEWLINK', { index: v0, ...up })],
  ['no carrier', link('RTM_GETLINK', { index: v0 })],
  ['the other end up', link('RTM_NEWLINK', { index: v1, ...up })],
  ['carrier', link('RTM_GETLINK', { index: v0 })],
  ['renamed', link('RTM_NEWLINK', { index: v1 }, { IFLA_IFNAME: 'eth0' })],
  ['renamed to a name that is taken', link('RTM_NEWLINK', { index: v1 }, { IFLA_IFNAME: 'v0' })],
  ['by its new name', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'eth0' })],
  [
    'another name',
    link(
      'RTM_NEWLINKPROP',
      { index: v1 },
      { IFLA_PROP_LIST: attributes({ IFLA_ALT_IFNAME: 'a-rather-long-name' }) },
      create,
    ),
  ],
  ['by its other name', link('RTM_GETLINK', {}, { IFLA_ALT_IFNAME: 'a-rather-long-name' })],
  [
    'no other name',
    link('RTM_DELLINKPROP', { index: v1 }, { IFLA_PROP_LIST: attributes({ IFLA_ALT_IFNAME: 'a-rather-long-name' }) }),
  ],

  [
    'a bridge',
    link(
      'RTM_NEWLINK',
      { index: br0 },
      { IFLA_IFNAME: 'br0', IFLA_ADDRESS: mac(3), IFLA_LINKINFO: info('bridge') },
      create,
    ),
  ],
  ['the bridge', link('RTM_GETLINK', { index: br0 })],
  ['a port', link('RTM_NEWLINK', { index: v0 }, { IFLA_MASTER: br0 })],
  ['the port', link('RTM_GETLINK', { index: v0 })],
  ['the bridge of a port with a small MTU', link('RTM_GETLINK', { index: br0 })],
  ['ports of the bridge', link('RTM_GETLINK', {}, { IFLA_MASTER: br0 }), true],
  ['bridges', link('RTM_GETLINK', {}, { IFLA_LINKINFO: info('bridge') }), true],
  ['lo is no port', link('RTM_NEWLINK', { index: 1 }, { IFLA_MASTER: br0 })],
  ['a bridge is no port', link('RTM_NEWLINK', { index: br0 }, { IFLA_MASTER: br0 })],
  ['a veth is no bridge', link('RTM_NEWLINK', { index: br0 }, { IFLA_MASTER: v1 })],
  ['no such bridge', link('RTM_NEWLINK', { index: v1 }, { IFLA_MASTER: 99 })],
  ['the bridge up', link('RTM_NEWLINK', { index: br0, ...up })],
  ['the bridge is up', link('RTM_GETLINK', { index: br0 })],
  ['no port any more', link('RTM_NEWLINK', { index: v0 }, { IFLA_MASTER: 0 })],
  ['the bridge without ports', link('RTM_GETLINK', { index: br0 })],
  ['all links', link('RTM_GETLINK', {}), true],

  ['an address', addr('RTM_NEWADDR', v0, '10.0.0.1/24', {}, create)],
  ['the address again', addr('RTM_NEWADDR', v0, '10.0.0.1/24', {}, create)],
  ['an address of no link', addr('RTM_NEWADDR', 99, '10.0.0.1/24', {}, create)],
  ['a prefix too long', addr('RTM_NEWADDR', v0, '10.0.0.1/33', {}, create)],
  ['no address at all', { ...addr('RTM_NEWADDR', v0, '10.0.0.1/24', {}, create), attributes: [] }],
  ['a second address of the network', addr('RTM_NEWADDR', v0, '10.0.0.2/24', {}, create)],
  [
    'an address with broadcast and label',
    addr('RTM_NEWADDR', v0, '10.0.1.1/24', { IFA_BROADCAST: '10.0.1.255', IFA_LABEL: 'v0:1' }, create),
  ],
  ['an address and its peer', addr('RTM_NEWADDR', v0, '10.0.2.1/32', { IFA_ADDRESS: '10.0.2.2' }, create)],
  [
    'an address without a route',
    addr('RTM_NEWADDR', v0, '10.0.3.1/24', { IFA_FLAGS: ['IFA_F_NOPREFIXROUTE'] }, create),
  ],
  ['an address and who gave it', addr('RTM_NEWADDR', v0, '10.0.4.1/24', { IFA_PROTO: 9 }, create)],
  [
    'an IPv6 address as if from the kernel',
    addr('RTM_NEWADDR', v0, '2001:db8::3/64', { IFA_FLAGS: ['IFA_F_NODAD'], IFA_PROTO: 'IFAPROT_KERNEL_LL' }, create),
  ],
  ['an IPv6 address', addr('RTM_NEWADDR', v0, '2001:db8::1/64', { IFA_FLAGS: ['IFA_F_NODAD'] }, create)],
  ['the IPv6 address again', addr('RTM_NEWADDR', v0, '2001:db8::1/64', { IFA_FLAGS: ['IFA_F_NODAD'] }, create)],
  ['addresses', allAddresses, true],
  ['IPv4 addresses', { type: 'RTM_GETADDR', header: { family: 'AF_INET' } }, true],
  ['addresses of a link', { type: 'RTM_GETADDR', header: { family: 'AF_UNSPEC', index: v0 } }, true],
  ['addresses of no link', { type: 'RTM_GETADDR', header: { family: 'AF_INET', index: 99 } }, true],
  ['an address that is not there', addr('RTM_DELADDR', v0, '10.9.9.9/24')],
  ['an IPv6 address that is not there', addr('RTM_DELADDR', v0, '2001:db8::99/64')],
  ['an address of no link goes', addr('RTM_DELADDR', 99, '10.0.0.1/24')],
  ['routes of addresses', allRoutes('AF_INET'), true],
  ['IPv6 routes of addresses', allRoutes('AF_INET6'), true],

  ['a route', route('RTM_NEWROUTE', '10.1.0.0/16', { RTA_GATEWAY: '10.0.0.254' })],
  ['the route again', route('RTM_NEWROUTE', '10.1.0.0/16', { RTA_GATEWAY: '10.0.0.254' })],
  ['a default route', route('RTM_NEWROUTE', 'default', { RTA_GATEWAY: '10.0.0.254', RTA_OIF: v0 })],
  ['a gateway out of reach', route('RTM_NEWROUTE', '10.2.0.0/16', { RTA_GATEWAY: '192.0.2.1' })],
  ['a gateway that is us', route('RTM_NEWROUTE', '10.2.0.0/16', { RTA_GATEWAY: '10.0.0.1' })],
  ['a gateway on another link', route('RTM_NEWROUTE', '10.2.0.0/16', { RTA_GATEWAY: '10.0.0.254', RTA_OIF: v1 })],
  [
    'a gateway said to be on the link',
    route('RTM_NEWROUTE', '10.21.0.0/16', { RTA_GATEWAY: '192.0.2.1', RTA_OIF: v0 }, create, {
      flags: ['RTNH_F_ONLINK'],
    }),
  ],
  ['a route to a link', route('RTM_NEWROUTE', '10.3.0.0/16', { RTA_OIF: v0, RTA_PREFSRC: '10.0.0.1' })],
  ['a source that is not ours', route('RTM_NEWROUTE', '10.4.0.0/16', { RTA_OIF: v0, RTA_PREFSRC: '10.9.9.9' })],
  ['a route to no link', route('RTM_NEWROUTE', '10.4.0.0/16', { RTA_OIF: 99 })],
  ['a route to nothing', route('RTM_NEWROUTE', '10.4.0.0/16', {})],
  ['a prefix with bits behind it', route('RTM_NEWROUTE', '10.4.0.1/16', { RTA_OIF: v0 })],
  ['a length too long', route('RTM_NEWROUTE', '10.4.0.0/33', { RTA_OIF: v0 })],
  ['a route that drops', route('RTM_NEWROUTE', '10.5.0.0/16', {}, create, { type: 'RTN_BLACKHOLE' })],
  [
    'a route that drops, to a link',
    route('RTM_NEWROUTE', '10.6.0.0/16', { RTA_OIF: v0 }, create, { type: 'RTN_UNREACHABLE' }),
  ],
  ['a route that forbids', route('RTM_NEWROUTE', '10.6.0.0/16', {}, create, { type: 'RTN_PROHIBIT' })],
  [
    'another table',
    route('RTM_NEWROUTE', '10.7.0.0/16', { RTA_GATEWAY: '10.0.0.254', RTA_TABLE: 1000 }, create, {
      table: 'RT_TABLE_UNSPEC',
    }),
  ],
  [
    'metrics',
    route('RTM_NEWROUTE', '10.8.0.0/16', {
      RTA_GATEWAY: '10.0.0.254',
      RTA_PRIORITY: 5,
      RTA_METRICS: attributes({ RTAX_MTU: 1400 }),
    }),
  ],
  ['another priority', route('RTM_NEWROUTE', '10.8.0.0/16', { RTA_GATEWAY: '10.0.0.253', RTA_PRIORITY: 6 })],
  [
    'replaced',
    route('RTM_NEWROUTE', '10.8.0.0/16', { RTA_GATEWAY: '10.0.0.252', RTA_PRIORITY: 6 }, [
      'NLM_F_CREATE',
      'NLM_F_REPLACE',
    ]),
  ],
  [
    'to be changed, but not there',
    route('RTM_NEWROUTE', '10.9.0.0/16', { RTA_GATEWAY: '10.0.0.252' }, ['NLM_F_REPLACE']),
  ],
  [
    'two ways',
    route('RTM_NEWROUTE', '10.10.0.0/16', {
      RTA_MULTIPATH: [
        { name: 'nexthop', header: { hops: 2, ifindex: v0 }, attributes: attributes({ RTA_GATEWAY: '10.0.0.253' }) },
        { name: 'nexthop', header: { hops: 0, ifindex: v0 }, attributes: attributes({ RTA_GATEWAY: '10.0.0.254' }) },
      ],
    }),
  ],
  ['an IPv6 route', route('RTM_NEWROUTE', '2001:db8:1::/48', { RTA_GATEWAY: '2001:db8::fe' })],
  ['the IPv6 route again', route('RTM_NEWROUTE', '2001:db8:1::/48', { RTA_GATEWAY: '2001:db8::fe' })],
  ['an IPv6 gateway out of reach', route('RTM_NEWROUTE', '2001:db8:2::/48', { RTA_GATEWAY: '2001:db8:9::1' })],
  ['an IPv6 route to a link', route('RTM_NEWROUTE', '2001:db8:3::/48', { RTA_OIF: v0 })],
  ['an IPv6 route to no link', route('RTM_NEWROUTE', '2001:db8:4::/48', { RTA_OIF: 99 })],
  ['an IPv6 default route', route('RTM_NEWROUTE', 'default', { RTA_GATEWAY: '2001:db8::fe', RTA_OIF: v0 })],
  ['all routes', allRoutes('AF_INET'), true],
  ['all IPv6 routes', allRoutes('AF_INET6'), true],
  ['routes of a table', allRoutes('AF_INET', { RTA_TABLE: 1000 }), true],
  ['routes of a link', allRoutes('AF_INET', { RTA_OIF: v0 }), true],
  ['a way through a gateway', way('10.1.2.3')],
  ['a way to a neighbour', way('10.0.0.77')],
  ['a way to ourselves', way('10.0.0.1')],
  ['a way that drops', way('10.5.0.1')],
  ['a way that forbids', way('10.6.0.1')],
  ['the route of a way', way('10.1.2.3', ['RTM_F_FIB_MATCH'])],
  ['an IPv6 way', way('2001:db8:1::1')],
  ['a route goes', forget('10.1.0.0/16')],
  ['a route goes twice', forget('10.1.0.0/16')],
  ['a route of another gateway', forget('10.3.0.0/16', { RTA_GATEWAY: '10.0.0.250' })],
  ['a route of no table', forget('10.3.0.0/16', { RTA_TABLE: 4000 }, { table: 'RT_TABLE_UNSPEC' })],
  ['an IPv6 route goes', forget('2001:db8:1::/48')],
  ['an IPv6 route goes twice', forget('2001:db8:1::/48')],

  ['a neighbour', neigh('RTM_NEWNEIGH', v0, '10.0.0.50', { NDA_LLADDR: mac(0x50) }, create)],
  ['the neighbour again', neigh('RTM_NEWNEIGH', v0, '10.0.0.50', { NDA_LLADDR: mac(0x50) }, create)],
  [
    'a neighbour that was not there',
    neigh('RTM_NEWNEIGH', v0, '10.0.0.51', { NDA_LLADDR: mac(0x51) }, ['NLM_F_REPLACE']),
  ],
  ['a neighbour of no link', neigh('RTM_NEWNEIGH', 99, '10.0.0.50', { NDA_LLADDR: mac(0x50) }, create)],
  ['a neighbour without an address', neigh('RTM_NEWNEIGH', v0, undefined, { NDA_LLADDR: mac(0x50) }, create)],
  ['an IPv6 neighbour', neigh('RTM_NEWNEIGH', v0, '2001:db8::50', { NDA_LLADDR: mac(0x60) }, create)],
  [
    'a neighbour moves',
    neigh('RTM_NEWNEIGH', v0, '10.0.0.50', { NDA_LLADDR: mac(0x52) }, ['NLM_F_CREATE', 'NLM_F_REPLACE']),
  ],
  ['one neighbour', neigh('RTM_GETNEIGH', v0, '10.0.0.50')],
  ['no neighbour', neigh('RTM_GETNEIGH', v0, '10.0.0.99')],
  ['all neighbours', allNeighbours, true],
  ['neighbours of a link', { ...allNeighbours, attributes: attributes({ NDA_IFINDEX: v0 }) }, true],
  ['a neighbour goes', neigh('RTM_DELNEIGH', v0, '10.0.0.50')],
  ['a neighbour that is not there goes', neigh('RTM_DELNEIGH', v0, '10.0.0.99')],

  ['the address of a network goes', addr('RTM_DELADDR', v0, '10.0.0.1/24')],
  ['its second one went too', allAddresses, true],
  ['and their routes', allRoutes('AF_INET'), true],
  ['one end down', link('RTM_NEWLINK', { index: v0, ...down })],
  ['addresses after that', allAddresses, true],
  ['routes after that', allRoutes('AF_UNSPEC'), true],
  ['neighbours after that', allNeighbours, true],
  ['a route to a link that is down', route('RTM_NEWROUTE', '10.20.0.0/16', { RTA_OIF: v0 })],
  ['up again', link('RTM_NEWLINK', { index: v0, ...up })],
  ['routes that came back', allRoutes('AF_INET'), true],
  ['the pair goes', link('RTM_DELLINK', { index: v0 })],
  ['both ends are gone', link('RTM_GETLINK', {}), true],
  ['their addresses too', allAddresses, true],
  ['it goes twice', link('RTM_DELLINK', { index: v0 })],
  ['nothing goes', link('RTM_DELLINK', {})],
  ['an unknown request', { type: 250, payload: '00000000' }],
]

/** Links between two namespaces; `true` at the end: in the second one. */
const moves: [name: string, request: ScriptStep['request'], other?: boolean][] = [
  [
    'a pair to be parted',
    link(
      'RTM_NEWLINK',
      { index: 30 },
      {
        IFLA_IFNAME: 'p0',
        IFLA_ADDRESS: mac(0x70),
        IFLA_LINKINFO: info('veth', peer({ IFLA_IFNAME: 'p1', IFLA_ADDRESS: mac(0x71) }, { index: 31 })),
      },
      create,
    ),
  ],
  ['up, with an address', addr('RTM_NEWADDR', 31, '10.30.0.1/24', {}, create)],
  ['one end up', link('RTM_NEWLINK', { index: 31, ...up })],
  ['lo does not move', link('RTM_NEWLINK', { index: 1 }, { IFLA_NET_NS_PID: otherPid })],
  ['nobody is there', link('RTM_NEWLINK', { index: 31 }, { IFLA_NET_NS_PID: 2 ** 22 + 1 })],
  ['no such descriptor', link('RTM_NEWLINK', { index: 31 }, { IFLA_NET_NS_FD: 1_000_000 })],
  ['it moves', link('RTM_NEWLINK', { index: 31 }, { IFLA_NET_NS_PID: otherPid })],
  ['it is gone', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'p1' })],
  ['its address is gone', allAddresses],
  ['its other end tells', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'p0' })],
  ['it has arrived, and is down', link('RTM_GETLINK', {}, { IFLA_IFNAME: 'p1' }), true],
  ['it is renamed there', link('RTM_NEWLINK', { index: 31 }, { IFLA_IFNAME: 'eth0' }), true],
  ['it goes up there', link('RTM_NEWLINK', { index: 31, ...up }), true],
  ['the other end goes up', link('RTM_NEWLINK', { index: 30, ...up })],
  ['there is carrier', link('RTM_GETLINK', { index: 31 }), true],
  [
    'a pair across',
    link(
      'RTM_NEWLINK',
      { index: 40 },
      {
        IFLA_IFNAME: 'q0',
        IFLA_ADDRESS: mac(0x72),
        IFLA_LINKINFO: info(
          'veth',
          peer({ IFLA_IFNAME: 'q1', IFLA_ADDRESS: mac(0x73), IFLA_NET_NS_PID: otherPid }, { index: 41 }),
        ),
      },
      create,
    ),
  ],
  ['one end here', link('RTM_GETLINK', { index: 40 })],
  ['one end there', link('RTM_GETLINK', { index: 41 }), true],
  ['a bridge', link('RTM_NEWLINK', { index: 50 }, { IFLA_IFNAME: 'br9', IFLA_LINKINFO: info('bridge') }, create)],
  ['a bridge does not move', link('RTM_NEWLINK', { index: 50 }, { IFLA_NET_NS_PID: otherPid })],
  [
    'a name that is taken there',
    link('RTM_NEWLINK', { index: 50 }, { IFLA_IFNAME: 'eth0', IFLA_LINKINFO: info('bridge') }, create),
  ],
  ['a name to be taken', link('RTM_NEWLINK', { index: 40 }, { IFLA_IFNAME: 'eth0' })],
  ['a name that is there already', link('RTM_NEWLINK', { index: 40 }, { IFLA_NET_NS_PID: otherPid })],
  ['one end goes', link('RTM_DELLINK', { index: 30 })],
  ['the other one went too', link('RTM_GETLINK', { index: 31 }), true],
]

export const script: readonly ScriptStep[] = [
  ...rows.map(([name, request, dump = false]) => ({ name, request, dump })),
  ...moves.map(([name, request, other = false]) => ({
    name: `two namespaces: ${name}`,
    request,
    other,
    dump: request === allAddresses,
  })),
]
