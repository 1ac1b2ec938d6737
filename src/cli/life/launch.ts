// SPDX-License-Identifier: Apache-2.0
// What `create` and `run` have in common: from the command line to a container with a process.
import { close, sendDescriptor } from '../../bridge/index.js'
import type { Container } from '../../container/container.js'
import type { Process } from '../../container/process.js'
import type { Call } from '../frame/call.js'
import { readBundle } from '../frame/config.js'
import { containers } from '../frame/containers.js'
import { replaceFile, requireFile } from '../frame/file.js'
import { preservedDescriptors } from './preserve.js'
import type { ForegroundStreams } from './streams.js'

export interface Launch {
  /** Whether this process goes on when the container runs. */
  detach: boolean
  /** Whether the program is started, or waits for `start`. */
  run: boolean
  /** In the foreground: the streams of a container without a terminal. */
  streams?: ForegroundStreams
  /** In the foreground: takes the master of the container's terminal. */
  onConsole?: (master: number) => void
  /** Its abort leaves nothing of the container. */
  signal?: AbortSignal
}

export interface Launched {
  container: Container
  process: Process
}

/** Starts the container of `call`. If that fails nothing is left of it. */
export async function launch(call: Call, { detach, run, streams, onConsole, signal }: Launch): Promise<Launched> {
  const { options, log } = call
  const pidFile = options.text('pid-file')
  const pidPath = pidFile === undefined ? undefined : call.absolute(pidFile)
  const { path, config } = readBundle(call)
  const [id = ''] = call.args
  if (id === '') throw new Error('container id cannot be empty')
  if (pidPath !== undefined) requireFile(pidPath)
  const preserve = preservedDescriptors(call)
  const abort = signal === undefined ? {} : { signal }
  const container = await containers(call).create(id, config, {
    bundle: path,
    preserve,
    noPivot: options.flag('no-pivot'),
    noNewKeyring: options.flag('no-new-keyring'),
    ...abort,
  })
  try {
    const terminal = container.config.process?.terminal ?? false
    const socket = consoleSocket(call, detach, terminal)
    const console = socket === undefined ? onConsole : (master: number) => hand(master, socket)
    // The words of these three are runc's: who reads debug logs searches for them.
    log.debug('nsexec container setup', { id })
    const stdio = terminal ? undefined : streams?.open()
    const process = await container.start({
      stdio: stdio ?? [...call.streams],
      ...(console ? { onConsole: console } : {}),
      ...abort,
    })
    log.debug('child process in init(): set up, waits for the start', { id, pid: process.pid })
    if (pidPath !== undefined) replaceFile(pidPath, `${process.pid}`)
    if (run) {
      await container.exec(abort)
      log.debug('init: closing the pipe to signal completion', { id })
    }
    return { container, process }
  } catch (error) {
    // A failed start has removed it already.
    await container[Symbol.asyncDispose]()
    throw error
  }
}

/** @throws Error where a terminal would belong to nobody, or a socket would get none */
function consoleSocket({ options, program, absolute }: Call, detach: boolean, terminal: boolean): string | undefined {
  const socket = options.text('console-socket')
  if (detach && terminal && socket === undefined)
    throw new Error(`cannot allocate tty if ${program} will detach without setting console socket`)
  if (socket !== undefined && !(detach && terminal))
    throw new Error(`cannot use console socket if ${program} will not detach or allocate tty`)
  return socket === undefined ? undefined : absolute(socket)
}

async function hand(master: number, socket: string): Promise<void> {
  try {
    await sendDescriptor(socket, master, '/dev/ptmx')
  } finally {
    close(master)
  }
}
