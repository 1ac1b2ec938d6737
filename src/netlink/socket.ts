// SPDX-License-Identifier: Apache-2.0
// The kernel at the other end: netlink sockets of Linux.
import { endianness } from 'node:os'
import * as codec from './index.js'
import { type NetworkNamespace, openKernelSocket } from './socket/channel.js'
import { NetlinkSocket } from './socket/conversation.js'
import type { Protocol } from './types.js'

export type { NetworkNamespace } from './socket/channel.js'
export type { Abortable, NetlinkSocket, Request } from './socket/conversation.js'
export { type NetlinkFailure, NetlinkSocketError } from './socket/failure.js'

export interface OpenOptions {
  /** Default: `route`. */
  protocol?: Exclude<Protocol, 'libcontainer'>
  /** Default: that of this process. */
  namespace?: NetworkNamespace
  /** Multicast groups that `events` hears: numbers, for `route` also names (`RTNLGRP_LINK`). Default: none. */
  groups?: readonly (string | number)[]
  /**
   * How many bytes of messages the kernel keeps for this socket until they are read (SO_RCVBUF; it counts its own
   * bookkeeping too). Default: 1 MiB, or what net.core.rmem_max allows.
   */
  receiveBuffer?: number
  /** nlmsg_seq of the first request; each further one counts up. Default: 1. */
  sequence?: number
}

const defaultReceiveBuffer = 1 << 20

/**
 * Opens a netlink socket in any network namespace; no thread of this process is moved for it. The kernel checks
 * requests strictly (NETLINK_GET_STRICT_CHK) and says what it does not like (NETLINK_EXT_ACK). See netlink(7).
 * @throws an error with the errno's name as `code`: `EINVAL` for a `namespace` that is none, `EPERM` without
 *   CAP_SYS_ADMIN in it.
 */
export async function openNetlinkSocket(options: OpenOptions = {}): Promise<NetlinkSocket> {
  const { protocol = 'route', namespace, groups = [], receiveBuffer = defaultReceiveBuffer, sequence = 1 } = options
  const channel = await openKernelSocket({ protocol, namespace, groups, receiveBuffer })
  const byteOrder = endianness() === 'LE' ? 'little' : 'big'
  return new NetlinkSocket(channel, codec, { protocol, byteOrder, sequence, listens: groups.length > 0 })
}
