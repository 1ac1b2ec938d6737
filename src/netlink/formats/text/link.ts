// SPDX-License-Identifier: Apache-2.0
import type { Attribute, Header, Value } from '../../types.js'
import { Fields, pairs, small, valueText } from './fields.js'

/** What `ip -d link` leaves out as well. */
const hidden = [
  'IFLA_STATS',
  'IFLA_STATS64',
  'IFLA_MAP',
  'IFLA_AF_SPEC',
  'IFLA_XDP',
  'IFLA_CARRIER',
  'IFLA_CARRIER_CHANGES',
  'IFLA_CARRIER_UP_COUNT',
  'IFLA_CARRIER_DOWN_COUNT',
  'IFLA_PROTO_DOWN',
  'IFLA_DEVLINK_PORT',
  'IFLA_DPLL_PIN',
  'IFLA_NETNS_IMMUTABLE',
  'IFLA_HEADROOM',
  'IFLA_TAILROOM',
  'IFLA_MAX_PACING_OFFLOAD_HORIZON',
]

const kindPrefix = /^(IFLA_(BR|BRPORT|VLAN|VXLAN|MACVLAN|IPVLAN|BOND|VRF|TUN|GENEVE|NETKIT)|VETH_INFO)_/
const flags = (value: Value | undefined) =>
  Array.isArray(value) && value.length > 0 ? valueText(value).replaceAll('IFF_', '') : ''

/** The lines of `ip -d link`: `2: v0@if3: <BROADCAST,UP> mtu 1500 …`. */
export function linkLines(header: Header, fields: Fields): string[] {
  const name = fields.text('IFLA_IFNAME') ?? '?'
  const parent = fields.take('IFLA_LINK')?.value
  const at = parent === undefined ? '' : `@${parent === 0 ? 'NONE' : `if${valueText(parent)}`}`
  const change = header['change']
  const changed = Array.isArray(change) && change.length > 0 && change.length < 20 ? [`change <${flags(change)}>`] : []
  const first = [
    `${valueText(header['index'] ?? 0)}: ${name}${at}: <${flags(header['flags'])}>`,
    ...changed,
    ...fields.word('mtu', 'IFLA_MTU'),
    ...fields.word('qdisc', 'IFLA_QDISC'),
    ...fields.word('master', 'IFLA_MASTER', (value) => `if${valueText(value)}`),
    ...fields.word('state', 'IFLA_OPERSTATE', (value) => valueText(value).replace('IF_OPER_', '')),
    ...fields.word('mode', 'IFLA_LINKMODE', (value) => valueText(value).replace('IF_LINK_MODE_', '')),
    ...fields.word('group', 'IFLA_GROUP', (value) => (value === 0 ? 'default' : valueText(value))),
    ...fields.word('qlen', 'IFLA_TXQLEN'),
  ]
  const second = [
    ...fields.word(`link/${small(header['type'] ?? 0, 'ARPHRD_')}`, 'IFLA_ADDRESS'),
    ...fields.word('brd', 'IFLA_BROADCAST'),
    ...fields.word('link-netnsid', 'IFLA_LINK_NETNSID'),
    ...fields.word('promiscuity', 'IFLA_PROMISCUITY'),
    ...fields.word('allmulti', 'IFLA_ALLMULTI'),
    ...fields.word('minmtu', 'IFLA_MIN_MTU'),
    ...fields.word('maxmtu', 'IFLA_MAX_MTU'),
    ...fields.word('numtxqueues', 'IFLA_NUM_TX_QUEUES'),
    ...fields.word('numrxqueues', 'IFLA_NUM_RX_QUEUES'),
    ...fields.word('gso_max_size', 'IFLA_GSO_MAX_SIZE'),
    ...fields.word('gso_max_segs', 'IFLA_GSO_MAX_SEGS'),
    ...fields.word('gro_max_size', 'IFLA_GRO_MAX_SIZE'),
    ...fields.word('gso_ipv4_max_size', 'IFLA_GSO_IPV4_MAX_SIZE'),
    ...fields.word('gro_ipv4_max_size', 'IFLA_GRO_IPV4_MAX_SIZE'),
    ...fields.word('tso_max_size', 'IFLA_TSO_MAX_SIZE'),
    ...fields.word('tso_max_segs', 'IFLA_TSO_MAX_SEGS'),
  ]
  const alias = fields.text('IFLA_IFALIAS')
  const names = fields.nest('IFLA_PROP_LIST') ?? []
  fields.hide(...hidden)
  return [
    first.join(' '),
    ...(second.length > 0 ? [`    ${second.join(' ')}`] : []),
    ...kindLines(fields.nest('IFLA_LINKINFO')),
    ...(alias === undefined ? [] : [`    alias ${alias}`]),
    ...names.map(({ value }) => `    altname ${valueText(value ?? '')}`),
  ]
}

function kindLines(info: readonly Attribute[] | undefined): string[] {
  if (info === undefined) return []
  const fields = new Fields(info)
  const [kind, slave] = [fields.text('IFLA_INFO_KIND'), fields.text('IFLA_INFO_SLAVE_KIND')]
  const [data, slaveData] = [fields.nest('IFLA_INFO_DATA'), fields.nest('IFLA_INFO_SLAVE_DATA')]
  const peer = data?.find(({ name }) => name === 'VETH_INFO_PEER')
  const rest = data?.filter((one) => one !== peer) ?? []
  return [
    ...(kind === undefined ? [] : [`    ${[kind, ...pairs(rest, kindPrefix)].join(' ')}`]),
    ...(peer === undefined ? [] : [`      peer ${peerText(peer)}`]),
    ...(slave === undefined ? [] : [`    ${slave}_slave ${pairs(slaveData ?? [], kindPrefix).join(' ')}`.trimEnd()]),
  ]
}

function peerText({ header = {}, attributes = [] }: Attribute): string {
  const fields = new Fields(attributes)
  const name = fields.text('IFLA_IFNAME') ?? '?'
  return [`${valueText(header['index'] ?? 0)}: ${name}`, ...pairs(fields.left, /^IFLA_/)].join(' ')
}
