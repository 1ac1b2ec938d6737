// SPDX-License-Identifier: Apache-2.0
// What is left of containers whose owner has ended: those that were frozen then, and state and cgroups of the others.
import { existsSync } from 'node:fs'
import { close, pidfdOpen, waitPidfd } from '../bridge/index.js'
import { directoryOf } from './directory.js'
import type { Environment } from './environment.js'
import { inherit, ownedIds } from './ownership.js'
import { isAlive, processStat } from './proc.js'
import { type ContainerState, isElsewhere, readState } from './state.js'

export interface PruneOptions {
  environment: Environment
  /** Ids that this process, or worker, owns: they are not looked at. */
  owned: ReadonlySet<string>
  /** Removes a container by force. */
  remove(id: string): Promise<void>
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
      const there = existsSync(directory)
      if (there && goesOn(directory, id)) continue
      if (there) await removeAndReap(directory, id, remove)
      ownership.end()
      if (there) removed.push(id)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      environment.notice({ id, message, severity: 'warning' })
    } finally {
      ownership.release()
    }
  }
  return removed
}

function goesOn(directory: string, id: string): boolean {
  const state = stateOf(directory, id)
  return state?.detached === true && (isElsewhere(state) || isAlive(state.pid, state.startTime))
}

async function removeAndReap(directory: string, id: string, remove: PruneOptions['remove']): Promise<void> {
  const pidfd = openEnded(stateOf(directory, id))
  await remove(id)
  if (pidfd === undefined) return
  await waitPidfd(pidfd)
  close(pidfd)
}

/** Its process, ended or about to be. Nobody reaps it but us, where a worker of ours was the owner. */
function openEnded(state: ContainerState | undefined): number | undefined {
  if (!state || state.pid === 0 || isElsewhere(state) || processStat(state.pid)?.startTime !== state.startTime)
    return undefined
  try {
    return pidfdOpen(state.pid)
  } catch {
    return undefined
  }
}

/** Undefined also if it is damaged. */
function stateOf(directory: string, id: string): ContainerState | undefined {
  try {
    return readState(directory, id)
  } catch {
    return undefined
  }
}
