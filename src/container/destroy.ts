// SPDX-License-Identifier: Apache-2.0
// Removing a container, whoever started it.
import { rmdirSync } from 'node:fs'
import { abortable } from '../abort.js'
import { removeCgroups } from '../bridge/index.js'
import { ContainerError, fromBridge } from '../errors.js'
import { runAllHooks } from '../hooks/run.js'
import { isErrno, removeDirectory } from './directory.js'
import type { Environment } from './environment.js'
import { withProcess } from './foreign.js'
import { removeHostMounts } from './host-mounts.js'
import type { Init } from './init.js'
import { killAll } from './kill.js'
import { removeContainerNetwork } from './network.js'
import { type ContainerState, ownsProcesses } from './state.js'
import { ociStateOf, statusUnderLock } from './status.js'

export interface DestroyOptions {
  environment: Environment
  directory: string
  state: ContainerState
  /** Of a container that was started by this process. */
  init: Init | undefined
  force: boolean
  signal: AbortSignal | undefined
  /** Gives the container's lock back. */
  unlock(): void
}

/**
 * The caller holds the lock until nothing is left of the container; its hooks run after that.
 * What does not end, or an abort, leaves the container in its place: it can be destroyed again.
 */
export async function destroyContainer(options: DestroyOptions): Promise<void> {
  const { environment, directory, state, force, signal } = options
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
  await endProcesses(state, options.init, signal)
  await removeNetwork(options)
  await removeHostMounts(state).catch((error: unknown) => {
    throw fromBridge('unmounting the root filesystem', error)
  })
  const removed = state.pid === 0 ? removeUnused(state.cgroups) : removeCgroups(state.cgroups)
  await abortable(removed, signal).catch((error: unknown) => {
    throw fromBridge('removing the cgroups', error)
  })
  removeDirectory(directory)
  options.unlock()
  await runPoststop(environment, state, signal)
}

/** The container is gone: a hook that fails is told, and neither it nor the next one changes that. */
export async function runPoststop(
  { notice }: Environment,
  state: ContainerState,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const tell = ({ message }: Error) => notice({ id: state.id, message, severity: 'warning' })
  await runAllHooks('poststop', state.hooks.poststop, ociStateOf(state, 'stopped'), tell, signal)
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

/**
 * Kills what is left of it and waits for its end.
 * @throws ContainerError that says what does not end.
 */
export async function endProcesses(state: ContainerState, init: Init | undefined, signal?: AbortSignal): Promise<void> {
  const options = { cgroups: state.cgroups, everyone: !ownsProcesses(state), signal }
  if (init) return init.kill(options)
  if (state.pid !== 0) await withProcess(state, (process) => killAll(process, options))
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
