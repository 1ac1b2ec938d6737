// SPDX-License-Identifier: Apache-2.0
// Processes that are not children of this one: those of containers that another process started, and those that a
// container made. They are held by a pidfd, so that no other process that was given the same pid can be meant.
import { closeSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pidfdOpen, pidfdSignal, waitPidfd } from '../bridge/index.js'
import { ContainerError } from '../errors.js'
import { isErrno } from './directory.js'
import { isAlive } from './proc.js'
import type { ContainerState } from './state.js'

const sigkill = 9

/** A pidfd of the container's process, or undefined if it is not there any more. */
export function openProcess({ pid, startTime }: ContainerState): number | undefined {
  if (!isAlive(pid, startTime)) return undefined
  const pidfd = tryOpen(pid)
  // Between the look and the opening the pid may have become another process's.
  if (pidfd === undefined || isAlive(pid, startTime)) return pidfd
  closeSync(pidfd)
  return undefined
}

/** Waits for the end of a process, and closes its pidfd. */
export async function waitForEnd(pidfd: number, signal?: AbortSignal | undefined): Promise<void> {
  try {
    await waitPidfd(pidfd, signal)
  } finally {
    closeSync(pidfd)
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

/** The processes of the container, by its cgroups: all hierarchies hold the same ones, so one is asked. */
export function processesOf(cgroups: string[]): number[] {
  const [directory] = cgroups
  if (directory === undefined || !existsSync(directory)) return []
  // A damaged state must not make all processes of the machine the container's.
  if (!existsSync(join(directory, '../cgroup.procs'))) {
    throw new ContainerError('SystemError', `${directory} is no container's cgroup but the root of a hierarchy`, {
      path: directory,
    })
  }
  return processesBelow(directory)
}

/** Kills all that is in the cgroups and waits for its end. What is forked meanwhile is found in the next round. */
export async function killAll(cgroups: string[]): Promise<void> {
  let before = ''
  for (;;) {
    const freezer = freeze(cgroups)
    const pids = processesOf(cgroups)
    const pidfds = pids.map(tryOpen).filter((pidfd) => pidfd !== undefined)
    for (const pidfd of pidfds) send(pidfd, sigkill)
    if (freezer !== undefined) writeFileSync(freezer, 'THAWED')
    await Promise.all(pidfds.map((pidfd) => waitForEnd(pidfd)))
    // Those that are still there have been killed: zombies that nobody reaps.
    const now = pids.join()
    if (now === before) return
    before = now
  }
}

/** Sends a signal to all that is in the cgroups. */
export function signalAll(cgroups: string[], signal: number): void {
  for (const pid of processesOf(cgroups)) {
    const pidfd = tryOpen(pid)
    if (pidfd === undefined) continue
    send(pidfd, signal)
    closeSync(pidfd)
  }
}

/** A frozen process takes no signal, not even SIGKILL on v1. */
export function thaw(cgroups: string[]): void {
  for (const directory of cgroups) {
    tryWrite(join(directory, 'freezer.state'), 'THAWED')
    tryWrite(join(directory, 'cgroup.freeze'), '0')
  }
}

/** So that nothing forks away while it is killed (v1; v2 kills a frozen process too). */
function freeze(cgroups: string[]): string | undefined {
  return cgroups.map((directory) => join(directory, 'freezer.state')).find((path) => tryWrite(path, 'FROZEN'))
}

function tryWrite(path: string, value: string): boolean {
  try {
    // Without O_CREAT: cgroup directories have the files that they have.
    writeFileSync(path, value, { flag: 'r+' })
    return true
  } catch {
    return false
  }
}

function tryOpen(pid: number): number | undefined {
  try {
    return pidfdOpen(pid)
  } catch {
    return undefined
  }
}

function processesBelow(directory: string): number[] {
  try {
    const own = readFileSync(join(directory, 'cgroup.procs'), 'latin1').split('\n').filter(Boolean).map(Number)
    const below = readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => processesBelow(join(directory, name)))
    return [...own, ...below]
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENODEV')) return []
    throw error
  }
}
