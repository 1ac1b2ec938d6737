// requires: root, linux, cgroup
// However many cgroups a container makes in its own: what is killed and removed in them goes on where its time was over.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { removeCgroups, signalCgroups } from '../../src/bridge/index.js'
import { uniqueId } from '../helpers/command.js'
import { failureOf } from '../helpers/failure.js'
import { isCgroupV2 } from '../helpers/requires.js'

const width = 3000

let top: string
let victim: ChildProcess
let ended: Promise<unknown>

/** A wide tree, with a process in one of its cgroups. */
beforeEach(() => {
  const controller = isCgroupV2() ? '' : 'freezer'
  const own = new RegExp(`^\\d+:${controller}:(.*)$`, 'm').exec(readFileSync('/proc/self/cgroup', 'utf8'))![1]!
  top = join('/sys/fs/cgroup', controller, own, uniqueId('wide'))
  victim = spawn('sleep', ['3600'])
  ended = new Promise((resolve) => victim.once('exit', resolve))
  onTestFinished(async () => {
    victim.kill('SIGKILL')
    await ended
    await removeCgroups({ cgroups: [top] }, 60_000)
  })
  mkdirSync(top)
  for (let number = 0; number < width; number++) mkdirSync(join(top, `${number}`))
  writeFileSync(join(top, '0/cgroup.procs'), `${victim.pid}`)
})

const left = () => readdirSync(top, { withFileTypes: true }).filter((entry) => entry.isDirectory()).length

it('what has not been reached in one round is in another', async () => {
  const cgroups = [top]
  for (let before = left(), rounds = 0; ; rounds++) {
    const failure = await failureOf(signalCgroups({ cgroups }, 9, { timeout: 10 }))
    if (!failure) {
      expect(rounds).toBeGreaterThan(0)
      break
    }
    expect(failure).toMatchObject({ code: 'ETIMEDOUT', path: top })
    expect(left()).toBeLessThan(before)
    before = left()
  }
  await ended
  expect(victim.signalCode).toBe('SIGKILL')
}, 60_000)

it('a removal ends with its time, and the next one goes on', async () => {
  victim.kill('SIGKILL')
  await ended
  expect(await failureOf(removeCgroups({ cgroups: [top] }, 10))).toMatchObject({ code: 'ETIMEDOUT', path: top })
  expect(left()).toBeLessThan(width)
  expect(left()).toBeGreaterThan(0)
  await removeCgroups({ cgroups: [top] }, 60_000)
  expect(existsSync(top)).toBe(false)
}, 60_000)
