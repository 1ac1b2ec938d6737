// SPDX-License-Identifier: Apache-2.0

import { isErrno } from '../common/failure.js'
import type { CgroupJoin, CgroupStep } from '../core/types.js'
import { spawnActions } from '../generated/contract.js'
import { addon } from './addon.js'
import { type CgroupOutcome, nativeStep, outcome } from './cgroup.js'
import { initPath } from './locate.js'

/** See `struct gty_launch` in bridge/spawn/launch.h. */
export interface LaunchRequest {
  /** From `sealedInit`. */
  initFd: number
  /** The bootstrap message. */
  message: Uint8Array
  /** CLONE_NEW* for the init. */
  cloneFlags: number
  steps: CgroupStep[]
  /** Of the directories that are its own: see `OwnCgroups`. */
  cgroupMark?: string | undefined
  joins: CgroupJoin[]
  stdio: [number, number, number]
  /** Descriptors that become 3, 4, … */
  preserve: number[]
  /** Path of the exec fifo. */
  fifo: string
  /** Process 1 will be the init's reaper, and reports. */
  reaper?: boolean
  /** Further arguments of the init: tests make an operation fail with them. */
  initArguments?: string[]
}

export interface Launched extends CgroupOutcome {
  /** All directories of its own bear the mark. */
  marked: boolean
  pid: number
  pidfd: number
  /** Our end of the control socket: nonblocking, a message a packet. */
  control: number
  /** The read end of the report pipe, nonblocking; its end is that of the reaper. */
  report?: number
}

/**
 * Makes the cgroup and starts the init in it, on the thread pool: the event loop goes on, and however much memory this
 * process has, none is copied. If it fails, nothing is left, and the error is a `SystemFailure`.
 * The caller keeps its descriptors, and has to close those that come back; a worker's are closed with it.
 */
export async function launch(request: LaunchRequest): Promise<Launched> {
  const { steps, joins, initArguments = [], reaper = false, cgroupMark = '', ...rest } = request
  const [cloneCgroup = '', ...more] = joinsBy('clone', joins)
  if (more.length > 0) throw new TypeError('a process can be cloned into one cgroup only')
  const tasks = joinsBy('tasks', joins)
  const native = { ...rest, reaper, steps: steps.map(nativeStep), cgroupMark, tasks, cloneCgroup }
  const { steps: results, report, ...launched } = await addon().launch({ ...native, initArgs: initArguments })
  const marked = steps.every(({ op, owned }, index) => op !== 'mkdir' || !owned || results[index]?.marked)
  return { ...launched, ...(report < 0 ? {} : { report }), marked, ...outcome(steps, results) }
}

const joinsBy = (way: CgroupJoin['by'], joins: CgroupJoin[]) =>
  joins.filter(({ by }) => by === way).map(({ path }) => path)

/**
 * A sealed copy of the init in memory, made once and kept for the life of the process, which all its threads share.
 * @param spoilt a copy that cannot be executed any more: it is not given again.
 */
export const sealedInit = (path: string = initPath(), spoilt?: number): number => addon().sealInit(path, spoilt)

/**
 * `launch` with the sealed copy. A container whose root is the host's and that has got hold of the copy (in a pid
 * namespace that it shares with an init) can hold it open for writing, or take its executable bits away where the
 * kernel cannot seal them. It can do no more, but nothing would start any more: then a new copy is made.
 */
export async function launchInit(path: string | undefined, request: Omit<LaunchRequest, 'initFd'>): Promise<Launched> {
  const initFd = sealedInit(path)
  try {
    return await launch({ ...request, initFd })
  } catch (error) {
    if (!isErrno(error, 'ETXTBSY') && !isErrno(error, 'EACCES')) throw error
    if (error.action !== spawnActions.executeInit) throw error
    return launch({ ...request, initFd: sealedInit(path, initFd) })
  }
}
