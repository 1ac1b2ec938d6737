// SPDX-License-Identifier: Apache-2.0
// Cgroups and processes in them, for tests of the bridge's part of cgroups. Nothing of them outlives its test.
import { closeSync, existsSync } from 'node:fs'
import { constants } from 'node:os'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Launched, pidfdSignal, removeCgroups, waitPidfd } from '../../../src/bridge/index.js'
import type { CgroupStep } from '../../../src/core/types.js'
import { cgroupName, children, StandIn } from './stand-in.js'

const used: string[] = []
const running: Launched[] = []
let made: StandIn

/** To be called once a file. */
export function prepareCgroups(): void {
  beforeAll(() => {
    made = new StandIn()
  })
  afterAll(() => made.remove())
  // A failed test may leave processes and cgroups.
  afterEach(async () => {
    for (const { pidfd, control } of running.splice(0)) {
      pidfdSignal(pidfd, constants.signals.SIGKILL)
      await waitPidfd(pidfd)
      closeSync(pidfd)
      closeSync(control)
    }
    const paths = used.splice(0)
    const left = paths.filter((path) => existsSync(path))
    await removeCgroups(paths)
    expect(children()).toBe('')
    expect(left).toEqual([])
  })
}

export const standIn = (): StandIn => made

/** A name that must be free again when the test ends. */
export function cgroup(controller: string): string {
  const path = cgroupName(controller)
  used.push(path)
  return path
}

export const owned = (path: string): CgroupStep => ({ op: 'mkdir', path, owned: true })

/** A process in the cgroup, until `end`. */
export async function processIn(path: string, by: 'tasks' | 'clone') {
  const launched = await made.launch('wait', { joins: [{ path, by }] })
  running.push(launched)
  return {
    async end() {
      running.splice(running.indexOf(launched), 1)
      closeSync(launched.control)
      const ending = await waitPidfd(launched.pidfd)
      closeSync(launched.pidfd)
      return ending
    },
  }
}
