// SPDX-License-Identifier: Apache-2.0
// Processes that are somebody else's children: those of containers that another process started, or another object of
// this one, which wants to know how they ended: nothing is reaped here. They are held by a pidfd, so that no other
// process that was given the same pid can be meant.
import { readFileSync } from 'node:fs'
import { close, pidfdOpen, pidfdSignal, readable } from '../bridge/index.js'
import { isErrno } from './directory.js'
import type { Victim } from './kill.js'
import { isAlive } from './proc.js'
import type { ContainerState } from './state.js'

const sigkill = 9
const sigstop = 19

/** A pidfd of the container's process, or undefined if it is not there any more. */
export function openProcess({ pid, startTime }: Pick<ContainerState, 'pid' | 'startTime'>): number | undefined {
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

/** Of a reaper that is the program: it was there before all that were given to the reaper later. */
export function stopFirstChild(parent: number): void {
  const children = () => readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1').split(' ')
  const [child] = children()
  const pidfd = child ? tryOpen(Number(child)) : undefined
  if (pidfd === undefined) return
  // As long as it is listed it is not reaped, and its pid nobody else's.
  if (children()[0] === child) send(pidfd, sigstop)
  close(pidfd)
}

/** Runs `work` with the container's process, or undefined if that has ended. */
export async function withProcess<T>(
  state: Pick<ContainerState, 'pid' | 'startTime'>,
  work: (process: Victim | undefined) => Promise<T>,
): Promise<T> {
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
  } catch {
    return undefined
  }
}
