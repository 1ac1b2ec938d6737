// SPDX-License-Identifier: Apache-2.0
// A container without a mount namespace: what is mounted on its root filesystem is mounted on the host, below one mount
// that the init makes there, and goes with it.
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { detachMount } from '../bridge/index.js'
import type { ContainerState } from './state.js'

/** The ids of mounts, as /proc/self/mountinfo has them. */
export interface HostMounts {
  /** What the root filesystem lies on. */
  below: number
  /** What the init has mounted over it: absent until it has, and where there is nothing to mount. */
  root?: number
}

// Of open(2); node:fs has no name for it.
const O_PATH = 0o10000000

/** Before the start. Undefined for a container with a mount namespace, whose mounts go with its last process. */
export function hostMountsOf({ namespaces, rootfs }: ContainerState): HostMounts | undefined {
  if (namespaces.some(({ type }) => type === 'mount')) return undefined
  const below = mountAt(rootfs)
  return below === undefined ? undefined : { below }
}

/** After the init has set everything up. Returns true if there is something to be taken away later. */
export function noteHostMounts({ hostMounts, rootfs }: ContainerState): boolean {
  const root = hostMounts && mountAt(rootfs)
  if (hostMounts === undefined || root === undefined || root === hostMounts.below) return false
  hostMounts.root = root
  return true
}

/** Takes away what the init has mounted; what others have mounted there since stays. */
export async function removeHostMounts({ hostMounts, rootfs }: ContainerState): Promise<void> {
  if (hostMounts === undefined) return
  const now = mountAt(rootfs)
  // A start that was broken off has noted nothing: then all that is new there is its own.
  const ours = hostMounts.root === undefined ? now !== hostMounts.below : now === hostMounts.root
  if (now !== undefined && ours) await detachMount(rootfs)
}

function mountAt(path: string): number | undefined {
  let fd: number
  try {
    fd = openSync(path, O_PATH | constants.O_NOFOLLOW)
  } catch {
    return undefined
  }
  try {
    const id = /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]
    return id === undefined ? undefined : Number(id)
  } finally {
    closeSync(fd)
  }
}
