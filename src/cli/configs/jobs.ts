// SPDX-License-Identifier: Apache-2.0
// Checks many configs, by several threads if there are several jobs. Each takes the next few configs when it has
// finished its last ones, so that a few large ones hold up nobody; the results are in the order of the configs.
import { join } from 'node:path'
import { packageRoot } from '../../package.js'
import { type Checked, type CheckSettings, checkInput } from './check.js'

/** Configs that a thread takes at a time. */
const share = 32

/** What a worker is started with. */
export interface Work {
  paths: readonly string[]
  settings: CheckSettings
  /** How many configs have been taken, by all threads together. */
  taken: Int32Array
}

/** The results of one share. */
export interface Done {
  start: number
  results: Checked[]
}

/** Takes shares until there are none left. */
export function work({ paths, settings, taken }: Work, done: (one: Done) => void): void {
  for (;;) {
    const start = Atomics.add(taken, 0, share)
    if (start >= paths.length) return
    done({ start, results: paths.slice(start, start + share).map((path) => checkInput(path, settings)) })
  }
}

/** @param progress Called with the number of configs that have been checked. */
export async function checkAll(
  paths: readonly string[],
  settings: CheckSettings,
  jobs: number,
  progress: (checked: number) => void,
): Promise<Checked[]> {
  const all: Checked[] = new Array(paths.length)
  let checked = 0
  const keep = ({ start, results }: Done) => {
    for (const [index, result] of results.entries()) all[start + index] = result
    checked += results.length
    progress(checked)
  }
  const task = { paths, settings, taken: new Int32Array(new SharedArrayBuffer(4)) }
  const helpers = Math.min(jobs, Math.ceil(paths.length / share)) - 1
  const helping = helpers > 0 ? startWorkers(helpers, task, keep) : undefined
  // This thread is one of the jobs.
  work(task, keep)
  await helping
  return all
}

async function startWorkers(count: number, workerData: Work, keep: (done: Done) => void): Promise<void> {
  const { Worker } = await import('node:worker_threads')
  const file = join(packageRoot(), 'dist/cli/check-worker.cjs')
  const ends = Array.from({ length: count }, () => {
    const worker = new Worker(file, { workerData })
    worker.on('message', keep)
    return new Promise<void>((resolve, reject) => worker.once('error', reject).once('exit', () => resolve()))
  })
  await Promise.all(ends)
}
