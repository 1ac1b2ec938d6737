// SPDX-License-Identifier: Apache-2.0
// What a network namespace holds, as far as the model goes.
import type { MessageInput } from '../../types.js'
import type { Address, Family } from './address.js'
import type { Network } from './network.js'

export type LinkKind = 'loopback' | 'veth' | 'bridge'

export interface Link {
  /** The namespace that it is in. */
  home: Network
  index: number
  name: string
  altnames: string[]
  kind: LinkKind
  address: string
  broadcast: string
  mtu: number
  /** A bridge takes the least MTU of its ports until somebody sets one. */
  mtuSet: boolean
  /** What was set of IFF_*; what follows from the state, such as IFF_RUNNING, is not among it. */
  flags: Set<string>
  txqlen: number
  group: number | string
  alias?: string
  /** Index of the bridge that it is a port of. */
  master?: number
  /** The other end of a veth pair, perhaps in another namespace. */
  peer?: Link
  /** It was up before: the queueing discipline stays. */
  wasUp: boolean
}

export interface InterfaceAddress {
  index: number
  family: Family
  local: Address
  /** The other end; `local` where there is none. */
  peer: Address
  length: number
  broadcast?: Address
  label?: string
  scope: string | number
  /** IFA_F_* without IFA_F_PERMANENT and IFA_F_SECONDARY, which follow from the rest. */
  flags: Set<string>
  secondary: boolean
  /** Seconds; `forever` is 2^32 - 1. */
  valid: number
  preferred: number
  priority?: number
  /** IFA_PROTO */
  protocol?: string | number
}

export const forever = 0xffff_ffff

export interface NextHop {
  /** Index of the link. */
  oif?: number
  gateway?: Address
  /** rtnh_hops */
  weight: number
  onlink: boolean
}

export interface Route {
  family: Family
  destination: Address
  length: number
  table: number
  tos: number
  priority: number
  type: string
  scope: string | number
  protocol: string | number
  hops: NextHop[]
  source?: Address
  /** RTA_METRICS, as they came. */
  metrics?: MessageInput['attributes']
}

export interface Neighbour {
  index: number
  family: Family
  destination: Address
  lladdr?: string
  /** One of NUD_*. */
  state: string
  flags: readonly string[]
  type: string
  protocol?: string | number
}

export class NetworkState {
  readonly links = new Map<number, Link>()
  addresses: InterfaceAddress[] = []
  routes: Route[] = []
  neighbours: Neighbour[] = []
  #lastIndex = 0
  /** The numbers that other namespaces have in this one. */
  readonly #namespaces: NetworkState[] = []

  freeIndex(): number {
    do this.#lastIndex++
    while (this.links.has(this.#lastIndex))
    return this.#lastIndex
  }

  namespaceId(other: NetworkState): number {
    if (!this.#namespaces.includes(other)) this.#namespaces.push(other)
    return this.#namespaces.indexOf(other)
  }

  byName(name: string): Link | undefined {
    return [...this.links.values()].find((link) => link.name === name || link.altnames.includes(name))
  }

  /** `veth%d`: the first number that is free. */
  nameFor(pattern: string): string {
    for (let number = 0; ; number++) {
      const name = pattern.replace('%d', String(number))
      if (this.byName(name) === undefined) return name
    }
  }

  ports(bridge: Link): Link[] {
    return [...this.links.values()].filter(({ master }) => master === bridge.index)
  }

  isUp = (link: Link): boolean => link.flags.has('IFF_UP')

  /** Whether packets can leave it: both ends of a pair are up, a bridge has a port that can. */
  hasCarrier(link: Link): boolean {
    if (link.kind === 'loopback') return true
    if (link.kind === 'bridge') {
      return this.isUp(link) && this.ports(link).some((port) => this.isUp(port) && this.hasCarrier(port))
    }
    return link.peer !== undefined && this.isUp(link) && this.isUp(link.peer)
  }
}
