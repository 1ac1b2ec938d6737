// requires: linux
// SPDX-License-Identifier: Apache-2.0
// Two builds of a thing take turns; one that was killed, wherever it ran, holds nobody up.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { built } from '../helpers/paths.js'

const script = join(built.root, 'scripts/lib/lock.mjs')
const { locked } = (await import(script)) as {
  locked<T>(name: string, work: () => T | Promise<T>, limit?: number): Promise<T>
}
const name = `test-${process.pid}`

/** Another build, which has the lock when this resolves and keeps it until it is killed. */
async function holder() {
  const program = `const { locked } = await import(${JSON.stringify(script)})
    await locked(${JSON.stringify(name)}, () => { console.log('has it'); return new Promise((resolve) => setTimeout(resolve, 100_000)) })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

it('who waits says for what, and goes on when the other one was killed', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const other = await holder()
  let ran = false
  const waiting = locked(name, async () => {
    ran = true
    return 'built'
  })
  await expect.poll(() => log.mock.calls.flat().join()).toContain(`${name}: waiting for another build`)
  expect(ran).toBe(false)
  other.kill('SIGKILL')
  expect(await waiting).toBe('built')
  expect(log).toHaveBeenCalledTimes(1)
  log.mockRestore()
})

it('who has waited for too long says what it was for', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await holder()
  await expect(locked(name, () => {}, 300)).rejects.toThrow(/another build of it .*ss -xlp/)
  log.mockRestore()
})

it('is given back after work, also after work that failed', async () => {
  await expect(
    locked(name, () => {
      throw new Error('work')
    }),
  ).rejects.toThrow('work')
  expect(await locked(name, () => locked(`${name}-other`, () => 'inner'), 2000)).toBe('inner')
})
