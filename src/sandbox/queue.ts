// SPDX-License-Identifier: Apache-2.0
// Many sandboxes at once: how many start at a time, and how many there can be with the descriptors of this process.
// The others wait for their turn.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { abortable } from '../abort.js'
import { tooFewDescriptors } from '../errors.js'

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
  /** What one start needs. */
  each: number
  /** How many files can be opened now. Asked for where nothing else of ours runs. */
  free(): number
}

// Beside its three pipes a start holds lock, exec fifo, control socket and pidfd, and copies of those it waits for; and
// one for each hierarchy of cgroups.
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

  /**
   * Waits for a turn, first come first served. An abort ends the waiting.
   * @throws ContainerError `EMFILE` where waiting would not help: a start that runs out of descriptors half way may not
   * have those either that it needs to take back what it has made.
   */
  async turn(signal: AbortSignal): Promise<Turn> {
    if (this.#starting + this.#running === 0) {
      const { each, free } = this.#limits()
      const left = free()
      if (left < each) throw tooFewDescriptors(each, left)
    }
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

  /** One alone is always let on. */
  #hasRoom(): boolean {
    if (this.#starting + this.#running === 0) return true
    const { starting, descriptors, each } = this.#limits()
    const needed = (this.#starting + 1) * each + this.#running * whileRunning
    return this.#starting < starting && needed <= descriptors
  }
}

let limits: QueueLimits | undefined

/** Of this process. */
function ownLimits(): QueueLimits {
  if (limits) return limits
  const allowed = openFilesAllowed()
  limits = {
    starting: Math.max(4, 2 * availableParallelism()),
    descriptors: allowed - reserve,
    each: whileStarting + hierarchies(),
    free: () => allowed - openFiles(),
  }
  return limits
}

/** RLIMIT_NOFILE. */
function openFilesAllowed(): number {
  const line = /^Max open files\s+(\d+)/m.exec(contentOf('/proc/self/limits'))
  return line ? Number(line[1]) : Number.POSITIVE_INFINITY
}

/** Of cgroups; one with cgroup v2. */
const hierarchies = () => contentOf('/proc/self/cgroup').split('\n').length

/** Empty where there is no descriptor left to read it with. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** The kernel says their number as the size since 6.2. */
function openFiles(): number {
  try {
    return statSync('/proc/self/fd').size || readdirSync('/proc/self/fd').length
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

export const queue = new Queue(ownLimits)
