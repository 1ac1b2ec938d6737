// SPDX-License-Identifier: Apache-2.0
// Killing what is in a container: killed, thawed and looked at again, until nothing is left or its time is over.
import { readFileSync } from 'node:fs'
import { abortable } from '../abort.js'
import { type CgroupRound, isSystemFailure, signalCgroups } from '../bridge/index.js'
import { ContainerError, fromBridge } from '../errors.js'
import { processStat } from './proc.js'

/** Milliseconds that what was killed has to end. */
export const patience = 10_000

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
  cgroups: string[]
  /** Nothing in the cgroups may be left; otherwise the end of the victim is the end of all. */
  everyone: boolean
  /** Milliseconds. */
  patience?: number
  signal?: AbortSignal | undefined
}

/** What is there still. */
export type Rest = Pick<CgroupRound, 'pids' | 'frozenAbove'>

/** Kills it and all that is in the cgroups, and waits for their end. Returns what has not ended in time. */
export async function kill(victim: Victim | undefined, options: KillOptions): Promise<Rest | undefined> {
  const { cgroups, everyone, signal } = options
  const end = performance.now() + (options.patience ?? patience)
  const ended = () => victim?.ended ?? true
  for (let round = 0, pause = 1; ; round++, pause = Math.min(2 * pause, 50)) {
    if (!ended()) victim?.kill()
    if (ended() && !everyone) return undefined
    // What forks as fast as it is killed is held fast, once the first rounds were not enough.
    const { pids, frozenAbove } = await killRound(cgroups, round > 1)
    if (ended() && (pids.length === 0 || !everyone)) return undefined
    if (performance.now() > end) {
      const left = pids.length > 0 || !victim ? pids : [victim.pid]
      return { pids: left, ...(frozenAbove === undefined ? {} : { frozenAbove }) }
    }
    await abortable(ended() || !victim ? sleep(pause) : Promise.race([sleep(pause), victim.exit]), signal)
  }
}

/** @throws ContainerError that says what is left. */
export async function killAll(victim: Victim | undefined, options: KillOptions): Promise<void> {
  const rest = await kill(victim, options)
  if (rest) throw stillThere(rest, options.patience ?? patience)
}

/** Sends a signal to all that is in the cgroups. */
export async function signalAll(cgroups: string[], signal: number): Promise<void> {
  await roundOver(cgroups.slice(0, 1), signal)
}

/** The processes of the container, by its cgroups: all hierarchies hold the same ones, so one is asked. */
export async function processesOf(cgroups: string[]): Promise<number[]> {
  return (await roundOver(cgroups.slice(0, 1), 0)).pids
}

export function stillThere({ pids, frozenAbove }: Rest, after: number): ContainerError {
  const names = [...new Set(pids)].slice(0, 8).map(nameOf).join(', ')
  const what = pids.length === 0 ? 'processes of the container are' : `${names} ${pids.length > 1 ? 'are' : 'is'}`
  const why = frozenAbove === undefined ? '' : `: a cgroup above ${frozenAbove} is frozen`
  return new ContainerError('SystemError', `${what} still there ${after / 1000} s after SIGKILL${why}`, {
    ...(frozenAbove === undefined ? {} : { path: frozenAbove }),
    hint: `${frozenAbove === undefined ? 'a process ends when the kernel lets go of it' : 'thaw it'}; delete the container again then`,
  })
}

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

async function killRound(cgroups: string[], freeze: boolean): Promise<CgroupRound> {
  try {
    return await roundOver(cgroups, sigkill, freeze)
  } catch (error) {
    // Somebody makes cgroups as fast as they are looked at.
    const { cause } = error as Error
    if (isSystemFailure(cause) && cause.code === 'ETIMEDOUT') return { pids: [0], frozen: false }
    throw error
  }
}

async function roundOver(cgroups: string[], signal: number, freeze = false): Promise<CgroupRound> {
  if (cgroups.length === 0) return { pids: [], frozen: false }
  try {
    return await signalCgroups(cgroups, signal, { freeze })
  } catch (error) {
    throw fromBridge(signal === 0 ? 'listing processes' : 'killing processes', error)
  }
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
