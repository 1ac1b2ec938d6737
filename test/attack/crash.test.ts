// requires: root, linux, cgroup
// The supervisor is killed, at any moment: what is left can be looked at, goes on or ends, and can be removed.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { temporaryFolder } from '../helpers/folder.js'
import { contentOf, foldersBelow } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'

const base = temporaryFolder('gantry-crash-')
let count = 0
let root: string
let target: Bundle
const id = () => `gantry-crash-${process.pid}-${count}`
const command = (...args: string[]) => gantry(['--root', root, ...args])

beforeEach(() => {
  count += 1
  root = join(base, `root-${count}`)
  target = bundle(join(base, `bundle-${count}`), ['sleep', '3600'])
  onTestFinished(() => void command('delete', '--force', id()))
})

const cgroups = () => foldersBelow('/sys/fs/cgroup').filter((path) => path.includes(id()))
const processes = () => cgroups().flatMap((path) => contentOf(join(path, 'cgroup.procs')).split('\n').filter(Boolean))

/** A supervisor of its own; it says `begin`, and then `done` when its container is started. */
function supervisor(method: 'start' | 'run'): ChildProcess {
  const code = `
    import { createFactory } from ${JSON.stringify(built.library)}
    const [root, id, path, method] = process.argv.slice(1)
    const { readFileSync, writeSync } = await import('node:fs')
    const config = readFileSync(path + '/config.json')
    writeSync(1, 'begin')
    const container = await createFactory({ root }).create(id, config, { bundle: path })
    await container[method]({ stdio: 'ignore' })
    writeSync(1, 'done')
    setInterval(() => {}, 1000)`
  const args = ['--input-type=module', '--eval', code, root, id(), target.path, method]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Waits for a word. The stream stays open: a supervisor that cannot say its next one would end of that. */
function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', (data) => {
      text += data
      if (text.includes(word)) resolve()
    })
    child.once('exit', () => reject(new Error(`the supervisor ended after "${text}"`)))
  })
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
}

async function expectRemoved(): Promise<void> {
  const { status, stderr } = command('delete', '--force', id())
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(existsSync(root) ? readdirSync(root) : []).toEqual([])
  expect(cgroups()).toEqual([])
}

const statusOf = () => JSON.parse(command('state', id()).stdout).status

describe('a supervisor that is killed', () => {
  it('in a hook: the init ends by itself, and delete removes the rest', async () => {
    const seen = join(base, `seen-${count}`)
    target.update((config) => {
      // It ends by itself: nobody else can end it.
      const args = ['program', 'write', seen, 'here', ';', 'sleep', '2']
      config.hooks = { createRuntime: [{ path: built.program, args }] }
    })
    const child = supervisor('start')
    await expect.poll(() => existsSync(seen)).toBe(true)
    expect(statusOf()).toBe('creating')
    await kill(child)
    await expect.poll(processes).toEqual([])
    expect(statusOf()).toBe('stopped')
    expect(command('start', id()).status).toBe(1)
    await expectRemoved()
  })

  it('after create: the container waits on, and can be started', async () => {
    const child = supervisor('start')
    await said(child, 'done')
    await kill(child)
    expect(statusOf()).toBe('created')
    expect(command('start', id())).toMatchObject({ status: 0, stderr: '' })
    expect(statusOf()).toBe('running')
    expect(command('delete', id()).status).toBe(1)
    await expectRemoved()
  })

  it('while the container runs: it runs on', async () => {
    const child = supervisor('run')
    await said(child, 'done')
    await kill(child)
    expect(statusOf()).toBe('running')
    expect(processes().length).toBeGreaterThan(0)
    expect(command('kill', id(), 'KILL').status).toBe(0)
    await expect.poll(statusOf).toBe('stopped')
    await expectRemoved()
  })

  // Whatever the moments are on this machine, what follows is the same.
  it.each([0, 3, 6, 9, 12, 15, 20, 25, 30, 40, 60])('%i ms into a start: delete leaves nothing', async (delay) => {
    const child = supervisor('run')
    await said(child, 'begin')
    await new Promise((resolve) => setTimeout(resolve, delay))
    await kill(child)
    await expectRemoved()
  })
})
