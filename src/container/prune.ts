// SPDX-License-Identifier: Apache-2.0
// What is left of containers whose owner has ended: those that were frozen then, and state and cgroups of the others.
import { close, pidfdOpen, waitPidfd } from '../bridge/index.js'
import { directoryOf, isErrno } from './directory.js'
import type { Environment } from './environment.js'
import { inherit, ownedIds } from './ownership.js'
import { processStat } from './proc.js'
import { type ContainerState, isElsewhere, isUnwritten, readState } from './state.js'
import { statusOf } from './status.js'

export interface PruneOptions {
  environment: Environment
  /** Ids that this process, or worker, owns: they are not looked at. */
  owned: ReadonlySet<string>
  /** Removes a container. */
  remove(id: string, options: { force: boolean }): Promise<void>
}

/**
 * Removes them, one after another.
 * @returns the ids of those that were removed. One that cannot be is told of, and stays.
 */
export async function pruneContainers({ environment, owned, remove }: PruneOptions): Promise<string[]> {
  const removed: string[] = []
  for (const id of ownedIds(environment.root)) {
    const ownership = owned.has(id) ? undefined : inherit(environment.root, id)
    if (!ownership) continue
    const directory = directoryOf(environment.root, id)
    try {
      // What cannot be read is told of, and left to who removes it by force.
      const state = readState(directory, id)
      if (state && goesOn(directory, state)) continue
      if (state) await removeAndReap(state, () => remove(id, { force: !isUnwritten(state) }))
      ownership.end()
      if (state) removed.push(id)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      environment.notice({ id, message, severity: 'warning' })
    } finally {
      ownership.release()
    }
  }
  return removed
}

/** Made and not let run, it waits for an owner who is no more. */
function goesOn(directory: string, state: ContainerState): boolean {
  return state.detached === true && ['running', 'paused'].includes(statusOf(directory, state))
}

async function removeAndReap(state: ContainerState, remove: () => Promise<void>): Promise<void> {
  const pidfd = openEnded(state)
  try {
    await remove()
    if (pidfd !== undefined) await waitPidfd(pidfd)
  } finally {
    if (pidfd !== undefined) close(pidfd)
  }
}

/** Its process, ended or about to be. Nobody reaps it but us, where a worker of ours was the owner. */
function openEnded(state: ContainerState): number | undefined {
  if (state.pid === 0 || isElsewhere(state) || processStat(state.pid)?.startTime !== state.startTime) return undefined
  try {
    return pidfdOpen(state.pid)
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return undefined
    throw error
  }
}
