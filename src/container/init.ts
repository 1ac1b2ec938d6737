// SPDX-License-Identifier: Apache-2.0
// The init of a container, from the spawn to the exec: its requests and the answers. See the diagram in
// core-c/include/gantry/bootstrap.h.
import { readSync, writeFileSync } from 'node:fs'
import {
  close,
  type Ending,
  type Launched,
  type LaunchRequest,
  launchInit,
  type Packet,
  pidfdSignal,
  prlimit,
  readable,
  reapGroup,
  receive,
  send,
  waitPidfd,
} from '../bridge/index.js'
import { abortable, onAbort, within } from '../common/abort.js'
import type { ControlFailure, ControlMessage, OperationDescription, Plan } from '../core/types.js'
import {
  ContainerError,
  errnoWords,
  failureText,
  fromBridge,
  fromNodeError,
  stepFailed,
  systemError,
} from '../errors.js'
import { isLimit } from '../hints.js'
import { isErrno } from './directory.js'
import type { Environment } from './environment.js'
import { exitStatus } from './exit.js'
import { signalProcess } from './foreign.js'
import { type KillOptions, killAll, patience, stillThere, type Victim } from './kill.js'
import { childOf, isAlive, type ProcessId, processStat } from './proc.js'
import { notReleased, wasReleased } from './release.js'
import type { ExitStatus } from './types.js'

/** What the container does when its init asks for something. */
export interface Answers {
  /** The second process took over: it is the container's. */
  processExists(): void
  runHooks(kinds: string[], signal: AbortSignal): Promise<void>
  makeNetwork(): Promise<void>
  /** Takes the pty's master. */
  console(master: number): void | Promise<void>
  /** All is set up; the init waits to be let on to the start. */
  created(): void
}

export interface LaunchOptions {
  environment: Environment
  id: string
  plan: Plan
  cgroupMark: string | undefined
  /** Path of the exec fifo. */
  fifo: string
  descriptors: [number, number, number]
  preserve: number[]
}

/** A child of this process. */
interface Child {
  pid: number
  pidfd: number
  startTime: string
  /** Settles when it has ended and is reaped. */
  exit: Promise<ExitStatus>
  ended: boolean
}

const sigkill = 9

export class Init {
  readonly #environment: Environment
  readonly #id: string
  readonly #plan: Plan
  /** Its cgroups bear the mark. */
  readonly cgroupsMarked: boolean
  #control: number
  /** The reaper's: as long as it is open, the container has an owner. */
  #reportPipe: number | undefined
  #programEnding: Ending | undefined
  /** The child of the reaper. */
  #program: ProcessId | undefined
  /** The init need not wait when it is ready. */
  #answeredAhead = false
  /** One, or two while the first hands over to the second. */
  readonly #children: Child[] = []

  private constructor(options: LaunchOptions, { control, report, marked }: Launched) {
    this.#environment = options.environment
    this.#id = options.id
    this.#plan = options.plan
    this.cgroupsMarked = marked
    this.#control = control
    this.#reportPipe = report
  }

  /** Makes the cgroup and spawns the init in it. If that fails nothing is left. */
  static async launch(options: LaunchOptions): Promise<Init> {
    const { environment, id, plan, cgroupMark, fifo, descriptors, preserve } = options
    const { record, message } = plan
    const request: Omit<LaunchRequest, 'initFd'> = {
      message,
      cloneFlags: record.cloneFlags,
      steps: record.cgroup.steps,
      cgroupMark,
      joins: record.cgroup.joins,
      stdio: descriptors,
      preserve,
      fifo,
      reaper: record.reaper ?? false,
      initArguments: environment.initArguments,
    }
    let spawned: Launched
    try {
      spawned = await launchInit(environment.initPath, request)
    } catch (error) {
      throw fromBridge('starting the init', error)
    }
    const init = new Init(options, spawned)
    init.#adopt(spawned.pid, spawned.pidfd)
    const [first] = spawned.skipped
    if (first) {
      const [name, words] = errnoWords(first.errno)
      const paths = new Set(spawned.skipped.map(({ path }) => path))
      const message = `writing ${[...paths].join(', ')} was skipped: ${words} (${name})`
      environment.notice({ id, message, severity: 'debug' })
    }
    return init
  }

  get pid(): number {
    return this.#current.pid
  }

  get startTime(): string {
    return this.#current.startTime
  }

  /** With a reaper: what it reaps for us, from when the container is created. */
  get program(): ProcessId | undefined {
    return this.#program
  }

  get exit(): Promise<ExitStatus> {
    return this.#current.exit
  }

  get ended(): boolean {
    return this.#current.ended
  }

  /**
   * Lets the init go on to the program as soon as it is ready, where it asks for nothing else before: then neither of
   * the two waits for the other.
   */
  answerAhead(): void {
    const { requests, terminal } = this.#plan.record
    // Whoever takes the terminal may fail.
    if (requests > 1 || terminal) return
    this.#answeredAhead = true
    try {
      send(this.#control, this.#environment.core.writeControl('continue'))
    } catch (error) {
      // It has given up already, and said why.
      if (!isErrno(error, 'EPIPE') && !isErrno(error, 'ECONNRESET')) throw error
    }
  }

  /** Answers the init until it has set everything up. An abort kills it. */
  async untilCreated(answers: Answers, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const message = await this.#next(signal)
      if (!message) throw await this.#endedEarly()
      if (await this.#answer(message.content, message.descriptors, answers, signal)) return
    }
  }

  /**
   * Waits until the init is past the exec fifo, or at its end: what it does then is its own.
   * @param reader the read end of the exec fifo.
   */
  async untilReleased(reader: number, signal: AbortSignal | undefined): Promise<void> {
    const released = (either: AbortSignal) => readable([reader, this.#control], either)
    await within(patience, signal, released, notReleased)
  }

  /**
   * Waits until the init has become the user's program, or failed to. An abort kills it.
   * @param reader the read end of the exec fifo: the init's end looks like its exec, but for the byte in there.
   */
  async untilStarted(reader: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      for (;;) {
        const message = await this.#next(signal)
        if (message) this.#report(message.content)
        else if (wasReleased(reader)) return
        else throw await this.#endedEarly('its program was started')
      }
    } finally {
      this.closeControl()
    }
  }

  /**
   * Sends the program a signal.
   * @throws ContainerError if it has ended.
   */
  signal(number: number): void {
    if (!this.#tell(number)) throw new ContainerError('ContainerNotRunning', 'container not running')
  }

  #tell(number: number): boolean {
    const { ended, pidfd } = this.#current
    if (ended) return false
    if (this.#plan.record.reaper) return this.#program !== undefined && signalProcess(this.#program, number)
    pidfdSignal(pidfd, number)
    return true
  }

  /**
   * Kills it and all that is in the cgroups, whatever they are doing, and waits for their end.
   * @throws ContainerError that says what is left, if something does not end.
   */
  async kill(options: KillOptions): Promise<void> {
    const time = options.patience ?? patience
    const rest = (signal: AbortSignal) => this.#takeRest(signal)
    const late = () => stillThere({ pids: [] }, time)
    do {
      await killAll(this.victim, options)
    } while (await within(time, options.signal, rest, late))
    this.closeControl()
  }

  closeControl(): void {
    if (this.#control < 0) return
    close(this.#control)
    this.#control = -1
  }

  get #current(): Child {
    return this.#children.at(-1) as Child
  }

  #adopt(pid: number, pidfd: number): void {
    const exit = untilEnded(pidfd).then((ending) => {
      child.ended = true
      close(pidfd)
      return exitStatus(this.#reported() ?? ending, this.#plan.record.oomFile)
    })
    // Who waits for it is told; if nobody does, that is no reason to end this process.
    exit.catch(() => {})
    const child: Child = {
      pid,
      pidfd,
      startTime: processStat(pid)?.startTime ?? '',
      exit,
      ended: false,
    }
    this.#children.push(child)
  }

  /** How the program ended. Undefined without a reaper, and if that was killed. */
  #reported(): Ending | undefined {
    // Of two processes, the end of the first may be heard of when the second has ended too.
    this.#programEnding ??= this.#readReport()
    return this.#programEnding
  }

  #readReport(): Ending | undefined {
    if (this.#reportPipe === undefined) return undefined
    const packet = Buffer.alloc(64)
    let length: number
    try {
      length = readSync(this.#reportPipe, packet)
    } catch (error) {
      // The second process goes on.
      if (isErrno(error, 'EAGAIN')) return undefined
      throw error
    }
    close(this.#reportPipe)
    this.#reportPipe = undefined
    if (length === 0) return undefined
    const message = this.#environment.core.readControl(packet.subarray(0, length))
    if (message.type !== 'exited') throw new ContainerError('SystemError', `the reaper reports "${message.type}"`)
    const { status, signal } = message
    return signal === undefined ? { exitCode: status ?? 0 } : { signal }
  }

  /** By what is held already: it needs neither a file nor a descriptor. */
  get victim(): Victim {
    const children = this.#children
    return {
      pid: this.pid,
      get ended() {
        return children.every(({ ended }) => ended)
      },
      exit: Promise.all(children.map((child) => child.exit)),
      kill: () => this.#killAll(),
    }
  }

  #killAll(): void {
    for (const { ended, pidfd } of this.#children) if (!ended) pidfdSignal(pidfd, sigkill)
  }

  async #next(signal: AbortSignal | undefined) {
    signal?.throwIfAborted()
    const aborting = onAbort(signal, () => this.#killAll())
    try {
      const packet = await receive(this.#control, signal)
      if (signal?.aborted && packet) this.#discard(packet)
      signal?.throwIfAborted()
      if (!packet) return undefined
      return { content: this.#environment.core.readControl(packet.data), descriptors: packet.descriptors }
    } finally {
      aborting[Symbol.dispose]()
    }
  }

  /** Reads what was sent before the end. Returns true if there was a process in it that nobody knew of. */
  async #takeRest(signal: AbortSignal): Promise<boolean> {
    if (this.#control < 0) return false
    const known = this.#children.length
    while (known === this.#children.length) {
      const packet = await receive(this.#control, signal)
      if (packet) this.#discard(packet)
      // Killed between its clone and its message, the first of two has left one that ends by itself.
      else if (known === 1 && this.#plan.record.twoProcesses) return reapGroup(this.pid, signal).then(() => false)
      else return false
    }
    return true
  }

  /** A packet that nobody acts on any more: what came with it must not be lost. */
  #discard({ data, descriptors }: Packet): void {
    const message = this.#environment.core.readControl(data)
    const [descriptor] = descriptors
    if (descriptor === undefined) return
    if (message.type === 'child') this.#adopt(message.pid, descriptor)
    else close(descriptor)
  }

  /** Lets the init go on. One that has ended meanwhile has nothing more to say. */
  async #continue(signal: AbortSignal | undefined): Promise<void> {
    try {
      send(this.#control, this.#environment.core.writeControl('continue'))
    } catch (error) {
      signal?.throwIfAborted()
      throw isErrno(error, 'EPIPE') || isErrno(error, 'ECONNRESET') ? await this.#endedEarly() : error
    }
  }

  /** Returns true once the container is created. */
  async #answer(
    message: ControlMessage,
    descriptors: number[],
    answers: Answers,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const [descriptor] = descriptors
    switch (message.type) {
      case 'map ids':
        this.#mapIds()
        break
      case 'child':
        if (descriptor === undefined) throw new ContainerError('SystemError', 'the init sent no pidfd of its child')
        this.#adopt(message.pid, descriptor)
        answers.processExists()
        return false
      case 'run hooks':
        await this.#whileItLives(signal, (either) => answers.runHooks(message.kinds, either))
        break
      case 'program':
        if (descriptor === undefined) throw new ContainerError('SystemError', 'the init sent no pidfd of the program')
        // Of nobody else, whatever the init may have become.
        this.#program = childOf(this.pid, descriptor)
        close(descriptor)
        return false
      case 'console':
        if (descriptor === undefined) throw new ContainerError('SystemError', 'the init sent no console')
        await this.#whileItLives(signal, async () => answers.console(descriptor))
        return false
      case 'network':
        await answers.makeNetwork()
        signal?.throwIfAborted()
        break
      case 'limits':
        this.setLimits()
        break
      case 'ready':
        answers.created()
        if (!this.#answeredAhead) await this.#continue(signal)
        return true
      default:
        this.#report(message)
        return false
    }
    await this.#continue(signal)
    return false
  }

  /** What is done for an init ends with it: who wants to be rid of a container kills its process. */
  async #whileItLives(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const end = new AbortController()
    this.exit.then(
      () => end.abort(),
      () => {},
    )
    const either = signal ? AbortSignal.any([signal, end.signal]) : end.signal
    try {
      await abortable(work(either), either)
      signal?.throwIfAborted()
    } catch (error) {
      signal?.throwIfAborted()
      throw end.signal.aborted ? await this.#endedEarly() : error
    }
  }

  /** Messages that want no answer. */
  #report(message: ControlMessage): void {
    if (message.type === 'failed') {
      throw stepFailed(this.#environment.core, this.#plan.message, this.#plan.record.steps, message)
    }
    if (message.type === 'notice') this.#notice({ ...message, type: 'failed' })
  }

  #notice(failure: ControlFailure): void {
    const attributes = this.#environment.core.describe(this.#plan.message).operations[failure.step - 1]
    const message = failureText(failure, this.#plan.record.steps, attributes)
    const skipped = isSkipped(attributes, failure.errnoName)
    this.#environment.notice({
      id: this.#id,
      message: `${message}; ${skipped ? 'the step is skipped' : 'going on with the alternative'}`,
      severity: 'debug',
    })
  }

  #mapIds(): void {
    const { idMaps } = this.#plan.record
    if (!idMaps) throw new ContainerError('SystemError', 'the init asks for id maps that the plan does not have')
    const directory = `/proc/${this.#unreaped()}`
    try {
      if (idMaps.denySetgroups) writeFileSync(`${directory}/setgroups`, 'deny')
      writeFileSync(`${directory}/uid_map`, idMaps.uid)
      writeFileSync(`${directory}/gid_map`, idMaps.gid)
    } catch (error) {
      throw fromNodeError('mapping the ids of the user namespace', error)
    }
  }

  /** Of the process that the program will be. */
  setLimits(): void {
    for (const { resource, name, soft, hard } of this.#plan.record.rlimits) {
      try {
        prlimit(this.#pidOfProgram(), resource, BigInt(soft), BigInt(hard))
      } catch (error) {
        throw fromNodeError(`setting ${name} to ${soft}:${hard}`, error)
      }
    }
  }

  #pidOfProgram(): number {
    if (!this.#plan.record.reaper) return this.#unreaped()
    if (this.#program && isAlive(this.#program.pid, this.#program.startTime)) return this.#program.pid
    throw new ContainerError('SystemError', 'the program has ended')
  }

  /** The pid, as long as it can be nobody else's. */
  #unreaped(): number {
    if (this.ended) throw new ContainerError('SystemError', 'the init has ended')
    return this.pid
  }

  /** The control socket ended before the container was created, without a word. */
  async #endedEarly(before = 'the container was created'): Promise<ContainerError> {
    const { signal, exitCode, oomKilled } = await this.exit
    if (oomKilled) {
      return systemError('the init was killed for the memory limit of the container', 12, {
        hint: 'raise linux.resources.memory.limit',
      })
    }
    const ending = signal === undefined ? `with exit status ${exitCode}` : `by ${signal}`
    return new ContainerError('SystemError', `the init ended ${ending} before ${before}`)
  }
}

/** Milliseconds between two tries to wait, where no descriptor is to be had. */
const waitPause = 50

/** Also where this process has no descriptor left to wait with: it will have one again, and the end is not lost. */
async function untilEnded(pidfd: number): Promise<Ending> {
  for (;;) {
    try {
      return await waitPidfd(pidfd)
    } catch (error) {
      if (!isLimit(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, waitPause))
    }
  }
}

/** Of a step with an alternative for the errno: whether that is to do nothing. */
function isSkipped(operation: OperationDescription | undefined, errnoName: string): boolean {
  return (operation?.on ?? []).find(({ errno }) => errno.includes(errnoName))?.skip === true
}
