// SPDX-License-Identifier: Apache-2.0
// Processes as /proc shows them.
import { readFileSync, statSync } from 'node:fs'
import { fromNodeError } from '../errors.js'

/** One process, and no later one that is given the same pid. */
export interface ProcessId {
  /** As the host sees it. */
  pid: number
  /** Of that process: see `ProcessStat`. */
  startTime: string
}

export interface ProcessStat {
  /** `R`, `S`, `Z` … */
  state: string
  /** Pid of its parent. */
  parent: number
  /** Ticks since boot, decimal: with the pid it names one process and no later one. */
  startTime: string
}

let own: number | undefined

/** The inode of the pid namespace in whose numbers this process sees the others; 0 where its /proc is of another one. */
export function pidNamespace(): number {
  own ??= statSync('/proc/self/ns/pid', { throwIfNoEntry: false })?.ino ?? 0
  return own
}

/** See proc_pid_stat(5). Undefined if there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch (error) {
    // Whatever else it is, it says nothing about the process.
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ESRCH')) return undefined
    throw fromNodeError(`looking for process ${pid}`, error)
  }
}

/** The second field is the program's name in parentheses, which may itself hold spaces and parentheses. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', parent: Number(fields[1]), startTime: fields[19] ?? '' }
}

/** The process of a pidfd, if it is there and a child of `parent`. See proc_pid_fdinfo(5). */
export function childOf(parent: number, pidfd: number): ProcessId | undefined {
  const [, pid] = /^Pid:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${pidfd}`, 'latin1')) ?? []
  const stat = pid === undefined ? undefined : processStat(Number(pid))
  return stat?.parent === parent ? { pid: Number(pid), startTime: stat.startTime } : undefined
}

/** True while the process runs: not a zombie, and not another one that was given the same pid. */
export function isAlive(pid: number, startTime: string): boolean {
  if (pid === 0) return false
  const stat = processStat(pid)
  return stat !== undefined && stat.startTime === startTime && !['Z', 'X', 'x'].includes(stat.state)
}

const isErrno = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
