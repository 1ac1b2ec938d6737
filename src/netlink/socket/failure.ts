// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os'
import type { Attribute, MessageInput } from '../types.js'

const numbers: Readonly<Record<string, number>> = constants.errno

export const errnoNumber = (name: string): number => numbers[name] ?? 0

/** What is known of a failure beyond its code. */
export interface NetlinkFailure {
  /** What was asked for. */
  request?: MessageInput
  /** The kernel's own words (NLMSGERR_ATTR_MSG). */
  text?: string
  /** The attribute that the kernel did not like: names from the outside in, joined by `.`. */
  path?: string
  /** The same in bytes from the first one of the request (NLMSGERR_ATTR_OFFS). */
  offset?: number
  /** All that the kernel said (NLMSGERR_ATTR_*). */
  attributes?: Attribute[]
}

/** The kernel refused a request, or the conversation with it failed. */
export class NetlinkSocketError extends Error implements NetlinkFailure {
  override readonly name = 'NetlinkSocketError'
  /**
   * The errno's name. Of a refused request the kernel's; `ENOBUFS`: messages were lost, because they came faster than
   * they were read; `EINTR`: each time a dump was asked for, something changed while it was made; `EBADF`: the socket
   * was closed.
   */
  readonly code: string
  /** Its number, positive. */
  readonly errno: number
  declare readonly request?: MessageInput
  declare readonly text?: string
  declare readonly path?: string
  declare readonly offset?: number
  declare readonly attributes?: Attribute[]

  constructor(code: string, message: string, details: NetlinkFailure = {}) {
    super(message)
    this.code = code
    this.errno = errnoNumber(code)
    Object.assign(this, details)
  }
}

export const overrun = () =>
  new NetlinkSocketError('ENOBUFS', 'messages were lost: they came faster than they were read (ENOBUFS)')

export const closed = () => new NetlinkSocketError('EBADF', 'the netlink socket is closed (EBADF)')

export const interrupted = (request: MessageInput, times: number) =>
  new NetlinkSocketError('EINTR', `${request.type}: the dump was interrupted by changes ${times} times (EINTR)`, {
    request,
  })
