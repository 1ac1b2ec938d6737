// SPDX-License-Identifier: Apache-2.0
// RTM_NEWNEIGH, DELNEIGH and GETNEIGH. See net/core/neighbour.c.
import type { Message, MessageInput } from '../../types.js'
import { formatAddress, same } from './address.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import type { Link, Neighbour } from './state.js'
import { address, attribute, find, hasFlag, headerNumber, headerWord, number, text, words } from './values.js'

/** States in which the link address is known. */
const valid = new Set(['NUD_PERMANENT', 'NUD_NOARP', 'NUD_REACHABLE', 'NUD_PROBE', 'NUD_STALE', 'NUD_DELAY'])

export function newNeighbour(network: Network, request: Message): void {
  const { header, attributes } = request
  const { destination, link } = target(network, request, 'NEW')
  const lladdr = text(attributes, 'NDA_LLADDR')
  const exists = network.state.neighbours.find((one) => one.index === link.index && same(one.destination, destination))
  if (exists === undefined && !hasFlag(request, 'NLM_F_CREATE')) throw new Refusal('ENOENT')
  if (exists !== undefined && hasFlag(request, 'NLM_F_EXCL')) throw new Refusal('EEXIST')
  const state = words(header?.['state'])[0] ?? 'NUD_NONE'
  const known = lladdr ?? exists?.lladdr
  if (valid.has(state) && known === undefined && link.kind !== 'loopback') {
    throw new Refusal('EINVAL', 'No link layer address given')
  }
  const protocol = find(attributes, 'NDA_PROTOCOL')?.value
  const made: Neighbour = {
    index: link.index,
    family: destination.family,
    destination,
    state,
    flags: words(header?.['flags']),
    type: 'RTN_UNICAST',
    ...(known === undefined ? {} : { lladdr: known }),
    ...(typeof protocol === 'number' || typeof protocol === 'string' ? { protocol } : {}),
  }
  if (exists === undefined) network.state.neighbours.push(made)
  else {
    // Without NLM_F_REPLACE another link address than the known one is not taken.
    if (!hasFlag(request, 'NLM_F_REPLACE') && exists.lladdr !== undefined) delete made.lladdr
    Object.assign(exists, made)
  }
  network.tell('RTNLGRP_NEIGH', neighbourMessage('RTM_NEWNEIGH', exists ?? made))
}

function target(network: Network, { header, attributes }: Message, what: 'NEW' | 'DEL' | 'GET') {
  const family = headerWord(header, 'family')
  if (family === 'AF_BRIDGE') throw new Refusal('EOPNOTSUPP', 'the model of rtnetlink has no forwarding tables')
  if (words(header?.['flags']).includes('NTF_PROXY')) {
    throw new Refusal('EOPNOTSUPP', 'the model of rtnetlink has no proxies')
  }
  if (find(attributes, 'NDA_DST') === undefined) {
    throw new Refusal('EINVAL', what === 'GET' ? 'Network address not specified' : 'Network address not specified')
  }
  const index = headerNumber(header, 'ifindex')
  const link: Link | undefined = network.state.links.get(index)
  if (index !== 0 && link === undefined)
    throw new Refusal('ENODEV', what === 'GET' ? 'Unknown device ifindex' : undefined)
  if (family !== 'AF_INET' && family !== 'AF_INET6') throw new Refusal('EAFNOSUPPORT')
  const destination = address(attributes, 'NDA_DST')
  if (destination?.family !== family) throw new Refusal('EINVAL', 'Invalid network address')
  if (link === undefined) throw new Refusal('EINVAL', what === 'GET' ? 'No device specified' : undefined)
  return { destination, link }
}

function existing(network: Network, request: Message, what: 'DEL' | 'GET'): Neighbour {
  const { destination, link } = target(network, request, what)
  const found = network.state.neighbours.find((one) => one.index === link.index && same(one.destination, destination))
  if (found === undefined) throw new Refusal('ENOENT', what === 'GET' ? 'Neighbour entry not found' : undefined)
  return found
}

export function deleteNeighbour(network: Network, request: Message): void {
  const gone = existing(network, request, 'DEL')
  network.state.neighbours = network.state.neighbours.filter((one) => one !== gone)
  const { lladdr: _, ...rest } = gone
  network.tell('RTNLGRP_NEIGH', neighbourMessage('RTM_DELNEIGH', { ...rest, state: 'NUD_FAILED' }))
}

export const getNeighbour = (network: Network, request: Message): MessageInput[] => [
  neighbourMessage('RTM_NEWNEIGH', existing(network, request, 'GET')),
]

export function dumpNeighbours(network: Network, { header, attributes }: Message): MessageInput[] {
  const family = headerWord(header, 'family')
  const [index, master] = [number(attributes, 'NDA_IFINDEX'), number(attributes, 'NDA_MASTER')]
  if (index !== undefined || master !== undefined) network.filtered()
  if (words(header?.['flags']).includes('NTF_PROXY')) return []
  return network.state.neighbours
    .filter((one) => family === 'AF_UNSPEC' || one.family === family)
    .filter((one) => index === undefined || one.index === index)
    .filter((one) => master === undefined || network.state.links.get(one.index)?.master === master)
    .sort((a, b) => Number(a.family === 'AF_INET6') - Number(b.family === 'AF_INET6'))
    .map((one) => neighbourMessage('RTM_NEWNEIGH', one))
}

function neighbourMessage(type: string, one: Neighbour): MessageInput {
  return {
    type,
    header: {
      family: one.family,
      ifindex: one.index,
      state: one.state === 'NUD_NONE' ? [] : [one.state],
      flags: one.flags,
      type: one.type,
    },
    attributes: [
      ...attribute('NDA_DST', formatAddress(one.destination)),
      ...(valid.has(one.state) ? attribute('NDA_LLADDR', one.lladdr) : []),
      ...attribute('NDA_PROBES', 0),
      ...attribute('NDA_CACHEINFO', { confirmed: 0, used: 0, updated: 0, refcnt: 0 }),
      ...attribute('NDA_PROTOCOL', one.protocol),
    ],
  }
}
