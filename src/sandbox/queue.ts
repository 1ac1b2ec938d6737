// SPDX-License-Identifier: Apache-2.0
// Many sandboxes at once: how many start at a time, and how many there can be with the descriptors of this process.
// The others wait for their turn.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { abortable } from '../abort.js'

/** A place in the queue. `started` and `ended` are each called once, `ended` also without `started`. */
export interface Turn {
  started(): void
  ended(): void
}

export interface QueueLimits {
  /** That are being started: more would only take the processors from each other. */
  starting: number
  /** Of all that are being started or run. */
  descriptors: number
}

// Beside its three pipes a start holds lock, exec fifo, control socket and pidfd, and copies of those it waits for.
const whileStarting = 20
const whileRunning = 8
/** What the rest of the process may need. */
const reserve = 64

export class Queue {
  readonly #limits: () => QueueLimits
  readonly #waiting: (() => void)[] = []
  #starting = 0
  #running = 0

  constructor(limits: () => QueueLimits) {
    this.#limits = limits
  }

  /** Waits for a turn, first come first served. An abort ends the waiting. */
  async turn(signal: AbortSignal): Promise<Turn> {
    if (this.#waiting.length > 0 || !this.#hasRoom()) {
      let go = (): void => {}
      const mine = new Promise<void>((resolve) => {
        go = resolve
      })
      this.#waiting.push(go)
      try {
        await abortable(mine, signal)
      } catch (error) {
        const at = this.#waiting.indexOf(go)
        if (at >= 0) this.#waiting.splice(at, 1)
        // Its turn has come in the same moment.
        else this.#leave('starting')
        throw error
      }
    } else this.#starting++
    return this.#taken()
  }

  #taken(): Turn {
    let phase: 'starting' | 'running' | 'over' = 'starting'
    return {
      started: () => {
        phase = 'running'
        this.#starting--
        this.#running++
        this.#next()
      },
      ended: () => {
        if (phase !== 'over') this.#leave(phase)
        phase = 'over'
      },
    }
  }

  #leave(phase: 'starting' | 'running'): void {
    if (phase === 'starting') this.#starting--
    else this.#running--
    this.#next()
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#hasRoom()) {
      this.#starting++
      this.#waiting.shift()?.()
    }
  }

  /** One alone is always let on: if it fails, its error says for what. */
  #hasRoom(): boolean {
    if (this.#starting + this.#running === 0) return true
    const { starting, descriptors } = this.#limits()
    const needed = (this.#starting + 1) * whileStarting + this.#running * whileRunning
    return this.#starting < starting && needed <= descriptors
  }
}

let limits: QueueLimits | undefined

/** Of this process. */
function ownLimits(): QueueLimits {
  limits ??= {
    starting: Math.max(4, 2 * availableParallelism()),
    descriptors: openFilesAllowed() - reserve,
  }
  return limits
}

/** RLIMIT_NOFILE. */
function openFilesAllowed(): number {
  const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))
  return line ? Number(line[1]) : Number.POSITIVE_INFINITY
}

export const queue = new Queue(ownLimits)
