// SPDX-License-Identifier: Apache-2.0
import { closeSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EventEmitter } from 'eventemitter3'
import { abortable } from '../abort.js'
import type { OciConfig } from '../config/oci.js'
import { ContainerError } from '../errors.js'
import { runHooks } from '../hooks/run.js'
import type { NetworkInterface } from '../network/statistics.js'
import { checkProcessOptions } from '../schema/check-options.js'
import { destroyContainer, endProcesses } from './destroy.js'
import type { Environment } from './environment.js'
import { signalNumber } from './exit.js'
import { openProcess, processesOf, send, signalAll, waitForEnd } from './foreign.js'
import type { Init } from './init.js'
import { lock } from './lock.js'
import { containerNetworkStats } from './network.js'
import { type Prepared, prepare, prepareProcess } from './prepare.js'
import type { Process } from './process.js'
import { openFifo, removeFifo, waitForRelease } from './release.js'
import { startContainer } from './start.js'
import { type ContainerState, fileNames, ownsProcesses, readState } from './state.js'
import { ociStateOf, statusOf, statusUnderLock } from './status.js'
import type { Abortable, ContainerEvents, ContainerStatus, ExitStatus, OciState, ProcessOptions } from './types.js'

const sigkill = 9

/**
 * A container. Made by a factory's `create` and `load`.
 * Several processes may work on the same one: what changes it takes turns.
 */
export class Container extends EventEmitter<ContainerEvents> {
  readonly id: string
  readonly #environment: Environment
  readonly #directory: string
  /** When it was made: tells it from a later container of the same id. */
  readonly #created: string
  /** Made by `create`; a loaded container has its config in the state directory. */
  #prepared: Prepared | undefined
  #config: OciConfig | undefined
  /** Of a container that was started here. */
  #init: Init | undefined

  /** @internal */
  constructor(environment: Environment, directory: string, state: ContainerState, prepared?: Prepared) {
    super()
    this.id = state.id
    this.#created = state.created
    this.#environment = environment
    this.#directory = directory
    this.#prepared = prepared
  }

  /** The config that it was created with. */
  get config(): OciConfig {
    this.#config ??= JSON.parse(this.#prepared?.text ?? this.#storedConfig()) as OciConfig
    return this.#config
  }

  /** What it is doing now; `stopped` also after its end. */
  async status(): Promise<ContainerStatus> {
    const state = this.#find()
    return state === undefined ? 'stopped' : statusOf(this.#directory, state)
  }

  /**
   * All that is kept of it, with its status.
   * @throws ContainerError `ContainerNotExists` if it was destroyed.
   */
  async state(): Promise<ContainerState & { status: ContainerStatus }> {
    const state = this.#read()
    return { ...state, status: statusOf(this.#directory, state) }
  }

  /**
   * Its state in the words of the OCI runtime specification.
   * @throws ContainerError `ContainerNotExists` if it was destroyed.
   */
  async ociState(): Promise<OciState> {
    const state = this.#read()
    return ociStateOf(state, statusOf(this.#directory, state))
  }

  /** The ids of its processes, as the host sees them. */
  async processes(): Promise<number[]> {
    const state = this.#read()
    if (state.pid === 0) return []
    if (state.cgroups.length > 0) return processesOf(state.cgroups)
    return statusOf(this.#directory, state) === 'stopped' ? [] : [state.pid]
  }

  /**
   * What the interfaces that were made for it, and the devices that were moved into it, have received and sent. Nothing
   * for a container that has loopback alone, or the network of the host.
   * @throws ContainerError `ContainerNotExists` if it was destroyed.
   */
  async networkStats(): Promise<NetworkInterface[]> {
    return containerNetworkStats(this.#directory, this.#read())
  }

  /**
   * Sets the container up: afterwards it is `created`, and its program waits for `exec`. If that fails, or is aborted,
   * nothing is left of the container, not even its state directory.
   * @param process what differs from `process` in the config, and where its streams go.
   */
  async start(process: ProcessOptions = {}): Promise<Process> {
    return this.#start(process, false)
  }

  /** `start` and `exec` in one: resolves when the program runs, and rejects if it cannot be executed. */
  async run(process: ProcessOptions = {}): Promise<Process> {
    return this.#start(process, true)
  }

  /**
   * Lets the program of a created container run. An abort kills a container that was started by this process, and ends
   * the waiting for any other.
   * @throws ContainerError `ContainerNotStopped` if it runs already, `ContainerNotRunning` if it has ended.
   */
  async exec({ signal }: Abortable = {}): Promise<void> {
    await this.#locked(signal, async () => {
      const state = this.#read()
      const status = statusUnderLock(this.#directory, state)
      if (status !== 'created') throw cannotStart(status)
      await this.#release(state, signal)
      await this.#poststart(state, signal)
    })
    this.emit('started')
  }

  /**
   * Sends a signal to its first process, or to all of them. Where it shares its pid namespace, SIGKILL goes to all.
   * @throws ContainerError `ContainerNotRunning` if it has ended.
   */
  async signal(signal: NodeJS.Signals | number, { all = false }: { all?: boolean } = {}): Promise<void> {
    const number = signalNumber(signal)
    const state = this.#read()
    if (state.pid !== 0 && (all || (number === sigkill && !ownsProcesses(state)))) {
      signalAll(state.cgroups, number)
      return
    }
    const pidfd = openProcess(state)
    if (pidfd === undefined) throw new ContainerError('ContainerNotRunning', 'container not running')
    send(pidfd, number)
    closeSync(pidfd)
  }

  /**
   * Waits for the end of its process. An abort ends the waiting, not the process.
   * @returns how it ended; of a container that another process started only that it did.
   */
  async wait({ signal }: Abortable = {}): Promise<ExitStatus> {
    if (this.#init) return abortable(this.#init.exit, signal)
    const pidfd = openProcess(this.#read())
    if (pidfd !== undefined) await waitForEnd(pidfd, signal)
    return { oomKilled: false }
  }

  /**
   * Removes the container: its cgroups, its state, and what still runs in a container that was only created.
   * @param options `force`: kills it first if it runs.
   * @throws ContainerError `ContainerNotStopped` or `ContainerPaused` without `force`, `ContainerNotExists`.
   */
  async destroy({ force = false, signal }: Abortable & { force?: boolean } = {}): Promise<void> {
    await this.#locked(signal, async () => {
      const options = {
        environment: this.#environment,
        directory: this.#directory,
        state: this.#read(),
        init: this.#init,
      }
      await destroyContainer({ ...options, force, signal })
    })
    this.emit('destroyed')
  }

  /** Destroys it by force; one that is gone is fine. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.destroy({ force: true })
    } catch (error) {
      if (!(error instanceof ContainerError && error.code === 'ContainerNotExists')) throw error
    }
  }

  async #start(given: ProcessOptions, release: boolean): Promise<Process> {
    await checkProcessOptions(given)
    const { signal, stdio, onConsole, ...changes } = given
    // `create` comes right before, and has worked without a pause: others get their turn of the event loop.
    await new Promise(setImmediate)
    const { init, process } = await this.#locked(signal, () => {
      const directory = this.#directory
      const state = this.#read()
      if (state.pid !== 0) throw cannotStart(statusOf(directory, state))
      const environment = this.#environment
      this.#prepared ??= prepare(environment, this.id, this.#storedConfig(), { bundle: state.bundle })
      const changed = Object.keys(changes).length > 0
      const prepared = changed ? prepareProcess(environment, this.id, this.#prepared, changes) : this.#prepared
      const options = { environment, directory, prepared, state, release }
      return startContainer({
        ...options,
        ...(signal ? { signal } : {}),
        ...(stdio === undefined ? {} : { stdio }),
        ...(onConsole ? { onConsole } : {}),
      })
    })
    this.#init = init
    this.emit('created')
    if (release) this.emit('started')
    init.exit.then((status) => this.emit('exited', status))
    return process
  }

  async #release(state: ContainerState, signal: AbortSignal | undefined): Promise<void> {
    const fifo = join(this.#directory, fileNames.fifo)
    if (this.#init) {
      const reader = openFifo(fifo)
      try {
        await this.#init.untilStarted(reader, signal)
      } finally {
        closeSync(reader)
      }
    } else {
      const pidfd = openProcess(state)
      if (pidfd === undefined) throw cannotStart('stopped')
      try {
        await waitForRelease(fifo, pidfd, signal)
      } finally {
        closeSync(pidfd)
      }
    }
    removeFifo(fifo)
  }

  /** A container whose poststart hook fails is killed. */
  async #poststart(state: ContainerState, signal: AbortSignal | undefined): Promise<void> {
    try {
      await runHooks('poststart', state.hooks.poststart, ociStateOf(state, 'running'), signal)
    } catch (error) {
      await endProcesses(state, this.#init)
      throw error
    }
  }

  async #locked<T>(signal: AbortSignal | undefined, work: () => T | Promise<T>): Promise<T> {
    const unlock = await lock(this.#directory, signal)
    try {
      return await work()
    } finally {
      unlock()
    }
  }

  #find(): ContainerState | undefined {
    const state = readState(this.#directory, this.id)
    return state?.created === this.#created ? state : undefined
  }

  #read(): ContainerState {
    const state = this.#find()
    if (!state) throw new ContainerError('ContainerNotExists', 'container does not exist')
    return state
  }

  #storedConfig(): string {
    return readFileSync(join(this.#directory, fileNames.config), 'utf8')
  }
}

function cannotStart(status: ContainerStatus): ContainerError {
  if (status === 'stopped') {
    return new ContainerError('ContainerNotRunning', 'cannot start a container that has stopped')
  }
  if (status === 'paused') return new ContainerError('ContainerPaused', 'cannot start a container in the paused state')
  return new ContainerError('ContainerNotStopped', 'cannot start an already running container')
}
