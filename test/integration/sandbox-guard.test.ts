// requires: root, linux, cgroup, command strace, command nsenter
// SPDX-License-Identifier: Apache-2.0
// What is read-only in something writable is watched, or the sandbox does not start; no change of a name is missed.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sandbox } from '../../src/index.js'
import { guard } from '../../src/sandbox/guard.js'
import { watchNames } from '../../src/sandbox/names.js'
import { folder } from '../helpers/bundle.js'
import { openDescriptors } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'

/** A folder with one that is to be kept. */
function work(): string {
  const W = realpathSync(folder())
  mkdirSync(join(W, 'keep'))
  return W
}

const unexpected = () => expect.unreachable()

/** Two changes each, in one go: nobody reads them meanwhile. */
function fillQueue(directory: string): void {
  const most = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'latin1'))
  mkdirSync(join(directory, '0'))
  for (let count = 0; count <= most / 2; count++)
    renameSync(join(directory, `${count}`), join(directory, `${count + 1}`))
}

describe('without a watch', () => {
  it.each([
    ['inotify_add_watch', 'ENOSPC', 'fs.inotify.max_user_watches'],
    ['inotify_init1', 'EMFILE', 'fs.inotify.max_user_instances'],
  ])('no sandbox starts: %s fails with %s', (call, errno, limit) => {
    const [W, root] = [work(), folder('gantry-state-')]
    const script = join(folder(), 'main.mjs')
    writeFileSync(
      script,
      `import { sandbox } from ${JSON.stringify(built.library)}
const W = ${JSON.stringify(W)}
const options = { argv: ['touch', W + '/ran'], root: ${JSON.stringify(root)}, writable: [W] }
const { errnoName, path, hint } = await sandbox({ ...options, binds: [W + '/keep:' + W + '/keep:ro'] }).catch((error) => error)
console.log(errnoName, path, hint)
await sandbox(options)`,
    )
    // Of libuv's own, which is there before, nothing is asked.
    const inject = ['-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${call}:error=${errno}`]
    const { stdout, stderr, status } = spawnSync('strace', [...inject, process.execPath, script], { encoding: 'utf8' })
    expect([stderr, status]).toEqual(['', 0])
    expect(stdout).toMatch(new RegExp(`^${errno} ${W}/keep .*${limit.replaceAll('.', '\\.')}`))
    expect(readdirSync(W)).toEqual(['keep', 'ran'])
    expect(readdirSync(root).filter((name) => !name.startsWith('@'))).toEqual([])
  })
})

it('a name that another takes is told, wherever that comes from', async () => {
  const [W, outside] = [work(), work()]
  const heard: (string | undefined)[] = []
  const end = watchNames(W, (name) => heard.push(name), unexpected)
  writeFileSync(join(W, 'file'), '')
  writeFileSync(join(outside, 'other'), '')
  renameSync(join(outside, 'other'), join(W, 'file'))
  await expect.poll(() => heard).toEqual(['file'])
  end()
})

describe('a queue that is full', () => {
  it('is told to all who watch', async () => {
    const [one, other] = [work(), work()]
    const heard: (string | undefined)[] = []
    const ends = [
      watchNames(one, (name) => heard.push(name && 'one'), unexpected),
      watchNames(other, (name) => heard.push(name), unexpected),
    ]
    fillQueue(one)
    renameSync(join(other, 'keep'), join(other, 'lost'))
    await expect.poll(() => heard.filter((name) => name === undefined)).toHaveLength(2)
    expect(heard).not.toContain('keep')
    for (const end of ends) end()
  })

  it('does not hide a loss', async () => {
    const W = work()
    const handle = sandbox({
      argv: ['sh', '-c', 'echo up; while :; do echo x > $W/out; sleep 0.01; done'],
      env: { W },
      root: folder('gantry-state-'),
      writable: [W],
      binds: [`${W}/keep:${W}/keep:ro`],
    })
    for await (const _ of handle) break
    fillQueue(W)
    renameSync(join(W, 'keep'), join(W, 'lost'))
    await expect(handle).rejects.toMatchObject({ code: 'SystemError', path: `${W}/keep` })
  })
})

describe('a watch', () => {
  it('is shared, and nothing is open after the last one', () => {
    const W = work()
    // Whoever runs the tests may watch files too.
    const watchers = () => openDescriptors().filter((one) => one.endsWith('inotify')).length
    const before = watchers()
    const ends = [watchNames(W, () => {}, unexpected)]
    // It, and a copy that is waited for.
    const ofOne = watchers()
    expect(ofOne).toBeGreaterThan(before)
    for (let count = 0; count < 3; count++) ends.push(watchNames(W, () => {}, unexpected))
    expect(watchers()).toBe(ofOne)
    for (const end of ends) end()
    expect(watchers()).toBe(before)
    expect(() => watchNames(join(W, 'nothing'), () => {}, unexpected)).toThrow('ENOENT')
    expect(watchers()).toBe(before)
  })
})

describe('a watch that fails', () => {
  it('is told to all who watch, and the next one is another', async () => {
    const [one, other] = [work(), work()]
    const failed: string[] = []
    const bad = () => {
      throw new Error('of the reading')
    }
    const ends = [
      watchNames(one, bad, () => failed.push('one')),
      watchNames(
        other,
        () => {},
        () => failed.push('other'),
      ),
    ]
    renameSync(join(one, 'keep'), join(one, 'lost'))
    await expect.poll(() => failed).toEqual(['one', 'other'])
    const heard: (string | undefined)[] = []
    ends.push(watchNames(other, (name) => heard.push(name), unexpected))
    renameSync(join(other, 'keep'), join(other, 'lost'))
    await expect.poll(() => heard).toContain('keep')
    for (const end of ends) end()
  })
})

describe('a guard', () => {
  it('ends at once what is lost before its first watch', () => {
    const W = work()
    const lost: string[] = []
    // In this process nothing is mounted there.
    const names = [{ directory: W, name: 'keep', place: `${W}/keep` }]
    guard(names, process.pid, new AbortController().signal, (place) => lost.push(place))
    expect(lost).toEqual([`${W}/keep`])
  })

  it('sees a loss of which no watch tells', async () => {
    const W = work()
    const handle = sandbox({
      argv: ['sleep', '1000'],
      root: folder('gantry-state-'),
      writable: [W],
      binds: [`${W}/keep:${W}/keep:ro`],
    })
    await handle.started()
    const { status } = spawnSync('nsenter', ['-t', `${handle.pid}`, '-m', '-p', 'umount', '-l', `${W}/keep`])
    expect(status).toBe(0)
    await expect(handle).rejects.toMatchObject({ code: 'SystemError', path: `${W}/keep` })
  })

  it.each([
    ['a writable one', 'sub'],
    ['two writable ones', 'sub/deep'],
  ])('watches the names of all that is writable around: of %s in it', async (_what, changed) => {
    const W = work()
    const other = work()
    const deepest = work()
    mkdirSync(join(W, 'sub'))
    mkdirSync(join(other, 'deep'))
    const handle = sandbox({
      argv: ['sleep', '1000'],
      root: folder('gantry-state-'),
      writable: [W],
      binds: [`${other}:${W}/sub`, `${deepest}:${W}/sub/deep`, `${deepest}/keep:${W}/sub/deep/keep:ro`],
    })
    await handle.started()
    const [from, to] = changed === 'sub' ? [join(W, 'sub'), join(W, 'x')] : [join(other, 'deep'), join(other, 'x')]
    // And back, before anybody can look.
    renameSync(from, to)
    renameSync(to, from)
    await expect(handle).rejects.toMatchObject({ code: 'SystemError', path: `${W}/sub/deep/keep` })
  })
})
