// SPDX-License-Identifier: Apache-2.0
// Removing a container, whoever started it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { detachMount, removeCgroups } from '../bridge/index.js'
import { abortable } from '../common/abort.js'
import { ContainerError, fromBridge } from '../errors.js'
import { runAllHooks } from '../hooks/run.js'
import { refuseForeign, removeDirectory } from './directory.js'
import type { Environment } from './environment.js'
import { notSeen, withProcess } from './foreign.js'
import { removeHostMounts } from './host-mounts.js'
import type { Init } from './init.js'
import { killAll, processesOf } from './kill.js'
import { removeContainerNetwork } from './network.js'
import { endRemains, leftOf, remainsOf } from './remains.js'
import { type ContainerState, fileNames, isElsewhere, isUnwritten, ownsProcesses } from './state.js'
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
  if (isUnwritten(state)) await endUnwritten(options)
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
  if (hasCgroups(state)) {
    await abortable(removeCgroups(state), signal).catch((error: unknown) => {
      throw fromBridge('removing the cgroups', error)
    })
  }
  removeDirectory(directory)
  options.unlock()
  await runPoststop(environment, state, signal)
}

/**
 * Of one without a state: it was lost, or its maker has died before it wrote one; then there is nothing to be found.
 * @throws ContainerError without `force` if it runs, and with it if processes are left that may be its own.
 */
async function endUnwritten({ environment, directory, state: { id }, force, signal }: DestroyOptions): Promise<void> {
  refuseForeign(directory)
  const remains = remainsOf(environment, directory, id)
  const { proven } = remains
  const running = (await Promise.all(proven.map((own) => processesOf(own)))).flat()
  if (!force && running.length > 0) {
    throw new ContainerError('ContainerNotStopped', `cannot delete container ${id}: its state is lost, and it runs`, {
      path: directory,
      hint: `destroy it with force: that kills what is certainly its own, process${running.length > 1 ? 'es' : ''} ${running.join(', ')}`,
    })
  }
  await endRemains(remains, signal)
  await leftOf(remains, id, 'lost')
  const namespace = join(directory, fileNames.namespace)
  if (existsSync(namespace)) await detachMount(namespace)
  if (proven.length === 0) return
  const message = `the state of container ${id} was lost: what was certainly its own was killed and removed`
  environment.notice({ id, message, severity: 'warning' })
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
  const options = { of: state, everyone: !ownsProcesses(state), signal }
  if (init) return init.kill(options)
  if (state.pid !== 0 && !isElsewhere(state)) return withProcess(state, (process) => killAll(process, options))
  // Its cgroups tell what its pid does not.
  if (isElsewhere(state) && state.cgroups.length === 0) throw notSeen(state.pid)
  // What a crash in the middle of the start has left ends by itself, but not where it is frozen.
  if (hasCgroups(state)) await killAll(undefined, { ...options, everyone: true })
}

/** Those of a container that never had a process may be another's, of the same paths, if nothing tells them apart. */
const hasCgroups = ({ pid, cgroupMark }: ContainerState) => pid !== 0 || cgroupMark !== undefined
