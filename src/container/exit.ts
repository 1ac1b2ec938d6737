// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { ExitStatus } from './types.js'

const signalNames = new Map<number, string>(Object.entries(constants.signals).map(([name, number]) => [number, name]))
// Of two names for one number the last one was kept: these are the usual ones.
for (const name of ['SIGABRT', 'SIGIO', 'SIGCHLD', 'SIGSYS'] as const) signalNames.set(constants.signals[name], name)
const firstRealTime = 34

/** `SIGKILL`, `SIGRTMIN+2` … */
export function signalName(number: number): string {
  const name = signalNames.get(number)
  if (name !== undefined) return name
  return number >= firstRealTime ? `SIGRTMIN+${number - firstRealTime}` : `signal ${number}`
}

/** @throws TypeError if there is no such signal. */
export function signalNumber(signal: NodeJS.Signals | number): number {
  const number = typeof signal === 'number' ? signal : constants.signals[signal]
  if (Number.isInteger(number) && number >= 0 && number <= 64) return number
  throw new TypeError(`unknown signal ${JSON.stringify(signal)}`)
}

/** @param oomFile see `PlanRecord`; it has to be read before the cgroup is removed. */
export function exitStatus(ending: { exitCode?: number; signal?: number }, oomFile?: string): ExitStatus {
  const oomKilled = oomFile !== undefined && countsOomKill(oomFile)
  const { exitCode, signal } = ending
  if (signal !== undefined) return { signal: signalName(signal), status: 128 + signal, oomKilled }
  if (exitCode !== undefined) return { exitCode, status: exitCode, oomKilled }
  return { oomKilled }
}

/** v1 memory.oom_control and v2 memory.events both have a line `oom_kill N`. */
function countsOomKill(path: string): boolean {
  try {
    return /^oom_kill [1-9]/m.test(readFileSync(path, 'latin1'))
  } catch {
    return false
  }
}
