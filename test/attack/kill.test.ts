// requires: root, linux, cgroup v1, path /sys/fs/cgroup/freezer
// Whatever a container does with its cgroups, and whoever freezes them: what is killed ends, or it is said what does not.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { signalCgroups } from '../../src/bridge/index.js'
import type { Container } from '../../src/index.js'
import { type Bundle, folder } from '../helpers/bundle.js'
import { runs, uniqueId } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'
import { freeze, freezeDeep, freezerV1, pidNamespaces, sharePids } from '../helpers/freezing.js'
import { contentOf, foldersBelow } from '../helpers/machine.js'

type Change = (config: Bundle['config']) => void

const freezerOf = async (container: Container) =>
  (await container.state()).cgroups.find((path) => path.includes('/freezer/'))!

const write = (directory: string, name: string, value: string) => writeFileSync(join(directory, name), value)

const cgroupsOf = ({ id }: Container) => foldersBelow('/sys/fs/cgroup').filter((path) => path.includes(id))

async function expectGone(container: Container, pid: number): Promise<void> {
  expect(runs(pid)).toBe(false)
  expect(cgroupsOf(container)).toEqual([])
  expect(await failureOf(container.state())).toMatchObject({ code: 'ContainerNotExists' })
}

describe.each(pidNamespaces)('a container in %s', (_, change) => {
  it('that is frozen dies of SIGKILL', async () => {
    const { container } = await create(['sleep', '3600'], change)
    const { pid } = await container.run({ stdio: 'ignore' })
    freeze(await freezerOf(container), freezerV1)
    await expect.poll(() => container.status()).toBe('paused')
    await container.signal('SIGKILL')
    expect(await container.wait()).toMatchObject({ signal: 'SIGKILL' })
    await container.destroy()
    await expectGone(container, pid)
  })

  it('that is frozen deeper than a path can be long is listed, dies and is removed', async () => {
    const { container } = await create(['sleep', '3600'], change)
    const { pid } = await container.run({ stdio: 'ignore' })
    freezeDeep(await freezerOf(container), pid, freezerV1)
    expect((await signalCgroups({ cgroups: [await freezerOf(container)] }, 0)).pids).toEqual([pid])
    await container.destroy({ force: true })
    await expectGone(container, pid)
  })

  it('that froze itself is removed', async () => {
    const { container } = await create(
      [
        ...['mkdir', '/sys/fs/cgroup/freezer/sub', ';', 'write', '/sys/fs/cgroup/freezer/sub/cgroup.procs', '0'],
        ...[';', 'write', '/sys/fs/cgroup/freezer/sub/freezer.state', 'FROZEN', ';', 'sleep', '3600'],
      ],
      (config) => {
        change(config)
        const mount = config.mounts!.find(({ type }) => type === 'cgroup')!
        mount.options = mount.options!.filter((option) => option !== 'ro')
      },
    )
    const { pid } = await container.run({ stdio: 'ignore' })
    const state = join(await freezerOf(container), 'sub/freezer.state')
    await expect.poll(() => contentOf(state)).toBe('FROZEN\n')
    await container.destroy({ force: true })
    await expectGone(container, pid)
  })

  it('that forks as fast as it can is removed', async () => {
    const { container } = await create(['breed'], (config) => {
      change(config)
      config.linux.resources = { ...config.linux.resources, pids: { limit: 64 } }
    })
    const { pid } = await container.run({ stdio: 'ignore' })
    await expect.poll(async () => (await container.processes()).length).toBeGreaterThan(20)
    const processes = await container.processes()
    await container.destroy({ force: true })
    await expectGone(container, pid)
    expect(processes.filter(runs)).toEqual([])
  })

  it('that is kept frozen from outside: says so, keeps its state, and is removed when it is let go', async () => {
    const parent = `/${uniqueId('frozen-parent')}`
    const { container } = await create(['sleep', '3600'], (config) => {
      change(config)
      config.linux.cgroupsPath = `${parent}/inner`
    })
    const { pid } = await container.run({ stdio: 'ignore' })
    const { cgroups } = await container.state()
    const above = join(await freezerOf(container), '..')
    onTestFinished(() => {
      for (const path of cgroups) if (existsSync(join(path, '..'))) rmdirSync(join(path, '..'))
    })
    freeze(above, freezerV1)
    const [killed, destroyed] = [
      await failureOf(container.signal('SIGKILL')),
      await failureOf(container.destroy({ force: true })),
    ]
    const whole = { path: join(above, 'inner'), message: expect.stringContaining(`${pid} (`) }
    expect(killed).toMatchObject(whole)
    expect(destroyed).toMatchObject(whole)
    expect(destroyed?.message).toContain('a cgroup above')
    expect(await container.status()).toBe('paused')
    write(above, 'freezer.state', 'THAWED')
    await container.destroy({ force: true })
    await expectGone(container, pid)
  })
})

describe('a created container that is frozen', () => {
  it('is not started, and can be deleted', async () => {
    const { container, factory } = await create(['true'])
    const { pid } = await container.start({ stdio: 'ignore' })
    freeze(await freezerOf(container), freezerV1)
    await expect.poll(() => container.status()).toBe('paused')
    const started = [container.exec(), (await factory.load(container.id)).exec()]
    for (const promise of started) expect(await failureOf(promise)).toMatchObject({ code: 'ContainerPaused' })
    expect(await failureOf(container.destroy())).toMatchObject({ code: 'ContainerPaused' })
    await container.destroy({ force: true })
    await expectGone(container, pid)
  })
})

it('a container whose cgroup would lie in a frozen one is refused', async () => {
  const parent = `/${uniqueId('frozen-before')}`
  const first = await create(['true'], ({ linux }) => {
    linux.cgroupsPath = `${parent}/first`
  })
  await first.container.start({ stdio: 'ignore' })
  const above = join(await freezerOf(first.container), '..')
  const { cgroups } = await first.container.state()
  onTestFinished(() => {
    for (const path of cgroups) if (existsSync(join(path, '..'))) rmdirSync(join(path, '..'))
  })
  freeze(above, freezerV1)
  const { container } = await create(['true'], ({ linux }) => {
    linux.cgroupsPath = `${parent}/second`
  })
  const failure = await failureOf(container.start({ stdio: 'ignore' }))
  write(above, 'freezer.state', 'THAWED')
  expect(failure).toMatchObject({ operation: 'take over frozen cgroup', path: join(above, 'second') })
  expect(existsSync(join(above, 'second'))).toBe(false)
  await first.container.destroy()
})

describe('a container that is frozen while it is made', () => {
  const frozenByHook: Change = (config) => {
    const path = `/${uniqueId('frozen-early')}`
    config.linux.cgroupsPath = path
    const own = /^\d+:freezer:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))![1]
    const candidates = [path, join(own!, path)].map((one) => join('/sys/fs/cgroup/freezer', one, 'freezer.state'))
    const script = `for f in ${candidates.join(' ')}; do [ -e $f ] && echo FROZEN > $f; done; true`
    config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', script] }] }
  }
  const isFrozen = async (container: Container) =>
    contentOf(join(await freezerOf(container), 'freezer.state')) === 'FROZEN\n'

  it('can be given up', async () => {
    const { container } = await create(['true'], frozenByHook)
    const controller = new AbortController()
    const started = failureOf(container.start({ stdio: 'ignore', signal: controller.signal }))
    await expect.poll(() => isFrozen(container)).toBe(true)
    const { pid } = await container.state()
    controller.abort(new Error('enough'))
    expect((await started)?.message).toBe('enough')
    await expectGone(container, pid)
  })

  it('can be deleted by another', async () => {
    const { container, factory } = await create(['true'], frozenByHook)
    const started = failureOf(container.start({ stdio: 'ignore' }))
    await expect.poll(() => isFrozen(container)).toBe(true)
    const { pid } = await container.state()
    await failureOf((await factory.load(container.id)).destroy({ force: true }))
    expect((await started)?.message).toContain('SIGKILL')
    await expectGone(container, pid)
  })
})

describe('a round of signals', () => {
  /** One over the freezer of a container that ignores it, with another's process beside. */
  async function round(freezing: 'freeze' | 'go on') {
    const program = join(folder(), 'round')
    const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))
    const sources = [
      '../helpers/bridge/round.c',
      '../../bridge/spawn/cgroup_mark.c',
      '../../bridge/spawn/cgroup_signal.c',
      '../../bridge/spawn/cgroup_walk.c',
    ]
    const flags = [
      '-std=c17',
      '-D_GNU_SOURCE',
      `-I${source('../../core-c/include')}`,
      `-I${source('../../bridge/spawn')}`,
      '-Wl,--wrap=syscall',
    ]
    execFileSync(process.env['CC'] || 'gcc', [...flags, ...sources.map(source), '-o', program])
    const first = (await create(['sleep', '3600'])).container
    const second = (await create(['sleep', '3600'], sharePids)).container
    const pids = [first, second].map(async (container) => (await container.run({ stdio: 'ignore' })).pid)
    const [, other] = await Promise.all(pids)
    const directory = await freezerOf(first)
    write(directory, 'cgroup.procs', `${other}`)
    const elsewhere = join(await freezerOf(second), 'cgroup.procs')
    const { stdout, stderr } = spawnSync(program, [directory, `${other}`, elsewhere, freezing], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return { states: stdout.trim().split('\n'), directory, other: other! }
  }

  it('gives none to a process that has left its cgroup when a pidfd holds it', async () => {
    const { states, other } = await round('go on')
    expect(states).toEqual(['THAWED'])
    expect(runs(other)).toBe(true)
  })

  it('holds fast what is there, when it is asked to', async () => {
    const { states, directory } = await round('freeze')
    expect(states).toEqual([expect.stringMatching(/^FR/)])
    expect(contentOf(join(directory, 'freezer.state'))).toBe('THAWED\n')
  })
})

it('the processes of this one’s own cgroup are never killed', async () => {
  const own = /^\d+:freezer:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))![1]!
  const directory = join('/sys/fs/cgroup/freezer', own, uniqueId('own'))
  mkdirSync(directory)
  write(directory, 'cgroup.procs', `${process.pid}`)
  try {
    await expect(signalCgroups({ cgroups: [directory] }, 9, { freeze: true })).rejects.toMatchObject({
      code: 'EDEADLK',
    })
  } finally {
    write(join(directory, '..'), 'cgroup.procs', `${process.pid}`)
    rmdirSync(directory)
  }
  expect(readdirSync(join(directory, '..'))).not.toContain(directory)
})
