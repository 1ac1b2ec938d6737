// SPDX-License-Identifier: Apache-2.0
// What the formats have in common: each turns a file into datagrams, or datagrams into a file.
import type { Protocol } from '../types.js'

/** One send or receive: one or more netlink messages, or a uevent. */
export interface Datagram {
  bytes: Uint8Array
  /** Where the file tells; `undefined` where it does not. */
  protocol?: Protocol
  /** As seen from the program, where the file tells. */
  direction?: 'sent' | 'received'
}

export const inputFormats = ['hex', 'raw', 'pcap', 'pcapng', 'strace', 'json'] as const
export type InputFormat = (typeof inputFormats)[number]

/** No file of netlink messages that people look at is larger: 256 MiB. */
export const mostBytes = 2 ** 28

/** The kernel's number of a protocol (`NETLINK_*`), but for libcontainer's, which never passes through the kernel. */
export const protocolNumbers: Readonly<Record<Exclude<Protocol, 'libcontainer'>, number>> = {
  route: 0,
  sock_diag: 4,
  connector: 11,
  uevent: 15,
  generic: 16,
}

export const protocols: readonly Protocol[] = ['route', 'generic', 'libcontainer', 'sock_diag', 'connector', 'uevent']

const byNumber = new Map(Object.entries(protocolNumbers).map(([name, number]) => [number, name as Protocol]))
export const protocolOf = (number: number): Protocol | undefined => byNumber.get(number)
