// SPDX-License-Identifier: Apache-2.0
// A container as `state` and `list` show it: the fields of runc, in its order. It is read from the state directory
// alone; neither the core nor the native part is loaded for it.
import { existsSync } from 'node:fs'
import { directoryOf } from '../../container/directory.js'
import { checkPath } from '../../container/owner.js'
import { readState } from '../../container/state.js'
import { statusOf } from '../../container/status.js'
import type { ContainerStatus } from '../../container/types.js'
import type { Call } from '../frame/call.js'

export interface Shown {
  ociVersion: string
  id: string
  pid: number
  status: ContainerStatus
  bundle: string
  rootfs: string
  created: string
  annotations?: Record<string, string>
  owner: string
}

/** Somebody else may have made the default one of an ordinary user, which can lie in /tmp. */
export function checkDefaultRoot({ root, rootGiven }: Call): void {
  if (!rootGiven && existsSync(root)) checkPath(root)
}

/** Undefined if there is no such container. */
export function show(root: string, id: string, ownerName: (uid: number) => string): Shown | undefined {
  const directory = directoryOf(root, id)
  const state = readState(directory, id)
  if (state === undefined) return undefined
  const status = statusOf(directory, state)
  const { ociVersion, pid, bundle, rootfs, created, annotations, owner } = state
  return {
    ociVersion,
    id,
    pid: status === 'stopped' ? 0 : pid,
    status,
    bundle,
    rootfs,
    created,
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    owner: ownerName(owner),
  }
}
