// SPDX-License-Identifier: Apache-2.0
// Where the model and the kernel are known to differ. Everything else agrees; a test runs the same requests on both.
import type { Message } from '../../types.js'
import { words } from './values.js'

/** Fields and attributes that the model leaves out, or has other values in. */
export const notModelled: readonly string[] = [
  // Of a message: counters of the conversation.
  'sequence',
  'port',
  // What a driver, a processor or an address family keeps.
  'IFLA_AF_SPEC',
  'IFLA_CARRIER_CHANGES',
  'IFLA_CARRIER_DOWN_COUNT',
  'IFLA_CARRIER_UP_COUNT',
  'IFLA_DEVLINK_PORT',
  'IFLA_DPLL_PIN',
  'IFLA_EVENT',
  'IFLA_HEADROOM',
  'IFLA_INFO_DATA',
  'IFLA_INFO_SLAVE_DATA',
  'IFLA_MAP',
  'IFLA_MAX_PACING_OFFLOAD_HORIZON',
  'IFLA_NUM_RX_QUEUES',
  'IFLA_NUM_TX_QUEUES',
  'IFLA_STATS',
  'IFLA_STATS64',
  'IFLA_TAILROOM',
  'IFLA_TSO_MAX_SIZE',
  'IFLA_XDP',
  // Clocks and counters.
  'IFA_CACHEINFO',
  'NDA_CACHEINFO',
  'NDA_PROBES',
  'RTA_CACHEINFO',
]

const linkLocal = (value: unknown) => typeof value === 'string' && value.startsWith('fe80:')

/**
 * Whether the model could have such a message: the kernel gives each link that is up a link-local IPv6 address after a
 * while, with its routes, the route of all multicast, and neighbours for the groups that it joins.
 */
export function isModelled({ type, header, attributes }: Message): boolean {
  const value = (name: string) => attributes?.find((one) => one.name === name)?.value
  if (type === 'RTM_NEWADDR' || type === 'RTM_DELADDR') return !linkLocal(value('IFA_ADDRESS'))
  if (type === 'RTM_NEWNEIGH' || type === 'RTM_DELNEIGH') return !words(header?.['state']).includes('NUD_NOARP')
  if (type !== 'RTM_NEWROUTE' && type !== 'RTM_DELROUTE') return true
  const isAnycast = header?.['type'] === 'RTN_ANYCAST'
  return !linkLocal(value('RTA_DST')) && value('RTA_DST') !== 'ff00::' && !isAnycast
}
