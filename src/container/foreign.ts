// SPDX-License-Identifier: Apache-2.0
// Processes that are somebody else's children: those of containers that another process started, or another object of
// this one, which wants to know how they ended: nothing is reaped here. They are held by a pidfd, so that no other
// process that was given the same pid can be meant.
import { close, pidfdOpen, pidfdSignal, readable } from '../bridge/index.js'
import { ContainerError, fromBridge } from '../errors.js'
import { isErrno } from './directory.js'
import type { Victim } from './kill.js'
import { isAlive, type ProcessId } from './proc.js'
import { isElsewhere } from './state.js'

const sigkill = 9

/** A process, and the pid namespace whose numbers its pid is of: see `ContainerState`. */
type Known = ProcessId & { pidNamespace?: number }

/**
 * A pidfd of the process, or undefined if it is not there any more.
 * @throws ContainerError if nobody can tell from here.
 */
export function openProcess(state: Known): number | undefined {
  const { pid, startTime } = state
  if (isElsewhere(state)) throw notSeen(pid)
  if (!isAlive(pid, startTime)) return undefined
  const pidfd = tryOpen(pid)
  // Between the look and the opening the pid may have become another process's.
  if (pidfd === undefined || isAlive(pid, startTime)) return pidfd
  close(pidfd)
  return undefined
}

/**
 * Waits for the end of a process, and closes its pidfd. Nothing is reaped: what was started by this process is its
 * `Init`'s to reap, which alone is told how it ended.
 */
export async function waitForEnd(pidfd: number, signal?: AbortSignal | undefined): Promise<void> {
  try {
    await readable([pidfd], signal)
  } finally {
    close(pidfd)
  }
}

export const notSeen = (pid: number) =>
  new ContainerError(
    'SystemError',
    `the container's process ${pid} is of another pid namespace: it is not seen from here`,
    {
      hint: 'do this in the pid namespace that the container was started in',
    },
  )

/** False if the process had ended. */
export function send(pidfd: number, signal: number): boolean {
  try {
    pidfdSignal(pidfd, signal)
    return true
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false
    throw error
  }
}

/** False if the process has ended. */
export function signalProcess(process: Known, signal: number): boolean {
  const pidfd = openProcess(process)
  if (pidfd === undefined) return false
  try {
    return send(pidfd, signal)
  } finally {
    close(pidfd)
  }
}

/** Runs `work` with the container's process, or undefined if that has ended. */
export async function withProcess<T>(state: Known, work: (process: Victim | undefined) => Promise<T>): Promise<T> {
  const pidfd = openProcess(state)
  if (pidfd === undefined) return work(undefined)
  const waiting = new AbortController()
  let ended = false
  const exit = readable([pidfd], waiting.signal).then(
    () => {
      ended = true
    },
    () => {},
  )
  try {
    return await work({
      pid: state.pid,
      get ended() {
        return ended
      },
      exit,
      kill: () => void send(pidfd, sigkill),
    })
  } finally {
    waiting.abort()
    close(pidfd)
  }
}

function tryOpen(pid: number): number | undefined {
  try {
    return pidfdOpen(pid)
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return undefined
    throw fromBridge(`looking for process ${pid}`, error)
  }
}
