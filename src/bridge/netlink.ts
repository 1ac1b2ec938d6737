// SPDX-License-Identifier: Apache-2.0

import { isSystemFailure, type SystemFailure } from '../common/failure.js'
import { addon } from './addon.js'

/** What the kernel sent in one piece. */
export interface Datagram {
  data: Uint8Array
  /** The number of the multicast group that it was sent to; 0: to this socket alone. */
  group: number
}

/** A receiving that failed after something had been received. */
export interface ReceiveFailure extends SystemFailure {
  received: Datagram[]
}

/**
 * A descriptor of a network namespace: of a path, of a process, or a duplicate of a descriptor.
 * @throws with code `EINVAL` if it is something else than a network namespace.
 */
export function openNetworkNamespace(namespace: string | { pid: number } | { fd: number }): Promise<number> {
  if (typeof namespace === 'string') return addon().openNetworkNamespace(namespace)
  if ('fd' in namespace) return addon().openNetworkNamespace(namespace.fd)
  return addon().openNetworkNamespace(`/proc/${namespace.pid}/ns/net`)
}

/** Binds a network namespace to a new file: it lives on until `detachMount`, without a process in it. */
export const bindNetworkNamespace = (fd: number, path: string): Promise<void> => addon().bindNetworkNamespace(fd, path)

/**
 * A netlink socket, in the network namespace of a descriptor or that of this process; no thread of this process is
 * moved. Strict checking and extended acknowledgements are on.
 * @param protocol as `Protocol` in src/netlink/types.ts.
 * @param groups multicast groups by number; those of `route` also by name.
 * @param receiveBuffer in bytes, of which the kernel takes the double; 0: the system's default.
 */
export const openNetlink = (
  protocol: string,
  namespace: number | undefined,
  groups: readonly (string | number)[],
  receiveBuffer: number,
): Promise<{ fd: number; port: number }> => addon().openNetlink(protocol, namespace, groups, receiveBuffer)

/**
 * Sends one datagram to the kernel, which acts on it before this resolves.
 * @throws with code `EAGAIN` if the socket takes no more, `EMSGSIZE` if it never takes so much.
 */
export const sendNetlink = (fd: number, messages: Uint8Array): Promise<void> => addon().sendNetlink(fd, messages)

/**
 * What the kernel has sent until now, about 1 MiB at most; an empty list for nothing.
 * @throws ReceiveFailure, with code `ENOBUFS` if the kernel dropped messages because the socket was full.
 */
export const receiveNetlink = (fd: number): Promise<Datagram[]> => addon().receiveNetlink(fd)

export const isReceiveFailure = (error: unknown): error is ReceiveFailure =>
  isSystemFailure(error) && 'received' in error
