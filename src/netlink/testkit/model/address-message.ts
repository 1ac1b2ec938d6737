// SPDX-License-Identifier: Apache-2.0
// An address of a link as the kernel tells of it, in its order.
import type { MessageInput } from '../../types.js'
import { formatAddress, same } from './address.js'
import { forever, type InterfaceAddress } from './state.js'
import { attribute } from './values.js'

export function addressMessage(type: string, one: InterfaceAddress): MessageInput {
  const four = one.family === 'AF_INET'
  const flags = [
    ...one.flags,
    ...(one.valid === forever ? ['IFA_F_PERMANENT'] : []),
    ...(one.secondary ? ['IFA_F_SECONDARY'] : []),
  ]
  const small = flags.filter((flag) => !large.has(flag))
  const hasPeer = !same(one.local, one.peer)
  return {
    type,
    header: { family: one.family, prefixlen: one.length, flags: small, scope: one.scope, index: one.index },
    attributes: four
      ? [
          ...attribute('IFA_ADDRESS', formatAddress(one.peer)),
          ...attribute('IFA_LOCAL', formatAddress(one.local)),
          ...attribute('IFA_BROADCAST', one.broadcast && formatAddress(one.broadcast)),
          ...attribute('IFA_LABEL', one.label),
          ...attribute('IFA_PROTO', one.protocol),
          ...attribute('IFA_FLAGS', flags),
          ...attribute('IFA_RT_PRIORITY', one.priority),
          ...attribute('IFA_CACHEINFO', cacheInfo(one)),
        ]
      : [
          ...(hasPeer ? attribute('IFA_LOCAL', formatAddress(one.local)) : []),
          ...attribute('IFA_ADDRESS', formatAddress(hasPeer ? one.peer : one.local)),
          ...attribute('IFA_RT_PRIORITY', one.priority),
          ...attribute('IFA_CACHEINFO', cacheInfo(one)),
          ...attribute('IFA_FLAGS', flags),
          ...attribute('IFA_PROTO', one.protocol),
        ],
  }
}

/** Above the eight bits of the header. */
const large = new Set(['IFA_F_MANAGETEMPADDR', 'IFA_F_NOPREFIXROUTE', 'IFA_F_MCAUTOJOIN', 'IFA_F_STABLE_PRIVACY'])

const cacheInfo = ({ preferred, valid }: InterfaceAddress) => ({ prefered: preferred, valid, cstamp: 0, tstamp: 0 })
