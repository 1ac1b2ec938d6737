// SPDX-License-Identifier: Apache-2.0
// Addresses, routes, neighbours and rules on lines as `ip` has them.
import type { Attribute, Header, Value } from '../../types.js'
import { Fields, pairs, small, valueText } from './fields.js'

/** The name of a link, as far as the messages have told. */
export type Names = ReadonlyMap<number, string>

const device = (names: Names, index: Value) =>
  typeof index === 'number' ? (names.get(index) ?? `if${index}`) : valueText(index)
const scope = (value: Value) => (value === 'RT_SCOPE_UNIVERSE' ? 'global' : small(value, 'RT_SCOPE_'))
const seconds = (value: Value | undefined) => (value === 0xffff_ffff ? 'forever' : `${valueText(value ?? 0)}sec`)
const forever = { prefered: 0xffff_ffff, valid: 0xffff_ffff }

export function addressLines(header: Header, fields: Fields, names: Names): string[] {
  const [local, peer] = [fields.text('IFA_LOCAL'), fields.text('IFA_ADDRESS')]
  const index = header['index'] ?? 0
  const family = small(header['family'] ?? 0, 'AF_')
  const length = valueText(header['prefixlen'] ?? 0)
  const ends =
    local !== undefined && peer !== undefined && local !== peer ? `${local} peer ${peer}` : (local ?? peer ?? '?')
  const flags = fields.take('IFA_FLAGS')?.value ?? header['flags'] ?? []
  const shown = Array.isArray(flags) ? flags.filter((flag) => flag !== 'IFA_F_PERMANENT') : [flags]
  const cache = fields.take('IFA_CACHEINFO')?.value
  const { prefered, valid } = (cache ?? forever) as { prefered?: Value; valid?: Value }
  const line = [
    `${valueText(index)}: ${device(names, index)}    ${family} ${ends}/${length}`,
    ...fields.word('metric', 'IFA_RT_PRIORITY'),
    ...fields.word('brd', 'IFA_BROADCAST'),
    'scope',
    scope(header['scope'] ?? 0),
    ...shown.map((flag) => small(flag, 'IFA_F_')),
    ...fields.word('proto', 'IFA_PROTO', (value) => small(value, 'IFAPROT_')),
    ...(fields.text('IFA_LABEL')?.split('\n') ?? []),
  ]
  const lifetimes = `       valid_lft ${seconds(valid)} preferred_lft ${seconds(prefered)}`
  return [line.join(' '), ...(cache === undefined ? [] : [lifetimes])]
}

export function routeLines(header: Header, fields: Fields, names: Names): string[] {
  const type = small(header['type'] ?? 0, 'RTN_')
  const length = header['dst_len'] ?? 0
  const target = fields.text('RTA_DST')
  const destination =
    target === undefined ? (length === 0 ? 'default' : `?/${valueText(length)}`) : `${target}/${valueText(length)}`
  const table = fields.take('RTA_TABLE')?.value ?? header['table'] ?? 0
  const flags = header['flags']
  const line = [
    ...(type === 'unicast' || type === 'unspec' ? [] : [type]),
    destination,
    ...fields.word('from', 'RTA_SRC', (value) => `${valueText(value)}/${valueText(header['src_len'] ?? 0)}`),
    ...(header['tos'] ? ['tos', valueText(header['tos'])] : []),
    ...hop(fields, names),
    'table',
    small(table, 'RT_TABLE_'),
    'proto',
    small(header['protocol'] ?? 0, 'RTPROT_'),
    'scope',
    scope(header['scope'] ?? 0),
    ...fields.word('src', 'RTA_PREFSRC'),
    ...fields.word('metric', 'RTA_PRIORITY'),
    ...fields.word('pref', 'RTA_PREF', (value) => small(value, 'ICMPV6_ROUTER_PREF_')),
    ...(Array.isArray(flags)
      ? flags.map((flag) =>
          valueText(flag)
            .replace(/^(RTNH|RTM)_F_/, '')
            .toLowerCase(),
        )
      : []),
    ...metrics(fields.nest('RTA_METRICS')),
  ]
  fields.hide('RTA_CACHEINFO')
  return [line.join(' '), ...(fields.nest('RTA_MULTIPATH') ?? []).map((one) => nextHop(one, names))]
}

function hop(fields: Fields, names: Names): string[] {
  return [
    ...fields.word('encap', 'RTA_ENCAP_TYPE', (value) => small(value, 'LWTUNNEL_ENCAP_')),
    ...pairs(fields.nest('RTA_ENCAP') ?? [], /^(LWTUNNEL_IP6?|MPLS_IPTUNNEL|SEG6_IPTUNNEL)_/),
    ...fields.word('nhid', 'RTA_NH_ID'),
    ...fields.word('via', 'RTA_GATEWAY'),
    ...fields.word('via', 'RTA_VIA'),
    ...fields.word('dev', 'RTA_OIF', (value) => device(names, value)),
  ]
}

function nextHop({ header = {}, attributes = [] }: Attribute, names: Names): string {
  const fields = new Fields(attributes)
  const [weight, flags] = [header['hops'], header['flags']]
  const words = [
    'nexthop',
    ...hop(fields, names),
    `dev ${device(names, header['ifindex'] ?? 0)}`,
    `weight ${typeof weight === 'number' ? weight + 1 : 1}`,
    ...(Array.isArray(flags) ? flags.map((flag) => small(flag, 'RTNH_F_')) : []),
    ...pairs(fields.left, /^RTA_/),
  ]
  return `        ${words.join(' ')}`
}

function metrics(found: readonly Attribute[] | undefined): string[] {
  const locked = found?.find(({ name }) => name === 'RTAX_LOCK')?.value
  const isLocked = (name: string | undefined) => Array.isArray(locked) && locked.includes(name ?? '')
  return (found ?? [])
    .filter(({ name }) => name !== 'RTAX_LOCK')
    .map((one) =>
      pairs([one], /^RTAX_/)
        .join(' ')
        .replace(' ', isLocked(one.name) ? ' lock ' : ' '),
    )
}

export function neighbourLines(header: Header, fields: Fields, names: Names): string[] {
  const [state, flags] = [header['state'], header['flags']]
  fields.hide('NDA_CACHEINFO', 'NDA_PROBES')
  const line = [
    fields.text('NDA_DST') ?? '',
    'dev',
    device(names, header['ifindex'] ?? 0),
    ...fields.word('lladdr', 'NDA_LLADDR'),
    ...fields.word('vlan', 'NDA_VLAN'),
    ...fields.word('master', 'NDA_MASTER', (value) => device(names, value)),
    ...(Array.isArray(flags) ? flags.map((flag) => small(flag, 'NTF_')) : []),
    ...fields.word('proto', 'NDA_PROTOCOL', (value) => small(value, 'RTPROT_')),
    ...(Array.isArray(state) && state.length > 0 ? state.map((one) => valueText(one).replace('NUD_', '')) : ['NONE']),
  ]
  return [line.filter((word) => word !== '').join(' ')]
}

export function ruleLines(header: Header, fields: Fields): string[] {
  const end = (word: string, name: string, length: string) => {
    const address = fields.text(name)
    return address === undefined ? [] : [word, `${address}/${valueText(header[length] ?? 0)}`]
  }
  const table = fields.take('FRA_TABLE')?.value ?? header['table'] ?? 0
  const action = small(header['action'] ?? 0, 'FR_ACT_')
  const from = end('from', 'FRA_SRC', 'src_len')
  const mask = fields.text('FRA_FWMASK')
  const line = [
    ...(from.length > 0 ? from : ['from all']),
    ...end('to', 'FRA_DST', 'dst_len'),
    ...(header['tos'] ? ['tos', valueText(header['tos'])] : []),
    ...fields.word('fwmark', 'FRA_FWMARK', (value) => `${valueText(value)}${mask === undefined ? '' : `/${mask}`}`),
    ...fields.word('iif', 'FRA_IIFNAME'),
    ...fields.word('oif', 'FRA_OIFNAME'),
    ...fields.word('uidrange', 'FRA_UID_RANGE'),
    ...fields.word('ipproto', 'FRA_IP_PROTO', (value) => small(value, 'IPPROTO_')),
    ...fields.word('sport', 'FRA_SPORT_RANGE'),
    ...fields.word('dport', 'FRA_DPORT_RANGE'),
    ...(action === 'to_tbl' || action === 'unspec' ? ['lookup', small(table, 'RT_TABLE_')] : [action]),
    ...fields.word('goto', 'FRA_GOTO'),
    ...fields.word('proto', 'FRA_PROTOCOL', (value) => small(value, 'RTPROT_')),
  ]
  const suppress = fields.take('FRA_SUPPRESS_PREFIXLEN')?.value
  const rest = suppress === undefined || suppress === -1 ? [] : ['suppress_prefixlength', valueText(suppress)]
  return [`${fields.text('FRA_PRIORITY') ?? 0}: ${[...line, ...rest].join(' ')}`]
}
