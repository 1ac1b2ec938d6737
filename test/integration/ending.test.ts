// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// What was started here is ended by what is held of it: whatever became of its state, and with no descriptor left. Who
// cannot look at a process or a state does not take it for gone.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prlimit } from '../../src/bridge/index.js'
import { openProcess } from '../../src/container/foreign.js'
import { own } from '../../src/container/ownership.js'
import { isAlive, processStat } from '../../src/container/proc.js'
import { createFactory, sandbox } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { runs } from '../helpers/command.js'
import { create } from '../helpers/containers.js'

const numberOfFiles = 7

/** As if all descriptors were in use. */
function withoutDescriptors<T>(work: () => T): T {
  const limits = readFileSync('/proc/self/limits', 'latin1')
  const [, soft = '', hard = ''] = /^Max open files\s+(\d+)\s+(\d+)/m.exec(limits) ?? []
  prlimit(0, numberOfFiles, 0n, BigInt(hard))
  try {
    return work()
  } finally {
    prlimit(0, numberOfFiles, BigInt(soft), BigInt(hard))
  }
}

describe('a sandbox ends', () => {
  it('by kill() where no descriptor is left', async () => {
    const running = sandbox({ argv: ['sleep', '1000'], root: folder(), reject: false })
    await running.started()
    withoutDescriptors(() => running.kill())
    expect(await running).toMatchObject({ signal: 'SIGKILL' })
  })

  it.each([
    ['its state is lost', (root: string, id: string) => rmSync(join(root, id, 'state.json'))],
    ['its state is damaged', (root: string, id: string) => writeFileSync(join(root, id, 'state.json'), '{')],
    ['its directory is lost', (root: string, id: string) => rmSync(join(root, id), { recursive: true })],
    ['all directories are lost', (root: string) => rmSync(root, { recursive: true })],
  ])('by kill() where %s, and nothing of it is left', async (_, harm) => {
    const root = folder()
    const running = sandbox({ argv: ['sleep', '1000'], root, reject: false })
    await running.started()
    const pid = running.pid!
    const { cgroups } = JSON.parse(readFileSync(join(root, running.id, 'state.json'), 'utf8'))
    harm(root, running.id)
    running.kill()
    expect(await running).toMatchObject({ signal: 'SIGKILL' })
    expect(runs(pid)).toBe(false)
    expect([join(root, running.id), ...cgroups].filter(existsSync)).toEqual([])
  })
})

it('without a descriptor no process is taken for one that has ended', () => {
  const { startTime } = processStat(process.pid)!
  withoutDescriptors(() => {
    expect(() => isAlive(process.pid, startTime)).toThrow('EMFILE')
    expect(() => openProcess({ pid: process.pid, startTime })).toThrow('EMFILE')
  })
})

describe('prune', () => {
  async function abandoned(start: 'start' | 'run') {
    const { factory, container } = await create(['sleep', '1000'], undefined, {
      create: { reaper: true, detached: true },
    })
    const { pid } = await container[start]({ stdio: 'ignore' })
    // As if the owner had ended.
    rmSync(join(factory.root, '@owners'), { recursive: true })
    own(factory.root, container.id).release()
    const notices: string[] = []
    const other = createFactory({ root: factory.root, onNotice: ({ message }) => notices.push(message) })
    return { other, notices, pid, id: container.id }
  }

  it('leaves and tells of a state that it cannot read', async () => {
    const { other, notices, pid, id } = await abandoned('run')
    const path = join(other.root, id, 'state.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, JSON.stringify({ ...JSON.parse(text), owner: 'root' }))
    expect(await other.prune()).toEqual([])
    expect([runs(pid), readdirSync(other.root).includes(id)]).toEqual([true, true])
    expect(notices).toEqual([expect.stringContaining('has no valid "owner"')])
    writeFileSync(path, text)
  })

  it('removes what was made to go on, but never let run', async () => {
    const { other, pid, id } = await abandoned('start')
    expect(await other.prune()).toEqual([id])
    expect(runs(pid)).toBe(false)
  })
})
