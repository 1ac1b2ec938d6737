// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { processStat } from '../../src/container/proc.js'
import { ContainerError } from '../../src/errors.js'
import type { Bundle } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { create, factory, finish, traces } from '../helpers/containers.js'

describe('a container', () => {
  it('runs its program and gives back output and exit status', async () => {
    const { container } = await create(['echo', 'out', ';', 'err', 'err', ';', 'exit', '3'])
    const process = await container.run()
    expect(await finish(process)).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      exitCode: 3,
      status: 3,
      oomKilled: false,
    })
    await container.destroy()
  })

  it('goes from created to running to stopped, and tells by events', async () => {
    const { container } = await create(['cat'])
    const events: string[] = []
    for (const name of ['created', 'started', 'exited', 'destroyed'] as const) {
      container.on(name, () => events.push(name))
    }
    expect(await container.status()).toBe('stopped')
    const process = await container.start()
    expect(await container.status()).toBe('created')
    expect(await container.ociState()).toMatchObject({ id: container.id, status: 'created', pid: process.pid })
    await container.exec()
    expect(await container.status()).toBe('running')
    expect(await container.processes()).toEqual([process.pid])
    process.stdin?.end('in')
    expect(await finish(process)).toMatchObject({ stdout: 'in', exitCode: 0 })
    expect(await container.status()).toBe('stopped')
    expect((await container.ociState()).pid).toBeUndefined()
    expect(await container.processes()).toEqual([])
    await container.destroy()
    expect(await container.status()).toBe('stopped')
    await expect(container.state()).rejects.toMatchObject({ code: 'ContainerNotExists' })
    expect(events).toEqual(['created', 'started', 'exited', 'destroyed'])
  })

  // Ids differ within a state directory only, and a config may name the cgroup.
  it.each([true, false])(
    'that was never started leaves another of its cgroup alone (pid namespace: %s)',
    async (own) => {
      const cgroupsPath = `/${uniqueId('shared-cgroup')}`
      const change = ({ linux }: Bundle['config']) => {
        linux.cgroupsPath = cgroupsPath
        if (!own) linux.namespaces = linux.namespaces!.filter(({ type }) => type !== 'pid')
      }
      const { container } = await create(['cat'], change)
      const process = await container.run()
      const { container: other } = await create(['cat'], change)
      expect(await other.processes()).toEqual([])
      await expect(other.signal('SIGKILL')).rejects.toMatchObject({ code: 'ContainerNotRunning' })
      await expect(other.signal('SIGTERM', { all: true })).rejects.toMatchObject({ code: 'ContainerNotRunning' })
      await other.destroy()
      expect(await container.processes()).toEqual([process.pid])
      process.stdin?.end('in')
      expect(await finish(process)).toMatchObject({ stdout: 'in', exitCode: 0 })
      await container.destroy()
    },
  )

  it('leaves nothing behind', async () => {
    // Loads what stays for the life of the process.
    const first = await create(['true'])
    await finish(await first.container.run())
    await first.container.destroy()
    const { container, factory } = await create(['true'])
    const before = traces(container.id)
    await finish(await container.run())
    await container.destroy()
    await expect.poll(() => traces(container.id)).toEqual(before)
    expect(before.cgroups).toEqual([])
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('keeps its config, and takes another process', async () => {
    const { container } = await create(['true'])
    expect(container.config.hostname).toBe('test')
    const process = await container.run({ args: ['/bin/program', 'echo', 'other', ';', 'cwd'], cwd: '/tmp' })
    expect((await finish(process)).stdout).toBe('other\n/tmp\n')
  })

  it('passes descriptors straight through', async () => {
    const { container } = await create(['echo', 'x'])
    const process = await container.run({ stdio: ['ignore', 'ignore', 'ignore'] })
    expect(process).toMatchObject({ stdin: null, stdout: null, stderr: null })
    expect(await process.wait()).toMatchObject({ exitCode: 0 })
  })

  it('has a terminal as a stream', async () => {
    const { container } = await create(['isatty', ';', 'winsize'], (config) => {
      config.process.terminal = true
      config.process.consoleSize = { height: 10, width: 110 }
    })
    const process = await container.run()
    let said = ''
    for await (const chunk of process.console ?? []) said += String(chunk)
    expect(said).toContain('10')
    expect(said).toContain('110')
    expect(await process.wait()).toMatchObject({ exitCode: 0 })
  })

  it('ends by the signal that it is sent', async () => {
    const { container } = await create(['sleep', '1000'])
    const process = await container.run()
    process.signal('SIGKILL')
    expect(await process.wait()).toEqual({ signal: 'SIGKILL', status: 137, oomKilled: false })
    expect(() => process.signal('SIGKILL')).toThrow(expect.objectContaining({ code: 'ContainerNotRunning' }))
    await expect(container.signal('SIGKILL')).rejects.toMatchObject({ code: 'ContainerNotRunning' })
  })

  it('is destroyed only when it has stopped, or by force', async () => {
    const { container } = await create(['sleep', '1000'])
    const process = await container.run()
    await expect(container.destroy()).rejects.toMatchObject({ code: 'ContainerNotStopped' })
    await container.destroy({ force: true })
    expect(await process.wait()).toMatchObject({ signal: 'SIGKILL' })
    expect(existsSync(`/proc/${process.pid}`)).toBe(false)
  })

  it('is destroyed when it was only created', async () => {
    const { container, factory } = await create(['true'])
    await container.start()
    await container.destroy()
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('is disposed of', async () => {
    const { container, factory } = await create(['sleep', '1000'])
    await container.run()
    await container[Symbol.asyncDispose]()
    await container[Symbol.asyncDispose]()
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('with a shared pid namespace takes all its processes along', async () => {
    const { container } = await create(['background', 'sleep', '1000', ';', 'sleep', '1000'], (config) => {
      config.linux.namespaces = (config.linux.namespaces ?? []).filter(({ type }) => type !== 'pid')
    })
    await container.run({ stdio: 'ignore' })
    await expect.poll(async () => (await container.processes()).length).toBe(2)
    const pids = await container.processes()
    await container.destroy({ force: true })
    // One that was handed to the host's init may wait there to be reaped.
    for (const pid of pids) expect([undefined, 'Z']).toContain(processStat(pid)?.state)
  })

  it('tells an OOM kill from another one', async () => {
    const { container } = await create(['eat', `${256 << 20}`], (config) => {
      config.linux.resources = { ...config.linux.resources, memory: { limit: 32 << 20, swap: 32 << 20 } }
    })
    expect(await finish(await container.run())).toMatchObject({ signal: 'SIGKILL', oomKilled: true })
  })

  it('starts with a memory limit of 1 MiB', async () => {
    const { container } = await create(['echo', 'small'], (config) => {
      config.linux.resources = { ...config.linux.resources, memory: { limit: 1 << 20 } }
    })
    expect(await finish(await container.run())).toMatchObject({ stdout: 'small\n', exitCode: 0, oomKilled: false })
  })
})

describe('a container of another process', () => {
  it('is loaded, released, waited for and destroyed', async () => {
    const { container, factory } = await create(['cat'])
    const process = await container.start()
    const loaded = await factory.load(container.id)
    expect(await loaded.status()).toBe('created')
    expect(loaded.config).toEqual(container.config)
    await loaded.exec()
    expect(await loaded.status()).toBe('running')
    await expect(loaded.exec()).rejects.toMatchObject({ code: 'ContainerNotStopped' })
    const ended = loaded.wait()
    process.stdin?.end()
    await ended
    expect(await loaded.status()).toBe('stopped')
    await expect(loaded.exec()).rejects.toMatchObject({ code: 'ContainerNotRunning' })
    await loaded.destroy()
    await expect(factory.load(container.id)).rejects.toMatchObject({ code: 'ContainerNotExists' })
  })

  it('is not taken for an earlier one of the same id', async () => {
    const { container, factory, bundle } = await create(['true'])
    await container.destroy()
    const later = await factory.create(container.id, bundle.config, { bundle: bundle.path })
    await later.start()
    await expect(container.destroy({ force: true })).rejects.toMatchObject({ code: 'ContainerNotExists' })
    await container[Symbol.asyncDispose]()
    expect([await container.status(), await later.status()]).toEqual(['stopped', 'created'])
  })

  it('is not taken for one whose pid was given to another', async () => {
    const { container, factory } = await create(['sleep', '1000'])
    const process = await container.run()
    const path = join(factory.root, container.id, 'state.json')
    const state = JSON.parse(readFileSync(path, 'utf8'))
    const own = { ...state, startTime: `${state.startTime}1` }
    writeFileSync(path, JSON.stringify(own))
    const loaded = await factory.load(container.id)
    expect(await loaded.status()).toBe('stopped')
    await expect(loaded.signal('SIGKILL')).rejects.toMatchObject({ code: 'ContainerNotRunning' })
    writeFileSync(path, JSON.stringify(state))
    process.signal('SIGKILL')
    await process.wait()
  })

  it('is listed by id, and one that is damaged is told of', async () => {
    const notices: string[] = []
    const made = factory({ onNotice: ({ message }) => notices.push(message) })
    const first = await create(['true'], undefined, { root: made.root })
    const second = await create(['true'], undefined, { root: made.root })
    expect((await made.list()).map(({ id }) => id)).toEqual([first.container.id, second.container.id])
    const path = join(made.root, first.container.id, 'state.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, '{')
    expect((await made.list()).map(({ id }) => id)).toEqual([second.container.id])
    expect(notices).toEqual([`state file ${path} is not JSON`])
    writeFileSync(path, text)
  })
})

describe('creating', () => {
  it('takes an id once', async () => {
    const { container, factory, bundle } = await create(['true'])
    const again = factory.create(container.id, bundle.config, { bundle: bundle.path })
    await expect(again).rejects.toMatchObject({ code: 'IdInUse' })
    expect(await container.status()).toBe('stopped')
  })

  it('says what is missing or of another type, in one way', async () => {
    const made = factory()
    const refused = (promise: Promise<unknown>, words: string) => expect(promise).rejects.toThrow(new TypeError(words))
    const anything = made as unknown as Record<'create' | 'load' | 'remove', (...args: unknown[]) => Promise<unknown>>
    const noId = 'the container id must be a string, not undefined'
    await refused(anything.create(), noId)
    await refused(anything.load(), noId)
    await refused(anything.remove(), noId)
    await refused(anything.create(5, {}), 'the container id must be a string, not 5')
    await refused(anything.create('x'), 'the config must be an object, or the text or bytes of one, not undefined')
    await refused(anything.create('x', 5), 'the config must be an object, or the text or bytes of one, not 5')
  })

  it('lets no program run before its container is set up', async () => {
    const { container } = await create(['exit', '0'])
    await expect(container.exec()).rejects.toMatchObject({
      code: 'ContainerNotRunning',
      message: expect.stringContaining('made but not set up'),
      hint: expect.stringContaining('start()'),
    })
  })

  it('refuses a malformed id and a bad config, and changes nothing', async () => {
    const made = factory()
    await expect(made.create('a/b', '{}')).rejects.toMatchObject({ code: 'InvalidIdFormat' })
    const bad = made.create(uniqueId('bad'), '{\n  "ociVersion": 1\n}')
    await expect(bad).rejects.toMatchObject({ code: 'ConfigInvalid' })
    const { diagnostics = [] } = (await bad.catch((error: unknown) => error)) as ContainerError
    expect(diagnostics).toContainEqual(expect.objectContaining({ pointer: '/ociVersion', line: 2 }))
    expect(readdirSync(made.root)).toEqual([])
  })

  it('starts a container once', async () => {
    const { container } = await create(['sleep', '1000'])
    await container.run()
    await expect(container.run()).rejects.toMatchObject({ code: 'ContainerNotStopped' })
  })

  it('of many at once works', async () => {
    const made = factory()
    const containers = await Promise.all(
      Array.from({ length: 8 }, () => create(['true'], undefined, { root: made.root })),
    )
    const endings = await Promise.all(containers.map(async ({ container }) => finish(await container.run())))
    expect(endings.map(({ exitCode }) => exitCode)).toEqual(Array(8).fill(0))
    await Promise.all(containers.map(({ container }) => container.destroy()))
    expect(readdirSync(made.root)).toEqual([])
  })

  it('takes turns with destroying', async () => {
    const { container, factory } = await create(['sleep', '1000'])
    const other = await factory.load(container.id)
    const [started, destroyed] = await Promise.allSettled([container.run(), other.destroy({ force: true })])
    expect(destroyed.status).toBe('fulfilled')
    expect(['fulfilled', 'rejected']).toContain(started.status)
    expect(readdirSync(factory.root)).toEqual([])
  })
})

describe('a start that fails', () => {
  it('names the step and leaves nothing', async () => {
    const { container, factory } = await create(['true'], (config) => {
      config.mounts?.push({ destination: '/tmp', type: 'nosuchfs', source: 'none', options: ['nosuid'] })
    })
    const before = traces(container.id)
    const error = await container.run().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ContainerError)
    expect(error).toMatchObject({ code: 'SystemError', operation: 'mount', path: '/tmp', errnoName: 'ENODEV' })
    expect(String(error)).toMatch(/step \d+ of \d+: mount nosuchfs none at \/tmp \(nosuid\): .*\(ENODEV\)/)
    await expect.poll(() => traces(container.id)).toEqual(before)
    expect(readdirSync(factory.root)).toEqual([])
    expect(await container.status()).toBe('stopped')
  })

  it.each(['start', 'run'] as const)('says so where %s finds no program', async (method) => {
    const { container, factory } = await create([], (config) => {
      config.process.args = ['nosuch', 'argument']
    })
    const failed = container[method]()
    await expect(failed).rejects.toMatchObject({ operation: 'find executable', path: 'nosuch', errnoName: 'ENOENT' })
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('says so where the program is no executable of this machine', async () => {
    const { container, factory, bundle } = await create([], (config) => {
      config.process.args = ['/bad']
    })
    writeFileSync(join(bundle.rootfs, 'bad'), '#!/nosuch\n', { mode: 0o755 })
    await expect(container.run()).rejects.toMatchObject({ operation: 'execute', path: '/bad', errnoName: 'ENOENT' })
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('because it is aborted gives the reason and leaves nothing', async () => {
    const { container, factory } = await create(['sleep', '1000'], (config) => {
      config.hooks = { createRuntime: [{ path: '/bin/sleep', args: ['sleep', '1000'] }] }
    })
    const before = traces(container.id)
    const controller = new AbortController()
    const failed = container.run({ signal: controller.signal })
    await delay(100)
    controller.abort(new Error('enough'))
    await expect(failed).rejects.toThrow('enough')
    await expect.poll(() => traces(container.id)).toEqual(before)
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('before it begins changes nothing', async () => {
    const { container } = await create(['true'])
    await expect(container.run({ signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(await finish(await container.run())).toMatchObject({ exitCode: 0 })
  })
})
