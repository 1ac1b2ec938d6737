// SPDX-License-Identifier: Apache-2.0
// What rtnetlink tells of links and addresses, in the words of this folder.
import type { Attribute, Message, Value } from '../netlink/types.js'
import type { Address, Link } from './types.js'

export function linkOf({ header = {}, attributes = [] }: Message): Link {
  const kind = text(find(find(attributes, 'IFLA_LINKINFO')?.attributes, 'IFLA_INFO_KIND'))
  const macAddress = text(find(attributes, 'IFLA_ADDRESS'))
  const master = number(find(attributes, 'IFLA_MASTER'))
  const names = find(attributes, 'IFLA_PROP_LIST')?.attributes ?? []
  return {
    index: numeric(header['index']) ?? 0,
    name: text(find(attributes, 'IFLA_IFNAME')) ?? '',
    altNames: names.flatMap((one) => (one.name === 'IFLA_ALT_IFNAME' ? [text(one) ?? ''] : [])),
    ...(kind === undefined ? {} : { kind }),
    up: words(header['flags']).includes('IFF_UP'),
    mtu: number(find(attributes, 'IFLA_MTU')) ?? 0,
    ...(macAddress === undefined ? {} : { macAddress }),
    txQueueLength: number(find(attributes, 'IFLA_TXQLEN')) ?? 0,
    ...(master === undefined ? {} : { master }),
  }
}

export function addressOf({ header = {}, attributes = [] }: Message): Address {
  const prefix = numeric(header['prefixlen']) ?? 0
  const other = text(find(attributes, 'IFA_ADDRESS')) ?? ''
  const own = text(find(attributes, 'IFA_LOCAL')) ?? other
  const broadcast = text(find(attributes, 'IFA_BROADCAST'))
  const scope = header['scope']
  const protocol = find(attributes, 'IFA_PROTO')?.value
  return {
    address: `${own}/${prefix}`,
    ...(own === other ? {} : { peer: `${other}/${prefix}` }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(typeof scope === 'string' ? { scope } : {}),
    ...(typeof protocol === 'string' || typeof protocol === 'number' ? { protocol } : {}),
    // IFA_FLAGS repeats the header's and has those that find no room there.
    flags: words(find(attributes, 'IFA_FLAGS')?.value ?? header['flags']),
  }
}

export const addressIndex = ({ header = {} }: Message) => numeric(header['index'])

/** The counters of a link (struct rtnl_link_stats64) by the kernel's names. */
export function countersOf({ attributes = [] }: Message): Record<string, number> {
  const value = find(attributes, 'IFLA_STATS64')?.value
  if (typeof value !== 'object' || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, counter]) => [name, Number(counter)]))
}

const find = (attributes: Attribute[] | undefined, name: string) => attributes?.find((one) => one.name === name)
const numeric = (value: Value | undefined) => (typeof value === 'number' ? value : undefined)
const number = (attribute: Attribute | undefined) => numeric(attribute?.value)
const text = (attribute: Attribute | undefined) => (typeof attribute?.value === 'string' ? attribute.value : undefined)
const words = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.filter((word) => typeof word === 'string') : []
