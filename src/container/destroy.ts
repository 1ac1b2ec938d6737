// SPDX-License-Identifier: Apache-2.0
// Removing a container, whoever started it.
import { removeCgroups } from '../bridge/index.js'
import { ContainerError, fromBridge } from '../errors.js'
import { runHooks } from '../hooks/run.js'
import { abortable } from './abort.js'
import { removeDirectory } from './directory.js'
import { killAll, openProcess, send, thaw, waitForEnd } from './foreign.js'
import type { Init } from './init.js'
import { type ContainerState, ownsProcesses } from './state.js'
import { ociStateOf, statusUnderLock } from './status.js'

const sigkill = 9

export interface DestroyOptions {
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
  await abortable(removeCgroups(state.cgroups), signal).catch((error: unknown) => {
    throw fromBridge('removing the cgroups', error)
  })
  removeDirectory(directory)
  await runHooks('poststop', state.hooks.poststop, ociStateOf(state, 'stopped'), signal)
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
  if (!ownsProcesses(state)) await killAll(state.cgroups)
}
