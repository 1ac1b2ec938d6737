// SPDX-License-Identifier: Apache-2.0
// Processes as /proc shows them.
import { readFileSync } from 'node:fs'

export interface ProcessStat {
  /** `R`, `S`, `Z` … */
  state: string
  /** Ticks since boot, decimal: with the pid it names one process and no later one. */
  startTime: string
}

/** See proc_pid_stat(5). Undefined if there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

/** The second field is the program's name in parentheses, which may itself hold spaces and parentheses. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', startTime: fields[19] ?? '' }
}

/** True while the process runs: not a zombie, and not another one that was given the same pid. */
export function isAlive(pid: number, startTime: string): boolean {
  if (pid === 0) return false
  const stat = processStat(pid)
  return stat !== undefined && stat.startTime === startTime && !['Z', 'X', 'x'].includes(stat.state)
}
