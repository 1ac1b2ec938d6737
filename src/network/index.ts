// SPDX-License-Identifier: Apache-2.0
// `gantry/network`: the network interfaces of any namespace of a Linux machine.
export { NetlinkSocketError, type NetworkNamespace } from '../netlink/socket.js'
export { LinkManager } from './links.js'
export type { Address, Link, LinkChange, Route, VethOptions } from './types.js'
