// SPDX-License-Identifier: Apache-2.0
// Killing what is in a container: killed, thawed and looked at again, until nothing is left or its time is over.
import { readFileSync } from 'node:fs'
import { type CgroupRound, isSystemFailure, type OwnCgroups, signalCgroups } from '../bridge/index.js'
import { abortable } from '../common/abort.js'
import { ContainerError, fromBridge } from '../errors.js'
import { isLimit } from '../hints.js'
import { processStat } from './proc.js'

/** Milliseconds that what was killed has to end. */
export const patience = 10_000

/** Milliseconds that a round has, also at the end of all patience. */
const shortestRound = 2000

const sigkill = 9

/** The process that the container stands and falls with. */
export interface Victim {
  readonly pid: number
  readonly ended: boolean
  /** Settles when it has ended. */
  readonly exit: Promise<unknown>
  kill(): void
}

export interface KillOptions {
  of: OwnCgroups
  /** Nothing in the cgroups may be left; otherwise the end of the victim is the end of all. */
  everyone: boolean
  /** Milliseconds. */
  patience?: number
  signal?: AbortSignal | undefined
}

/** What is there still. */
export interface Rest extends Pick<CgroupRound, 'pids' | 'frozenAbove'> {
  /** There are more cgroups than could be looked at. */
  unfinished?: true
}

/** Kills it and all that is in the cgroups, and waits for their end. Returns what has not ended in time. */
export async function kill(victim: Victim | undefined, options: KillOptions): Promise<Rest | undefined> {
  const { of, everyone, signal } = options
  const end = performance.now() + (options.patience ?? patience)
  const ended = () => victim?.ended ?? true
  for (let round = 0, pause = 1; ; round++, pause = Math.min(2 * pause, 50)) {
    if (!ended()) victim?.kill()
    if (ended() && !everyone) return undefined
    // What forks as fast as it is killed is held fast, once the first rounds were not enough.
    const rest = await killRound(of, round > 1, end)
    if (ended() && (isNothing(rest) || !everyone)) return undefined
    if (performance.now() > end) return isNothing(rest) && victim ? { ...rest, pids: [victim.pid] } : rest
    await abortable(ended() || !victim ? sleep(pause) : Promise.race([sleep(pause), victim.exit]), signal)
  }
}

/** @throws ContainerError that says what is left. */
export async function killAll(victim: Victim | undefined, options: KillOptions): Promise<void> {
  const rest = await kill(victim, options)
  if (rest) throw stillThere(rest, options.patience ?? patience)
}

/** Sends a signal to all that is in the cgroups. */
export async function signalAll(of: OwnCgroups, signal: number): Promise<void> {
  await roundOver(first(of), signal)
}

/** The processes of the container, by its cgroups. */
export async function processesOf(of: OwnCgroups): Promise<number[]> {
  return (await roundOver(first(of), 0)).pids
}

/** All hierarchies hold the same processes, so one is asked. */
const first = ({ cgroups, cgroupMark }: OwnCgroups): OwnCgroups => ({ cgroups: cgroups.slice(0, 1), cgroupMark })

export function stillThere({ pids, frozenAbove, unfinished }: Rest, after: number): ContainerError {
  if (unfinished) {
    return new ContainerError('SystemError', `the cgroups in the container's own are too many for ${after / 1000} s`, {
      hint: 'those that were found empty are removed: delete the container again',
    })
  }
  const left = [...new Set(pids)]
  const names = left.slice(0, 8).map(nameOf).join(', ')
  const what = left.length === 0 ? 'processes of the container are' : `${names} ${left.length > 1 ? 'are' : 'is'}`
  const why = frozenAbove === undefined ? '' : `: a cgroup above ${frozenAbove} is frozen`
  return new ContainerError('SystemError', `${what} still there ${after / 1000} s after SIGKILL${why}`, {
    ...(frozenAbove === undefined ? {} : { path: frozenAbove }),
    hint: `${frozenAbove === undefined ? 'a process ends when the kernel lets go of it' : 'thaw it'}; delete the container again then`,
  })
}

const isNothing = ({ pids, unfinished }: Rest) => pids.length === 0 && !unfinished

/** A pid with what it is doing: `12 (sleep, state D)`. */
function nameOf(pid: number): string {
  const stat = pid === 0 ? undefined : processStat(pid)
  if (stat === undefined) return pid === 0 ? 'a process of another pid namespace' : `${pid}`
  return `${pid} (${commandOf(pid)}state ${stat.state})`
}

function commandOf(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()}, `
  } catch {
    return ''
  }
}

async function killRound(of: OwnCgroups, freeze: boolean, end: number): Promise<Rest> {
  try {
    const timeout = Math.max(shortestRound, Math.round(end - performance.now()))
    const { pids, frozenAbove } = await roundOver(of, sigkill, { freeze, timeout })
    return { pids, ...(frozenAbove === undefined ? {} : { frozenAbove }) }
  } catch (error) {
    const { cause } = error as Error
    if (isSystemFailure(cause) && cause.code === 'ETIMEDOUT') return { pids: [], unfinished: true }
    // There may be descriptors again in the next round.
    if (isLimit(cause) && performance.now() < end) return { pids: [], unfinished: true }
    throw error
  }
}

async function roundOver(
  of: OwnCgroups,
  signal: number,
  options: { freeze?: boolean; timeout?: number } = {},
): Promise<CgroupRound> {
  if (of.cgroups.length === 0) return { pids: [], frozen: false }
  try {
    return await signalCgroups(of, signal, options)
  } catch (error) {
    throw fromBridge(signal === 0 ? 'listing processes' : 'killing processes', error)
  }
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
