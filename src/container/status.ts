// SPDX-License-Identifier: Apache-2.0
// The status is computed, never stored: what was written last may be older than what happened since. Beside the
// process the exec fifo tells it: under its first name the container is being made, under its second it waits for the
// start, and then it is removed.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ContainerError } from '../errors.js'
import { isLocked } from './lock.js'
import { isAlive } from './proc.js'
import { type ContainerState, fileNames, isElsewhere } from './state.js'
import type { ContainerStatus, OciState } from './types.js'

export function statusOf(directory: string, state: ContainerState): ContainerStatus {
  if (state.pid === 0) return isLocked(directory) ? 'creating' : 'stopped'
  if (isElsewhere(state) ? !isUsed(state.cgroups) : !isAlive(state.pid, state.startTime)) return 'stopped'
  if (existsSync(join(directory, fileNames.newFifo))) return 'creating'
  if (isFrozen(state.cgroups)) return 'paused'
  return existsSync(join(directory, fileNames.fifo)) ? 'created' : 'running'
}

/** The same for who holds the lock: then nobody else is making the container. */
export const statusUnderLock = (directory: string, state: ContainerState): ContainerStatus =>
  state.pid === 0 ? 'stopped' : statusOf(directory, state)

/** The state that hooks and `gantry state` show. */
export function ociStateOf(state: ContainerState, status: ContainerStatus): OciState {
  const { ociVersion, id, pid, bundle, annotations } = state
  return { ociVersion, id, status, ...(status === 'stopped' || pid === 0 ? {} : { pid }), bundle, annotations }
}

/** The refusal of a release before the start. */
export const notSetUp = (): ContainerError =>
  new ContainerError('ContainerNotRunning', 'cannot let the program of a container run that was made but not set up', {
    hint: 'call start() before exec(), or run() for both; one whose start was interrupted has to be deleted',
  })

/** The refusal of a start for what the container is doing already. */
export function cannotStart(status: ContainerStatus): ContainerError {
  if (status === 'stopped') {
    return new ContainerError('ContainerNotRunning', 'cannot start a container that has stopped')
  }
  if (status === 'paused') return new ContainerError('ContainerPaused', 'cannot start a container in the paused state')
  return new ContainerError('ContainerNotStopped', 'cannot start an already running container')
}

function isFrozen(cgroups: string[]): boolean {
  return cgroups.some(
    (directory) =>
      content(join(directory, 'freezer.state'))?.startsWith('FR') ||
      content(join(directory, 'cgroup.events'))?.includes('frozen 1'),
  )
}

/** What is beneath them is not looked at: where something is, or nothing tells, they are taken to be in use. */
function isUsed(cgroups: string[]): boolean {
  return cgroups.length === 0 || cgroups.some((directory) => !isEmpty(directory))
}

function isEmpty(directory: string): boolean {
  const found = statSync(directory, { throwIfNoEntry: false })
  return !found || (found.nlink <= 2 && content(join(directory, 'cgroup.procs')) === '')
}

/** Most cgroups have neither file, and an exception costs more than a look. */
function content(path: string): string | undefined {
  try {
    return existsSync(path) ? readFileSync(path, 'latin1') : undefined
  } catch {
    return undefined
  }
}
