// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os'
import type { CgroupStep } from '../core/types.js'
import { spawnSteps } from '../generated/contract.js'
import { addon } from './addon.js'
import type { NativeStep, NativeStepResult } from './native.js'

/** What became of a list of cgroup steps. */
export interface CgroupOutcome {
  /** Directories that were not there before. */
  made: string[]
  /** Steps that were skipped at an errno that their `skip` allows. */
  skipped: { path: string; errno: number }[]
}

const numbers: Readonly<Record<string, number>> = constants.errno
const empty = new Uint8Array()

/** Cgroups of one container: a directory a hierarchy. */
export interface OwnCgroups {
  cgroups: string[]
  /**
   * What tells them from another's of the same paths: their directories bear it as an extended attribute, and one that
   * does not is treated as if it were not there. Undefined: whatever they bear.
   */
  cgroupMark?: string | undefined
}

/**
 * Carries the steps out in order, and puts the mark on the owned directories. If one fails, those that were made are
 * removed again.
 */
export async function applyCgroup(steps: CgroupStep[], mark = ''): Promise<CgroupOutcome> {
  const native = steps.map(nativeStep)
  return outcome(steps, await addon().applyCgroup(native, mark))
}

/**
 * Removes cgroup directories with all that is beneath them, in the given order. One that is not there is fine.
 * Processes in them are not killed, but their end is waited for. After `timeout` milliseconds less is left of what was
 * too much to be removed in that time.
 * @throws with code `EBUSY`, or `ETIMEDOUT`.
 */
export const removeCgroups = ({ cgroups, cgroupMark = '' }: OwnCgroups, timeout = 2000): Promise<void> =>
  addon().removeCgroups(cgroups, cgroupMark, timeout)

/** The mark that a cgroup bears, if there is the one and the other. */
export const cgroupMark = (path: string): string | undefined => addon().cgroupMark(path)

/** What a round over cgroups has met. */
export interface CgroupRound {
  /** Processes that had not ended; 0 stands for one of a pid namespace that is not ours. */
  pids: number[]
  /** Something in them was frozen. */
  frozen: boolean
  /** The directory that stays frozen (v1), because one above it is. */
  frozenAbove?: string
}

/**
 * One round over cgroups and all beneath them, of any number and depth, that signals their processes; with signal 0
 * they are only listed. SIGKILL also thaws, for on v1 nothing frozen dies, and removes what is found empty beneath them:
 * the next round has less to look at.
 * @param freeze everything is frozen meanwhile, so that nothing forks away.
 * @param timeout of the round, in milliseconds.
 * @throws with code `EBUSY` for the root of a hierarchy, `EDEADLK` if this process is in one (then nothing has been
 *   signalled), `ETIMEDOUT`.
 */
export const signalCgroups = (
  { cgroups, cgroupMark = '' }: OwnCgroups,
  signal: number,
  { freeze = false, timeout = 2000 }: { freeze?: boolean; timeout?: number } = {},
): Promise<CgroupRound> => addon().signalCgroups(cgroups, cgroupMark, signal, freeze, timeout)

export function nativeStep(step: CgroupStep): NativeStep {
  const { op, path, from = '', owned = false, needed = '', optional = '', skip = [] } = step
  return { op: spawnSteps[op], path, from, value: bytesOf(step), owned, needed, optional, skip: skip.map(errnoOf) }
}

export function outcome(steps: CgroupStep[], results: NativeStepResult[]): CgroupOutcome {
  const made = steps.filter((_, index) => results[index]?.made).map(({ path }) => path)
  const skipped = steps
    .map(({ path }, index) => ({ path, errno: results[index]?.skipped ?? 0 }))
    .filter(({ errno }) => errno !== 0)
  return { made, skipped }
}

function bytesOf({ op, path, value }: CgroupStep): Uint8Array {
  if (op === 'mkdir' || op === 'copy' || op === 'enable') return empty
  if (value === undefined) throw new TypeError(`the cgroup step "${op}" on ${path} has no value`)
  return Buffer.from(value, op === 'write' ? 'utf8' : 'base64')
}

function errnoOf(name: string): number {
  const number = numbers[name]
  if (number === undefined) throw new TypeError(`unknown errno ${name}`)
  return number
}
