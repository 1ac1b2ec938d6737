// SPDX-License-Identifier: Apache-2.0
// The words of this folder's interface.

/** A network interface. */
export interface Link {
  /** Of its namespace: no other interface has it, and it keeps it when it is renamed. */
  index: number
  /** At most 15 bytes. */
  name: string
  /** Further names, up to 127 bytes each. */
  altNames: string[]
  /** `veth`, `bridge` …; absent for hardware and for loopback. */
  kind?: string
  up: boolean
  /** Bytes. */
  mtu: number
  /** `02:42:ac:11:00:02`; absent where interfaces have none. */
  macAddress?: string
  /** Packets. */
  txQueueLength: number
  /** Index of the bridge that it belongs to. */
  master?: number
}

/** An IP address of an interface. */
export interface Address {
  /** With its prefix length: `10.0.0.2/24`, `fd00::2/64`. */
  address: string
  /** The other end of a link that has only two. */
  peer?: string
  broadcast?: string
  /** `RT_SCOPE_UNIVERSE`, `RT_SCOPE_LINK` … */
  scope?: string
  /** `IFA_F_PERMANENT`, `IFA_F_NOPREFIXROUTE` … */
  flags?: string[]
  /** Who gave it: `IFAPROT_KERNEL_LL` …, or another number up to 255. Linux 5.18 and later tell. */
  protocol?: string | number
}

/** A route of the main table. At least one of `destination` and `gateway` says what it is for. */
export interface Route {
  /** With its prefix length; without it everything (`0.0.0.0/0` or `::/0`, by the gateway's family). */
  destination?: string
  /** The address that packets are sent from. */
  source?: string
  gateway?: string
  /** Name of the interface that packets leave by. */
  interfaceName?: string
}

/** What can be changed of an interface. */
export interface LinkChange {
  up?: boolean
  name?: string
  /** Bytes. */
  mtu?: number
  macAddress?: string
  /** Packets. */
  txQueueLength?: number
}

export interface VethOptions {
  name: string
  mtu?: number
  txQueueLength?: number
  peer: {
    name: string
    /** Descriptor of the network namespace that it is made in. Default: the same. */
    namespace?: number
    macAddress?: string
  }
}
