// SPDX-License-Identifier: Apache-2.0
// Starting a container: everything that is made on the way is taken back if the way does not lead to its end.
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { close, removeCgroups } from '../bridge/index.js'
import { Undo } from '../common/undo.js'
import type { PlanHook } from '../core/types.js'
import { runHooks } from '../hooks/run.js'
import type { Console } from './console.js'
import { endProcesses, runPoststop } from './destroy.js'
import { removeDirectory } from './directory.js'
import type { Environment } from './environment.js'
import { hostMountsOf, noteHostMounts, removeHostMounts } from './host-mounts.js'
import { Init } from './init.js'
import { makeContainerNetwork, removeContainerNetwork } from './network.js'
import type { Prepared } from './prepare.js'
import { pidNamespace } from './proc.js'
import { Process } from './process.js'
import { makeFifo, nameFifo, openFifo, removeFifo } from './release.js'
import { type ContainerState, fileNames, writeState } from './state.js'
import { ociStateOf } from './status.js'
import { newStreams } from './streams.js'
import type { ProcessOptions } from './types.js'

export interface StartOptions extends Pick<ProcessOptions, 'signal' | 'stdio' | 'onConsole'> {
  environment: Environment
  directory: string
  prepared: Prepared
  /** As `create` wrote it; it is changed and written again. */
  state: ContainerState
  /** Does not stop at the exec fifo. */
  release: boolean
  /** Gives the container's lock back. */
  unlock(): void
}

export interface Started {
  init: Init
  process: Process
}

export async function startContainer(options: StartOptions): Promise<Started> {
  const undo = new Undo()
  try {
    return await start(options, undo)
  } catch (error) {
    return undo.fail(error)
  }
}

async function start(options: StartOptions, undo: Undo): Promise<Started> {
  const { environment, directory, prepared, state, signal, onConsole, release } = options
  const { record } = prepared.plan
  const fifo = join(directory, fileNames.fifo)
  const newFifo = join(directory, fileNames.newFifo)
  let launched = false
  // What could not be removed keeps its directory: it can be tried again.
  let gone = true
  undo.add(() => (launched && gone ? runPoststop(environment, state) : undefined))
  undo.add(options.unlock)
  undo.add(() => (gone ? removeDirectory(directory) : undefined))
  makeFifo(newFifo, record)
  const streams = newStreams(record.terminal ? 'ignore' : (options.stdio ?? 'pipe'))
  undo.add(streams.destroy)
  const descriptors = streams.open(record.streamOwner)
  undo.add(() => removeContainerNetwork(directory, state, true))
  const hostMounts = hostMountsOf(state)
  if (hostMounts) {
    state.hostMounts = hostMounts
    // Before the init can have mounted anything: also after a crash it is known what is to be taken away.
    writeState(directory, state)
    undo.add(() => removeHostMounts(state))
  }
  const init = await Init.launch({
    environment,
    id: state.id,
    plan: prepared.plan,
    cgroupMark: state.cgroupMark,
    fifo: newFifo,
    descriptors,
    preserve: prepared.preserve,
  })
  streams.closeDescriptors()
  launched = true
  if (!init.cgroupsMarked) delete state.cgroupMark
  undo.add(async () => {
    gone = false
    await endProcesses(state, init)
    await removeCgroups(state)
    gone = true
  })

  let master: number | undefined
  let reader: number | undefined
  undo.add(() => {
    if (master !== undefined) close(master)
    if (reader !== undefined) closeSync(reader)
  })
  // While the init works: what is done here costs no time.
  const processExists = () => {
    state.pid = init.pid
    state.startTime = init.startTime
    state.pidNamespace = pidNamespace()
    writeState(directory, state)
  }
  if (!record.twoProcesses) processExists()
  if (record.limitsAtLaunch) init.setLimits()
  if (release) {
    reader = openFifo(newFifo)
    signal?.throwIfAborted()
    init.answerAhead()
  }
  await init.untilCreated(
    {
      processExists,
      async runHooks(kinds, either) {
        for (const kind of kinds) {
          const hooks = (record.hooks as Record<string, PlanHook[]>)[kind] ?? []
          await runHooks(kind, hooks, ociStateOf(state, 'creating'), either)
        }
      },
      makeNetwork: () => makeContainerNetwork(directory, state, record),
      console(descriptor) {
        if (onConsole) return onConsole(descriptor)
        master = descriptor
      },
      created() {
        const mounted = noteHostMounts(state)
        if (init.program) state.program = init.program
        if (mounted || init.program) writeState(directory, state)
        nameFifo(newFifo, fifo)
      },
    },
    signal,
  )
  if (reader !== undefined) {
    await init.untilStarted(reader, signal)
    closeSync(reader)
    reader = undefined
    removeFifo(fifo)
  }
  undo.forget()
  return { init, process: new Process(init, streams, await openConsole(master)) }
}

async function openConsole(master: number | undefined): Promise<Console | null> {
  if (master === undefined) return null
  const { Console } = await import('./console.js')
  return new Console(master)
}
