// SPDX-License-Identifier: Apache-2.0
// What happens to a container that another process, or another object of this one, has in hand.
import { watch } from 'node:fs'
import { exitStatus } from './exit.js'
import { openProcess, waitForEnd } from './foreign.js'
import type { ContainerState } from './state.js'
import type { ExitStatus } from './types.js'

/** The end of a process that runs now; how it ended is its parent's to know. Undefined if it does not run. */
export async function endOf(state: ContainerState): Promise<ExitStatus | undefined> {
  const pidfd = openProcess(state)
  if (pidfd === undefined) return undefined
  await waitForEnd(pidfd)
  return exitStatus({}, state.oomFile)
}

/** Calls back once, when `isGone` says so after a change of the directory. Does not keep this process alive. */
export function onceGone(directory: string, isGone: () => boolean, done: () => void): void {
  const watcher = watch(directory, { persistent: false })
  const look = () => {
    if (!isGone()) return
    watcher.close()
    done()
  }
  watcher.on('change', look)
  // The machine has no more watches to give: then nobody is told.
  watcher.on('error', () => watcher.close())
  // It may have gone before the watch was there.
  look()
}
