// SPDX-License-Identifier: Apache-2.0

import { isErrno } from '../common/failure.js'
import { addon } from './addon.js'
import { readable } from './wait.js'

/** How a process ended: one of the two, or neither if it is not a child of this process. */
export interface Ending {
  exitCode?: number
  signal?: number
}

/** Waits for the end of a process and reaps it if it is a child. The pidfd stays open. */
export async function waitPidfd(pidfd: number, signal?: AbortSignal): Promise<Ending> {
  await readable([pidfd], signal)
  try {
    let status = addon().reap(pidfd)
    // A tracer is told of the end first. The pidfd is ready by then, but nothing is to be reaped until it has listened.
    for (; status === null; status = addon().reap(pidfd)) await millisecond()
    return status.signal === 0 ? { exitCode: status.code } : { signal: status.signal }
  } catch (error) {
    if (isErrno(error, 'ECHILD')) return {}
    throw error
  }
}

/** Waits for the end of the children of this process that are in a group whose leader was reaped, and reaps them. */
export async function reapGroup(group: number, signal?: AbortSignal): Promise<void> {
  while (!addon().reapGroup(group)) {
    await millisecond()
    signal?.throwIfAborted()
  }
}

const millisecond = () => new Promise<void>((resolve) => setTimeout(resolve, 1))

/** @throws with code `ESRCH` if there is no such process, `EINVAL` for a thread that leads no process. */
export const pidfdOpen = (pid: number): number => addon().pidfdOpen(pid)

/** @throws with code `ESRCH` if the process has ended and is reaped. */
export const pidfdSignal = (pidfd: number, signal: number): void => addon().pidfdSendSignal(pidfd, signal)

/** prlimit(2) with RLIMIT_* numbers; a limit of 2^64 - 1 is none. */
export const prlimit = (pid: number, resource: number, soft: bigint, hard: bigint): void =>
  addon().setLimit(pid, resource, soft, hard)
