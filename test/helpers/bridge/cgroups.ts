// SPDX-License-Identifier: Apache-2.0
// Cgroups and processes in them, for tests of the bridge's part of cgroups. Nothing of them outlives its test.
import { closeSync, existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { applyCgroup, type Launched, pidfdSignal, removeCgroups, waitPidfd } from '../../../src/bridge/index.js'
import type { CgroupStep } from '../../../src/core/types.js'
import { type Freezer, freeze, thaw } from '../freezing.js'
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
    await removeCgroups({ cgroups: paths })
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

/** As a container's own, which would be limited, killed and removed with it. */
export async function expectRefusedForProcessBelow(path: string, by: 'tasks' | 'clone'): Promise<void> {
  const below = join(path, 'below')
  mkdirSync(below, { recursive: true })
  const process = await processIn(below, by)
  await expectNotTakenOver(path, 'take over existing cgroup')
  await process.end()
  rmdirSync(below)
  await expectTakenOver(path)
}

export async function expectRefusedWhileFrozen(path: string, freezer: Freezer): Promise<void> {
  mkdirSync(path)
  freeze(path, freezer)
  await expectNotTakenOver(path, 'take over frozen cgroup')
  thaw(path, freezer)
  await expectTakenOver(path)
}

const expectNotTakenOver = (path: string, action: string) =>
  expect(applyCgroup([owned(path)])).rejects.toMatchObject({ code: 'EBUSY', path, failedStep: 0, action })

async function expectTakenOver(path: string): Promise<void> {
  expect(await applyCgroup([owned(path)])).toEqual({ made: [], skipped: [] })
  rmdirSync(path)
}

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
