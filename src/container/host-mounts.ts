// SPDX-License-Identifier: Apache-2.0
// A container without a mount namespace: what is mounted on its root filesystem is mounted on the host, below one mount
// that the init makes there, and goes with it.
import { detachMount, identifyMount } from '../bridge/index.js'
import type { ContainerState } from './state.js'

/** Mounts, by what tells them from others in their places. */
export interface HostMounts {
  /** What the root filesystem lies on. */
  below: string
  /** What the init has mounted over it: absent until it has, and where there is nothing to mount. */
  root?: string
}

/** Before the start. Undefined for a container with a mount namespace, whose mounts go with its last process. */
export function hostMountsOf({ namespaces, rootfs }: ContainerState): HostMounts | undefined {
  if (namespaces.some(({ type }) => type === 'mount')) return undefined
  const below = identifyMount(rootfs)
  return below === undefined ? undefined : { below }
}

/** After the init has set everything up. Returns true if there is something to be taken away later. */
export function noteHostMounts({ hostMounts, rootfs }: ContainerState): boolean {
  const root = hostMounts && identifyMount(rootfs)
  if (hostMounts === undefined || root === undefined || root === hostMounts.below) return false
  hostMounts.root = root
  return true
}

/** Takes away what the init has mounted; what others have mounted there since stays. */
export async function removeHostMounts({ hostMounts, rootfs }: ContainerState): Promise<void> {
  if (hostMounts === undefined) return
  const now = identifyMount(rootfs)
  // A start that was broken off has noted nothing: then all that is new there is its own.
  const ours = hostMounts.root === undefined ? now !== hostMounts.below : now === hostMounts.root
  if (now !== undefined && ours) await detachMount(rootfs)
}
