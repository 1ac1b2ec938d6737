// requires: root, linux
// A hook’s time is its process’s: what it leaves behind holds nobody up, and while it runs its container can be looked
// at and ended.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hostFacts } from '../../src/host/facts.js'
import type { OciHook } from '../../src/index.js'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { gantryAsync, runs, stateRoot, uniqueId } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'

const shell = (script: string, timeout?: number): OciHook => ({
  path: '/bin/sh',
  args: ['sh', '-c', script],
  ...(timeout === undefined ? {} : { timeout }),
})

/** The pid that a hook has written to a file. */
async function pidIn(file: string): Promise<number> {
  await expect.poll(() => existsSync(file) && /^\d+\n$/.test(readFileSync(file, 'utf8'))).toBe(true)
  const pid = Number(readFileSync(file, 'utf8'))
  onTestFinished(() => {
    if (runs(pid)) process.kill(pid, 'SIGKILL')
  })
  return pid
}

describe('a process that a hook has started', () => {
  it('and that holds its streams is killed with it after its timeout', async () => {
    const file = join(folder(), 'pid')
    const { container, factory } = await create(['true'], (config) => {
      config.hooks = { createRuntime: [shell(`sleep 3600 & echo $! > ${file}; wait`, 1)] }
    })
    expect((await failureOf(container.start()))?.message).toContain('still running after its timeout of 1 s')
    const pid = await pidIn(file)
    await expect.poll(() => runs(pid)).toBe(false)
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('is killed with it where the container’s init runs the hook', async () => {
    const file = join(folder(), 'pid')
    const change = (config: Bundle['config']) => {
      // It runs in the host's pid namespace, so its pid is ours, and without cgroups, by which all would be killed.
      config.linux.namespaces = config.linux.namespaces!.filter(({ type }) => !['pid', 'cgroup'].includes(type))
      config.mounts = config.mounts!.filter(({ type }) => type !== 'cgroup')
      delete config.linux.resources
      config.hooks = { createContainer: [shell(`sleep 3600 & echo $! > ${file}; wait`, 1)] }
    }
    const host = { ...hostFacts(), cgroup: { mode: 'none' as const, v1: [] } }
    const { container, factory } = await create(['true'], change, { host })
    expect((await failureOf(container.start()))?.message).toContain('still running after its timeout of 1 s')
    const pid = await pidIn(file)
    await expect.poll(() => runs(pid)).toBe(false)
    expect(readdirSync(factory.root)).toEqual([])
  })

  it('is killed with it when the start is called off', async () => {
    const file = join(folder(), 'pid')
    const { container } = await create(['true'], (config) => {
      config.hooks = { createRuntime: [shell(`sleep 3600 & echo $! > ${file}; wait`)] }
    })
    const controller = new AbortController()
    const started = failureOf(container.start({ signal: controller.signal }))
    const pid = await pidIn(file)
    controller.abort(new Error('enough'))
    expect((await started)?.message).toBe('enough')
    await expect.poll(() => runs(pid)).toBe(false)
  })

  it('goes on when the hook has ended, and nobody waits for it', async () => {
    const file = join(folder(), 'pid')
    const { container } = await create(['true'], (config) => {
      config.hooks = { createRuntime: [shell(`sleep 3600 & echo $! > ${file}`)] }
    })
    await container.start({ stdio: 'ignore' })
    expect(runs(await pidIn(file))).toBe(true)
    await container.destroy()
  })
})

it('a hook that says more than a pipe holds is not held up, and what it said last is told', async () => {
  const { container } = await create(['true'], (config) => {
    config.hooks = { createRuntime: [shell('head -c 300000 /dev/zero | tr "\\\\0" x; echo last words >&2; exit 9')] }
  })
  const message = (await failureOf(container.start()))?.message
  expect(message).toContain('last words')
  expect(message?.length).toBeGreaterThan(60_000)
})

describe('poststop hooks', () => {
  it('that fail are told, and stop neither the next one nor the deletion', async () => {
    const file = join(folder(), 'ran')
    const { container, notices, factory } = await create(['true'], (config) => {
      config.hooks = {
        poststop: [shell('exit 3'), { path: '/nosuch' }, shell('sleep 100', 1), shell(`echo ran > ${file}`)],
      }
    })
    const process = await container.run({ stdio: 'ignore' })
    await process.wait()
    await container.destroy()
    expect(readFileSync(file, 'utf8')).toBe('ran\n')
    expect(readdirSync(factory.root)).toEqual([])
    expect(notices.map(({ message, severity }) => [severity, message])).toEqual([
      ['warning', expect.stringContaining('poststop hook #0: exit status 3')],
      ['warning', expect.stringContaining('poststop hook #1: exec /nosuch')],
      ['warning', expect.stringContaining('poststop hook #2: still running')],
    ])
  })

  it('leave the exit status to the program', () => {
    const { root, gantry } = stateRoot()
    const { path } = bundle(folder(), ['exit', '5'], (config) => {
      config.hooks = { poststop: [{ path: '/bin/false' }] }
    })
    const { status, stderr } = gantry(['run', '-b', path, uniqueId('poststop')])
    expect(status).toBe(5)
    expect(stderr).toContain('level=warning')
    expect(readdirSync(root)).toEqual([])
  })

  it('run when the id is free again', async () => {
    const file = join(folder(), 'pid')
    const {
      container,
      factory,
      bundle: files,
    } = await create(['true'], (config) => {
      config.hooks = { poststop: [shell(`echo $$ > ${file}; exec sleep 3600`)] }
    })
    await container.start({ stdio: 'ignore' })
    const destroyed = container.destroy()
    const pid = await pidIn(file)
    const again = await factory.create(container.id, { ...files.config, hooks: {} }, { bundle: files.path })
    await again.start({ stdio: 'ignore' })
    await again.destroy()
    process.kill(pid, 'SIGKILL')
    await destroyed
  })
})

describe.each(['createRuntime', 'createContainer', 'poststart'] as const)('while a %s hook runs', (kind) => {
  /** A command that is in the middle of the hook. */
  async function inHook() {
    const { root, gantry } = stateRoot()
    const files = folder()
    const file = join(files, 'pid')
    const { path } = bundle(folder(), ['sleep', '3600'], (config) => {
      config.linux.namespaces = config.linux.namespaces!.filter(({ type }) => type !== 'pid')
      config.hooks = { [kind]: [shell(`echo $$ > ${file}; exec sleep 3600`)] }
    })
    const id = uniqueId('in-hook')
    const starter = gantryAsync(['--root', root, 'run', '-d', '-b', path, id])
    onTestFinished(() => void starter.kill('SIGKILL'))
    await pidIn(file)
    const ended = new Promise<number | null>((resolve) => starter.once('exit', resolve))
    return { root, gantry, id, ended }
  }

  it('the container is shown, killed and deleted', async () => {
    const { root, gantry, id } = await inHook()
    const status = kind === 'poststart' ? 'running' : 'creating'
    expect(JSON.parse(gantry(['state', id]).stdout)).toMatchObject({ id, status })
    expect(gantry(['list', '-q']).stdout).toBe(`${id}\n`)
    expect(gantry(['kill', id, 'KILL'])).toMatchObject({ status: 0, stderr: '' })
    expect(gantry(['delete', '--force', id])).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(root)).toEqual([])
  })

  it('the container is deleted by force alone, and the start of it fails or ends', async () => {
    const { root, gantry, id, ended } = await inHook()
    expect(gantry(['delete', '--force', id])).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(root)).toEqual([])
    if (kind !== 'poststart') expect(await ended).toBe(1)
  })
})

it('who waits for a container that another is at work on learns after a time who that is', async () => {
  const { root, gantry } = stateRoot()
  const file = join(folder(), 'pid')
  const { path } = bundle(folder(), ['sleep', '3600'], (config) => {
    config.hooks = { createRuntime: [shell(`echo $$ > ${file}; exec sleep 3600`)] }
  })
  const id = uniqueId('at-work')
  const starter = gantryAsync(['--root', root, 'create', '-b', path, id])
  onTestFinished(() => void starter.kill('SIGKILL'))
  await pidIn(file)
  const { status, stderr } = gantry(['start', id])
  expect(status).toBe(1)
  expect(stderr).toContain(`process ${starter.pid} is still at work on the container after 15 s`)
})

it('a run in the foreground that is in a hook is given up at the second signal', async () => {
  const { root } = stateRoot()
  const file = join(folder(), 'pid')
  const { path } = bundle(folder(), ['sleep', '3600'], (config) => {
    config.hooks = { createRuntime: [shell(`echo $$ > ${file}; exec sleep 3600`)] }
  })
  const child = gantryAsync(['--root', root, 'run', '-b', path, uniqueId('interrupted')])
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const pid = await pidIn(file)
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await ended).toBe(1)
  expect(runs(pid)).toBe(false)
  expect(readdirSync(root)).toEqual([])
})

it('a hook that ends the init ends the start with it', async () => {
  const { container, factory } = await create(['true'], (config) => {
    const state = 'pid=$(sed "s/.*\\"pid\\":\\([0-9]*\\).*/\\1/")'
    config.hooks = { createRuntime: [shell(`${state}; kill -9 $pid; exec sleep 3600`)] }
  })
  expect((await failureOf(container.start()))?.message).toContain('the init ended by SIGKILL')
  expect(readdirSync(factory.root)).toEqual([])
})
