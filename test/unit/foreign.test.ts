// requires: linux
// A process that took over a pid right before it was opened is not taken for the one that had it.
import { readdirSync, readlinkSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { close } from '../../src/bridge/index.js'
import { openProcess } from '../../src/container/foreign.js'
import { processStat } from '../../src/container/proc.js'

// What each look finds; without an answer here, what is there.
const looks: boolean[] = []
vi.mock(import('../../src/container/proc.js'), async (original) => {
  const { isAlive, ...rest } = await original()
  return { ...rest, isAlive: (...process) => looks.shift() ?? isAlive(...process) }
})

const state = () => ({ pid: process.pid, startTime: processStat(process.pid)!.startTime })

/** They are anonymous inodes before Linux 6.9, and of a filesystem of their own since. */
const pidfds = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('pidfd')
    } catch {
      return false
    }
  })

it('one that is there all the time is opened', () => {
  const pidfd = openProcess(state())
  expect(pidfd).toBeGreaterThan(2)
  close(pidfd!)
})

it('one that is another by the second look is not, and nothing stays open', () => {
  const before = pidfds()
  looks.push(true, false)
  expect(openProcess(state())).toBeUndefined()
  expect([looks, pidfds()]).toEqual([[], before])
})
