// SPDX-License-Identifier: Apache-2.0
import { closeSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { close, removeCgroups } from '../bridge/index.js'
import { abortable } from '../common/abort.js'
import { Undo } from '../common/undo.js'
import type { OciConfig } from '../config/oci.js'
import { ContainerError, isContainerError } from '../errors.js'
import { isLimit } from '../hints.js'
import { runHooks } from '../hooks/run.js'
import type { NetworkInterface } from '../network/statistics.js'
import { checkProcessOptions } from '../schema/check-options.js'
import { called } from '../stack.js'
import { destroyContainer, endProcesses } from './destroy.js'
import { ContainerEmitter } from './emitter.js'
import type { Environment } from './environment.js'
import { signalNumber } from './exit.js'
import { openProcess, signalProcess, waitForEnd, withProcess } from './foreign.js'
import type { Init } from './init.js'
import { kill, processesOf, signalAll, stillThere } from './kill.js'
import { lock } from './lock.js'
import { containerNetworkStats } from './network.js'
import { forget } from './ownership.js'
import { type Prepared, prepare, prepareProcess } from './prepare.js'
import type { Process } from './process.js'
import { openFifo, removeFifo, waitForRelease } from './release.js'
import { startContainer } from './start.js'
import { type ContainerState, fileNames, isDamage, isUnwritten, ownsProcesses, readState } from './state.js'
import { cannotStart, notSetUp, ociStateOf, statusOf, statusUnderLock } from './status.js'
import type { Abortable, ContainerEvents, ContainerStatus, ExitStatus, OciState, ProcessOptions } from './types.js'
import { endOf, onceGone } from './watch.js'

const sigkill = 9
const sigcont = 18
const sigstop = 19
/** Milliseconds that SIGKILL has to be seen at work. */
const killPatience = 1000
/** Milliseconds between two tries to end a container that somebody else is at work on. */
const killPause = 100

/** What only `create` knows. */
interface Made {
  prepared?: Prepared
  disown?: () => void
}

/**
 * A container. Made by a factory's `create` and `load`.
 * Several processes may work on the same one: what changes it takes turns.
 */
export class Container extends ContainerEmitter {
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
  /** The same, should the file be lost. */
  #started: ContainerState | undefined
  #process: Process | undefined
  /** Once it is gone: nobody owns it any more. */
  readonly #disown: () => void

  /** @internal */
  constructor(environment: Environment, directory: string, state: ContainerState, made: Made = {}) {
    super()
    this.id = state.id
    this.#created = state.created
    this.#environment = environment
    this.#directory = directory
    this.#prepared = made.prepared
    this.#disown = made.disown ?? (() => forget(environment.root, this.id))
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
    if (state.cgroups.length > 0) return processesOf(state)
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
    return called(this.start, () => this.#start(process, false))
  }

  /** `start` and `exec` in one: resolves when the program runs, and rejects if it cannot be executed. */
  async run(process: ProcessOptions = {}): Promise<Process> {
    return called(this.run, () => this.#start(process, true))
  }

  /**
   * Lets the program of a created container run. An abort kills a container that was started by this process, and ends
   * the waiting for any other.
   * @throws ContainerError `ContainerNotStopped` if it runs already, `ContainerNotRunning` if it has ended.
   */
  async exec({ signal }: Abortable = {}): Promise<void> {
    await called(this.exec, async () => {
      const { state, started } = await this.#locked(signal, async () => {
        const state = this.#read()
        const status = statusUnderLock(this.#directory, state)
        if (state.pid === 0) throw notSetUp()
        if (status !== 'created') throw cannotStart(status)
        return { state, started: await this.#release(state, signal) }
      })
      await started()
      await this.#poststart(state, signal)
    })
    this.emit('started')
  }

  /**
   * Sends a signal to its program, or to all of its processes. SIGKILL goes to all, and thaws them: what is frozen does
   * not die.
   * @throws ContainerError `ContainerNotRunning` if it has ended, `SystemError` if it is kept frozen from outside.
   */
  async signal(signal: NodeJS.Signals | number, { all = false }: { all?: boolean } = {}): Promise<void> {
    const number = signalNumber(signal)
    // Neither a lost state nor a want of descriptors keeps it alive.
    if (number === sigkill && this.#init && !this.#init.ended) this.#init.victim.kill()
    const state = this.#known()
    if (number === sigkill) return this.#kill(state, all)
    if (state.pid !== 0 && all) {
      await signalAll(state, number)
      // A reaper has its owner to look after.
      if (number === sigstop && state.program) signalProcess(state, sigcont)
    } else if (this.#init) {
      this.#init.signal(number)
    } else if (!signalProcess({ ...state, ...state.program }, number)) {
      throw new ContainerError('ContainerNotRunning', 'container not running')
    }
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
    // Who is at work on it may be so for long, and wait for what is not wanted any more. It gives up with its process.
    const busy = force ? atMostEvery(killPause, () => this.#killAhead()) : undefined
    const work = async (unlock: () => void) => {
      const options = {
        environment: this.#environment,
        directory: this.#directory,
        state: this.#known(),
        init: this.#init,
      }
      await destroyContainer({ ...options, force, signal, unlock })
    }
    try {
      await called(this.destroy, () => this.#locked(signal, work, busy))
    } catch (error) {
      // Somebody has taken its directory away: what was started here is not left running for that.
      if (isGone(error)) await this.#endLost(signal)
      throw error
    } finally {
      // Also where a hook that came last has failed.
      if (!existsSync(this.#directory)) this.#process?.finish()
    }
    this.emitOnce('destroyed')
  }

  /** Destroys it by force; one that is gone is fine. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.destroy({ force: true })
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }

  async #endLost(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#started || !this.#init) return
    await endProcesses(this.#started, this.#init, signal)
    if (this.#started.cgroupMark !== undefined) await removeCgroups(this.#started)
  }

  async #start(given: ProcessOptions, release: boolean): Promise<Process> {
    await checkProcessOptions(given)
    const { signal, stdio, onConsole, ...changes } = given
    // `create` comes right before, and has worked without a pause: others get their turn of the event loop.
    await new Promise(setImmediate)
    const { init, process, state } = await this.#locked(signal, async (unlock) => {
      const directory = this.#directory
      const state = this.#read()
      if (state.pid !== 0) throw cannotStart(statusOf(directory, state))
      if (isUnwritten(state)) throw neverMade()
      const environment = this.#environment
      this.#prepared ??= prepare(environment, this.id, this.#storedConfig(), { bundle: state.bundle })
      const changed = Object.keys(changes).length > 0
      const prepared = changed ? prepareProcess(environment, this.id, this.#prepared, changes) : this.#prepared
      const options = { environment, directory, prepared, state, release, unlock }
      const started = await startContainer({
        ...options,
        ...(signal ? { signal } : {}),
        ...(stdio === undefined ? {} : { stdio }),
        ...(onConsole ? { onConsole } : {}),
      })
      return { ...started, state }
    })
    this.#init = init
    this.#started = state
    this.#process = process
    if (release) await this.#poststartOfRun(state, process, signal)
    this.emit('created')
    if (release) this.emit('started')
    init.exit.then(
      (status) => this.emit('exited', status),
      () => {},
    )
    return process
  }

  /** Returns what waits for the program itself: with hooks of the container before it, that may take long. */
  async #release(state: ContainerState, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
    const fifo = join(this.#directory, fileNames.fifo)
    const init = this.#init
    if (!init) {
      const pidfd = openProcess(state)
      if (pidfd === undefined) throw cannotStart('stopped')
      try {
        await waitForRelease(fifo, pidfd, signal)
      } finally {
        close(pidfd)
      }
      removeFifo(fifo)
      return async () => {}
    }
    const reader = openFifo(fifo)
    const untilStarted = async () => {
      try {
        await init.untilStarted(reader, signal)
      } finally {
        closeSync(reader)
        if (signal?.aborted) await endProcesses(state, init)
      }
    }
    try {
      await init.untilReleased(reader, signal)
    } catch (error) {
      closeSync(reader)
      if (signal?.aborted) await endProcesses(state, init)
      throw error
    }
    removeFifo(fifo)
    return untilStarted
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

  /** What others do with it is looked at from when somebody wants to hear of it. */
  protected override listenedTo(event: keyof ContainerEvents): void {
    const state = this.#find()
    if (!state) return
    if (event === 'exited' && !this.#init) {
      endOf(state).then(
        (status) => status && this.emit('exited', status),
        () => {},
      )
    } else if (event === 'destroyed') {
      onceGone(
        this.#directory,
        () => this.#find() === undefined,
        () => this.emitOnce('destroyed'),
      )
    }
  }

  /** Of one whose start has to leave nothing if it fails. */
  async #poststartOfRun(state: ContainerState, process: Process, signal: AbortSignal | undefined): Promise<void> {
    const undo = new Undo()
    undo.add(() => this[Symbol.asyncDispose]())
    undo.add(() => {
      for (const end of [process.stdin, process.stdout, process.stderr, process.console]) end?.destroy()
    })
    try {
      await runHooks('poststart', state.hooks.poststart, ociStateOf(state, 'running'), signal)
    } catch (error) {
      await undo.fail(error)
    }
  }

  async #kill(state: ContainerState, all: boolean): Promise<void> {
    const everyone = all || !ownsProcesses(state)
    const init = this.#init
    const held: typeof withProcess = init
      ? (_, work) => work(init.ended ? undefined : init.victim)
      : (known, work) => withProcess(known, work)
    const rest = await held(state, async (process) => {
      if (!process && (state.pid === 0 || !everyone)) {
        throw new ContainerError('ContainerNotRunning', 'container not running')
      }
      return kill(process, { of: state, everyone, patience: killPatience })
    })
    // Any other takes it when the kernel lets go of it.
    if (rest?.frozenAbove !== undefined) throw stillThere(rest, killPatience)
  }

  /** Without the lock, and without waiting for the end of what is killed. */
  async #killAhead(): Promise<void> {
    const state = this.#find()
    if (state === undefined || state.pid === 0) return
    await withProcess(state, async (process) => {
      if (process) await kill(process, { of: state, everyone: false, patience: 0 })
    })
  }

  async #locked<T>(
    signal: AbortSignal | undefined,
    work: (unlock: () => void) => Promise<T>,
    busy?: () => Promise<void>,
  ): Promise<T> {
    try {
      const unlock = await lock(this.#directory, { signal, busy })
      try {
        return await work(unlock)
      } finally {
        unlock()
      }
    } finally {
      if (!existsSync(this.#directory)) this.#disown()
    }
  }

  #find(): ContainerState | undefined {
    const state = readState(this.#directory, this.id)
    return state?.created === this.#created ? state : undefined
  }

  /** Of a container that was started here also where the file is lost or damaged. */
  #known(): ContainerState {
    const started = this.#started
    if (!started) return this.#read()
    try {
      const state = readState(this.#directory, this.id)
      if (state?.created === this.#created) return state
      // Another's, of the same id.
      if (state && !isUnwritten(state)) throw gone()
    } catch (error) {
      if (!isDamage(error) && !isLimit((error as Error).cause)) throw error
    }
    return started
  }

  #read(): ContainerState {
    const state = this.#find()
    if (!state) throw gone()
    return state
  }

  #storedConfig(): string {
    return readFileSync(join(this.#directory, fileNames.config), 'utf8')
  }
}

const isGone = (error: unknown) => isContainerError(error) && error.code === 'ContainerNotExists'

const gone = () => new ContainerError('ContainerNotExists', 'container does not exist')

function neverMade(): ContainerError {
  return new ContainerError('SystemError', 'the container was never completely created', {
    hint: 'who created it was interrupted: delete it, and create it again',
  })
}

/** The work, but nothing where it is called again too soon. */
function atMostEvery(milliseconds: number, work: () => Promise<void>): () => Promise<void> {
  let next = 0
  return async () => {
    if (performance.now() < next) return
    await work()
    next = performance.now() + milliseconds
  }
}
