// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os'
import type { World } from './world.js'

/** What they need of their caller. */
type Signalled = Pick<World, 'onSignal'>

/**
 * A signal by number, or by name with or without SIG, in any case.
 * @throws Error `unknown signal "…"`
 */
export function parseSignal(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 64) return Number(text)
  const name = text.toUpperCase()
  const full = name.startsWith('SIG') ? name : `SIG${name}`
  const number = Object.hasOwn(constants.signals, full) ? constants.signals[full as NodeJS.Signals] : undefined
  if (number === undefined) throw new Error(`unknown signal ${JSON.stringify(text)}`)
  return number
}

// SIGKILL and SIGSTOP reach no handler; SIGCHLD is ours, and faults are never the container's. SIGTTIN and SIGTTOU stop a
// command that wants its terminal in the background: with a handler, the kernel tries the call again and again.
const kept = new Set(['SIGKILL', 'SIGSTOP', 'SIGCHLD', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTTIN', 'SIGTTOU'])

/**
 * Calls `deliver` for each signal that the caller gets, from now on.
 * @param except Names of signals that somebody else handles.
 * @returns what ends it
 */
export function onSignals(
  { onSignal }: Signalled,
  deliver: (signal: number) => void,
  except: readonly string[] = [],
): () => void {
  // Some numbers have two names (SIGIOT, SIGPOLL): one listener is enough.
  const names = new Map<number, NodeJS.Signals>()
  for (const [name, number] of Object.entries(constants.signals))
    if (!kept.has(name) && !except.includes(name) && !names.has(number)) names.set(number, name as NodeJS.Signals)
  const ends = [...names].map(([number, name]) => onSignal(name, () => deliver(number)))
  return () => {
    for (const end of ends) end()
  }
}

/** Runs `work` with a signal that aborts when the user or the system wants the caller to end. */
export async function interruptible<T>({ onSignal }: Signalled, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const names = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const
  const abort = (name: NodeJS.Signals) => controller.abort(new Error(`interrupted by ${name}`))
  const ends = names.map((name) => onSignal(name, abort))
  try {
    return await work(controller.signal)
  } finally {
    for (const end of ends) end()
  }
}

const final = new Set<number>([constants.signals.SIGINT, constants.signals.SIGTERM, constants.signals.SIGHUP])

/**
 * Hands signals on to a process; those that come before it is there wait for it. Who asks a second time to end what is
 * not there yet means the start.
 */
export class Forwarder {
  #waiting: number[] = []
  readonly #abort = new AbortController()
  #deliver = (signal: number): void => {
    if (final.has(signal) && this.#waiting.some((one) => final.has(one))) this.#abort.abort(new Error('interrupted'))
    this.#waiting.push(signal)
  }

  constructor(caller: Signalled, except: readonly string[]) {
    onSignals(caller, (signal) => this.#deliver(signal), except)
  }

  /** Aborts where the process is not wanted any more. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  start(deliver: (signal: number) => void): void {
    this.#deliver = deliver
    for (const signal of this.#waiting.splice(0)) deliver(signal)
  }
}
