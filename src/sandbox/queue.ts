// SPDX-License-Identifier: Apache-2.0
// Many sandboxes at once: how many start at a time, and how many there can be with the descriptors of this process.
// The others wait for their turn.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { abortable } from '../common/abort.js'
import { tooFewDescriptors } from '../errors.js'

/** A place in the queue. `started` and `ended` are each called once, `ended` also without `started`. */
export interface Turn {
  started(): void
  ended(): void
}

export interface QueueLimits {
  /** That are being started: more would only take the processors from each other. */
  starting: number
  /** Descriptors that one start needs. */
  each: number
  /** What is left for the rest of the process, which opens more meanwhile: for its other workers too. */
  reserve: number
  /** How many files the process can open now, whoever holds the others. */
  free(): number
}

// Beside its three pipes a start holds lock, exec fifo, control socket and pidfd, and copies of those it waits for; and
// one for each hierarchy of cgroups.
const whileStarting = 20
const reserve = 32
/** Milliseconds between two looks at what others have closed. */
const lookEvery = 50

export class Queue {
  readonly #limits: () => QueueLimits
  readonly #waiting: (() => void)[] = []
  #starting = 0
  #running = 0
  /** As long as somebody waits: he may wait for descriptors of others. */
  #looking: NodeJS.Timeout | undefined

  constructor(limits: () => QueueLimits) {
    this.#limits = limits
  }

  /**
   * Waits for a turn, first come first served. An abort ends the waiting.
   * @throws ContainerError `EMFILE` where waiting would not help: a start that runs out of descriptors half way may not
   * have those either that it needs to take back what it has made.
   */
  async turn(signal: AbortSignal): Promise<Turn> {
    if (this.#waiting.length > 0 || !this.#hasRoom()) {
      let go = (): void => {}
      const mine = new Promise<void>((resolve) => {
        go = resolve
      })
      this.#waiting.push(go)
      this.#looking ??= setInterval(() => this.#next(), lookEvery)
      try {
        await abortable(mine, signal)
      } catch (error) {
        const at = this.#waiting.indexOf(go)
        if (at >= 0) this.#waiting.splice(at, 1)
        // Its turn has come in the same moment.
        else this.#leave('starting')
        this.#rest()
        throw error
      }
    } else this.#starting++
    if (this.#starting + this.#running === 1) this.#requireDescriptors()
    return this.#taken()
  }

  /** Of one alone: nothing of ours will end and leave it more. */
  #requireDescriptors(): void {
    const { each, free } = this.#limits()
    const left = free()
    if (left >= each) return
    this.#leave('starting')
    throw tooFewDescriptors(each, left)
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
    this.#rest()
  }

  #rest(): void {
    if (this.#waiting.length > 0) return
    clearInterval(this.#looking)
    this.#looking = undefined
  }

  /** One alone is always let on. Those that start may not have opened yet what they need; those that run have. */
  #hasRoom(): boolean {
    if (this.#starting + this.#running === 0) return true
    const { starting, each, reserve, free } = this.#limits()
    return this.#starting < starting && (this.#starting + 1) * each + reserve <= free()
  }
}

let limits: QueueLimits | undefined

/** Of this process. */
function ownLimits(): QueueLimits {
  limits ??= {
    starting: Math.max(4, 2 * availableParallelism()),
    each: whileStarting + hierarchies(),
    reserve,
    free: () => openFilesAllowed() - openFiles(),
  }
  return limits
}

let allowed = Number.POSITIVE_INFINITY

/** RLIMIT_NOFILE, which can be raised at any time; the last one known where there is no descriptor to read it with. */
function openFilesAllowed(): number {
  const line = /^Max open files\s+(\d+)/m.exec(contentOf('/proc/self/limits'))
  if (line) allowed = Number(line[1])
  return allowed
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
