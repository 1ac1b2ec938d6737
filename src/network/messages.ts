// SPDX-License-Identifier: Apache-2.0
// The requests of rtnetlink that links, addresses and routes take. See rtnetlink(7).

import type { Request } from '../netlink/socket.js'
import type { AttributeInput } from '../netlink/types.js'
import type { Address, LinkChange, Route, VethOptions } from './types.js'

// Names up to 15 bytes; longer ones are alternative names.
const nameLimit = 15

const attribute = (name: string, value: string | number | undefined): AttributeInput[] =>
  value === undefined ? [] : [{ name, value }]

const byName = (name: string): AttributeInput[] =>
  attribute(Buffer.byteLength(name) > nameLimit ? 'IFLA_ALT_IFNAME' : 'IFLA_IFNAME', name)

export const getLink = (link: string | number): Request => ({
  type: 'RTM_GETLINK',
  header: { index: typeof link === 'number' ? link : 0 },
  attributes: typeof link === 'number' ? [] : byName(link),
})

export const getLinks = (): Request => ({ type: 'RTM_GETLINK', header: {} })

/** Several changes at once: the kernel makes them one after the other, and those before one that it refuses stay. */
export const changeLink = (index: number, change: LinkChange): Request => ({
  type: 'RTM_NEWLINK',
  header: { index, ...(change.up === undefined ? {} : { flags: change.up ? ['IFF_UP'] : [], change: ['IFF_UP'] }) },
  attributes: [
    ...attribute('IFLA_ADDRESS', change.macAddress),
    ...attribute('IFLA_MTU', change.mtu),
    ...attribute('IFLA_IFNAME', change.name),
    ...attribute('IFLA_TXQLEN', change.txQueueLength),
  ],
})

/** Into the namespace of a descriptor, under a name there. An interface that is up goes down. */
export const moveLink = (index: number, namespace: number, name: string): Request => ({
  type: 'RTM_NEWLINK',
  header: { index },
  attributes: [...attribute('IFLA_IFNAME', name), ...attribute('IFLA_NET_NS_FD', namespace)],
})

/** Into a bridge, or (0) out of one. */
export const setMaster = (index: number, master: number): Request => ({
  type: 'RTM_NEWLINK',
  header: { index },
  attributes: attribute('IFLA_MASTER', master),
})

/** Whether a bridge sends packets back out of the port that they came in by. */
export const setHairpin = (index: number, hairpin: boolean): Request => ({
  type: 'RTM_NEWLINK',
  header: { index },
  attributes: [
    {
      name: 'IFLA_LINKINFO',
      attributes: [
        { name: 'IFLA_INFO_SLAVE_KIND', value: 'bridge' },
        { name: 'IFLA_INFO_SLAVE_DATA', attributes: attribute('IFLA_BRPORT_MODE', hairpin ? 1 : 0) },
      ],
    },
  ],
})

export const addAltName = (index: number, name: string): Request => ({
  type: 'RTM_NEWLINKPROP',
  flags: ['NLM_F_CREATE', 'NLM_F_EXCL', 'NLM_F_APPEND'],
  header: { index },
  attributes: [{ name: 'IFLA_PROP_LIST', attributes: attribute('IFLA_ALT_IFNAME', name) }],
})

export const removeLink = (index: number): Request => ({ type: 'RTM_DELLINK', header: { index } })

export const createBridge = (name: string): Request => ({
  type: 'RTM_NEWLINK',
  flags: ['NLM_F_CREATE', 'NLM_F_EXCL'],
  header: {},
  attributes: [
    ...attribute('IFLA_IFNAME', name),
    { name: 'IFLA_LINKINFO', attributes: attribute('IFLA_INFO_KIND', 'bridge') },
  ],
})

/** The peer is made where it belongs: it is never seen anywhere else. */
export function createVeth({ name, mtu, txQueueLength, peer }: VethOptions): Request {
  const both = [...attribute('IFLA_MTU', mtu), ...attribute('IFLA_TXQLEN', txQueueLength)]
  const other: AttributeInput = {
    name: 'VETH_INFO_PEER',
    header: {},
    attributes: [
      ...attribute('IFLA_IFNAME', peer.name),
      ...attribute('IFLA_ADDRESS', peer.macAddress),
      ...both,
      ...attribute('IFLA_NET_NS_FD', peer.namespace),
    ],
  }
  return {
    type: 'RTM_NEWLINK',
    flags: ['NLM_F_CREATE', 'NLM_F_EXCL'],
    header: {},
    attributes: [
      ...attribute('IFLA_IFNAME', name),
      ...both,
      {
        name: 'IFLA_LINKINFO',
        attributes: [...attribute('IFLA_INFO_KIND', 'veth'), { name: 'IFLA_INFO_DATA', attributes: [other] }],
      },
    ],
  }
}

export const getAddresses = (index: number): Request => ({ type: 'RTM_GETADDR', header: { index } })

export const addAddress = (index: number, address: Address): Request => ({
  type: 'RTM_NEWADDR',
  flags: ['NLM_F_CREATE', 'NLM_F_EXCL'],
  ...addressOf(index, address),
})

export const removeAddress = (index: number, address: Address): Request => ({
  type: 'RTM_DELADDR',
  ...addressOf(index, address),
})

// Those that say how an address is used; the others are what the kernel found out about it.
const lastingFlags = ['IFA_F_NODAD', 'IFA_F_HOMEADDRESS', 'IFA_F_NOPREFIXROUTE', 'IFA_F_MCAUTOJOIN']

/** IFA_LOCAL is the interface's own address and IFA_ADDRESS that of the peer, or without one the same. */
function addressOf(index: number, { address, peer, broadcast, scope, flags = [], protocol }: Address) {
  const [own, prefixlen] = splitPrefix(address)
  const [other] = splitPrefix(peer ?? address)
  const lasting = flags.filter((flag) => lastingFlags.includes(flag))
  const attributes: AttributeInput[] = [
    { name: 'IFA_LOCAL', value: own },
    { name: 'IFA_ADDRESS', value: other },
    ...attribute('IFA_BROADCAST', broadcast),
    ...attribute('IFA_PROTO', protocol),
    ...(lasting.length === 0 ? [] : [{ name: 'IFA_FLAGS', value: lasting }]),
  ]
  return { header: { family: familyOf(own), prefixlen, index, ...(scope === undefined ? {} : { scope }) }, attributes }
}

export const addRoute = (route: Route, index?: number): Request => ({
  type: 'RTM_NEWROUTE',
  flags: ['NLM_F_CREATE', 'NLM_F_EXCL'],
  ...routeOf(route, index),
})

export const removeRoute = (route: Route, index?: number): Request => ({
  type: 'RTM_DELROUTE',
  ...routeOf(route, index),
})

function routeOf({ destination, source, gateway }: Route, index: number | undefined) {
  const [address, length] = destination === undefined ? [undefined, 0] : splitPrefix(destination)
  // The default route has no destination: its prefix is empty.
  const attributes: AttributeInput[] = [
    ...(length === 0 ? [] : attribute('RTA_DST', address)),
    ...attribute('RTA_PREFSRC', source === undefined ? undefined : splitPrefix(source)[0]),
    ...attribute('RTA_GATEWAY', gateway),
    ...attribute('RTA_OIF', index),
  ]
  const header = {
    family: familyOf(gateway ?? address ?? source ?? ''),
    dst_len: length,
    table: 'RT_TABLE_MAIN',
    protocol: 'RTPROT_BOOT',
    scope: gateway === undefined ? 'RT_SCOPE_LINK' : 'RT_SCOPE_UNIVERSE',
    type: 'RTN_UNICAST',
  }
  return { header, attributes }
}

const familyOf = (address: string) => (address.includes(':') ? 'AF_INET6' : 'AF_INET')

/** Without a prefix length it is the address alone. */
function splitPrefix(text: string): [address: string, length: number] {
  const [address = '', length] = text.split('/')
  return [address, length === undefined ? (address.includes(':') ? 128 : 32) : Number(length)]
}
