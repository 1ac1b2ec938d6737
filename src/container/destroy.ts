// SPDX-License-Identifier: Apache-2.0
// Removing a container, whoever started it.
import { rmdirSync } from 'node:fs'
import { abortable } from '../abort.js'
import { removeCgroups } from '../bridge/index.js'
import { ContainerError, fromBridge } from '../errors.js'
import { runHooks } from '../hooks/run.js'
import { isErrno, removeDirectory } from './directory.js'
import type { Environment } from './environment.js'
import { killAll, openProcess, send, thaw, waitForEnd } from './foreign.js'
import { removeHostMounts } from './host-mounts.js'
import type { Init } from './init.js'
import { removeContainerNetwork } from './network.js'
import { type ContainerState, ownsProcesses } from './state.js'
import { ociStateOf, statusUnderLock } from './status.js'

const sigkill = 9

export interface DestroyOptions {
  environment: Environment
  directory: string
  state: ContainerState
  /** Of a container that was started by this process. */
  init: Init | undefined
  force: boolean
  signal: AbortSignal | undefined
}

/** The caller holds the lock. An abort leaves the container in its place, but dead: it can be destroyed again. */
export async function destroyContainer(options: DestroyOptions): Promise<void> {
  const { directory, state, force, signal } = options
  const status = statusUnderLock(directory, state)
  if (!force && status === 'paused') throw new ContainerError('ContainerPaused', 'container is paused')
  if (!force && (status === 'running' || status === 'creating')) {
    throw new ContainerError(
      'ContainerNotStopped',
      `cannot delete container ${state.id} that is not stopped: ${status}`,
      {
        hint: 'send it a signal and wait for its end, or destroy it with force',
      },
    )
  }
  await abortable(endProcesses(state, options.init), signal)
  await removeNetwork(options)
  await removeHostMounts(state).catch((error: unknown) => {
    throw fromBridge('unmounting the root filesystem', error)
  })
  const removed = state.pid === 0 ? removeUnused(state.cgroups) : removeCgroups(state.cgroups)
  await abortable(removed, signal).catch((error: unknown) => {
    throw fromBridge('removing the cgroups', error)
  })
  removeDirectory(directory)
  await runHooks('poststop', state.hooks.poststop, ociStateOf(state, 'stopped'), signal)
}

/** What cannot be given back does not keep the container: the kernel has its own way with what is in a namespace. */
async function removeNetwork({ directory, state, environment }: DestroyOptions): Promise<void> {
  try {
    await removeContainerNetwork(directory, state, false)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    environment.notice({ id: state.id, message, severity: 'warning' })
  }
}

/** Kills what is left of it and waits for its end. */
export async function endProcesses(state: ContainerState, init: Init | undefined): Promise<void> {
  if (init) await init.kill(() => thaw(state.cgroups))
  else {
    const pidfd = openProcess(state)
    if (pidfd !== undefined) {
      send(pidfd, sigkill)
      thaw(state.cgroups)
      await waitForEnd(pidfd)
    }
  }
  if (state.pid !== 0 && !ownsProcesses(state)) await killAll(state.cgroups)
}

/**
 * The cgroups of a container that never had a process may be another container's, of the same path: they stay. Those
 * that a crash in the middle of the start has left are empty once the init has seen it and ended.
 */
async function removeUnused(cgroups: string[]): Promise<void> {
  let attempts = 40
  for (const path of cgroups) {
    while (!tryRemove(path) && attempts-- > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function tryRemove(path: string): boolean {
  try {
    rmdirSync(path)
  } catch (error) {
    if (isErrno(error, 'EBUSY') || isErrno(error, 'ENOTEMPTY')) return false
    if (!isErrno(error, 'ENOENT')) throw error
  }
  return true
}
