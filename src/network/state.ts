// SPDX-License-Identifier: Apache-2.0
// What is kept of a container's network, to take it back.
import type { Address, Route } from './types.js'

/** A device of the host that was moved into the container. */
export interface MovedDevice {
  /** On the host. */
  name: string
  /** On the host. */
  index: number
  macAddress?: string
  up: boolean
  /** Those that somebody gave it, on the host. */
  addresses: Address[]
  /** In the container: the name, or until it is there the template of one (`eth%d`). */
  inside: string
  /** In the container; absent until it is there. */
  insideIndex?: number
}

export interface NetworkState {
  /** Inode of the host's network namespace: only there can this be taken back. */
  home: number
  /** Path of a network namespace that is somebody else's, absolute. The container's own is bound to a file beside this. */
  joined?: string
  devices: MovedDevice[]
  /** The host's ends of veth pairs. */
  interfaces: { name: string; index: number; inside: string }[]
  /** Made in a namespace that is somebody else's. */
  routes: Route[]
}
