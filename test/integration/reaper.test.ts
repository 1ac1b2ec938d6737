// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// A program below gantry's reaper ends, is signalled and forks as outside of containers.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { processStat } from '../../src/container/proc.js'
import { type SandboxOptions, sandbox } from '../../src/index.js'
import { type Bundle, folder } from '../helpers/bundle.js'
import { create as createContainer, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

const create = (args: string[], change?: (config: Bundle['config']) => void) =>
  createContainer(args, change, { create: { reaper: true } })

/** Runs the test program in a sandbox, as process 2. */
function start(args: string[], options: Partial<SandboxOptions> = {}) {
  const root = folder('gantry-sandbox-')
  const binds = [`${built.program}:/tmp/program:ro`]
  const handle = sandbox({ argv: ['/tmp/program', ...args], root, binds, input: '', reject: false, ...options })
  onTestFinished(() => handle[Symbol.asyncDispose]())
  return handle
}

describe('the program', () => {
  it.each([
    ['SIGABRT', 6],
    ['SIGKILL', 9],
    ['SIGALRM', 14],
    ['SIGTERM', 15],
    ['SIGSEGV', 11],
    ['SIGRTMIN+1', 35],
  ])('is ended by %s that it sends to itself', async (name, number) => {
    expect(await start(['kill', '2', String(number)])).toMatchObject({ signal: name, exitCode: undefined })
  })

  it.each([0, 1, 255])('exits with %d', async (exitCode) => {
    expect(await start(['exit', String(exitCode)])).toMatchObject({ exitCode, signal: undefined })
  })

  it('ends all that it left behind', async () => {
    const { stdout, exitCode } = await start(['background', 'sleep', '1000', ';', 'exit', '5'])
    expect([stdout, exitCode]).toEqual(['background 3\n', 5])
  })

  it('has its orphans reaped', async () => {
    const orphan = ['child', 'background', 'true', ';']
    const args = Array.from({ length: 40 }, () => orphan).flat()
    const { stderr, exitCode } = await start(args, { pids: 8 })
    expect([stderr, exitCode]).toEqual(['', 0])
  })

  it('is one process of those that are allowed', async () => {
    expect(await start(['fork', '1'], { pids: 1 })).toMatchObject({ stdout: 'fork EAGAIN\nforked 0\n' })
    expect(await start(['fork', '9'], { pids: 3 })).toMatchObject({ stdout: 'fork EAGAIN\nforked 2\n' })
  })

  it('leads a session of its own', async () => {
    expect((await start(['sid'])).stdout).toBe('sid 2 pgrp 2 ppid 1\n')
  })
})

describe('signals from outside', () => {
  it.each([{}, { user: { uid: 4321, gid: 4321 } }])('reach the program: %o', async (options) => {
    const handle = start(['signals'], options)
    const seen: string[] = []
    for await (const line of handle) {
      seen.push(line)
      if (line === 'ready') handle.kill('SIGUSR1')
      if (line === 'signal 10') handle.kill('SIGCHLD')
      if (line === 'signal 17') handle.kill('SIGTERM')
    }
    expect(seen).toEqual(['ready', 'signal 10', 'signal 17', 'signal 15'])
    expect((await handle).exitCode).toBe(0)
  })

  it('end a program that does not handle them, also before it runs', async () => {
    const handle = start(['sleep', '1000'])
    handle.kill('SIGINT')
    expect(await handle).toMatchObject({ signal: 'SIGINT' })
  })

  it('reach it from another process', async () => {
    const { factory, container } = await create(['signals'])
    const process = await container.run()
    const other = await factory.load(container.id)
    process.stdout!.once('data', () => void other.signal('SIGTERM'))
    expect(await finish(process)).toMatchObject({ stdout: 'ready\nsignal 15\n', exitCode: 0 })
  })

  it('stop and continue the program, and not the reaper', async () => {
    const { container } = await create(['echo', 'up', ';', 'sleep', '1000'])
    const program = await container.run()
    const states = () =>
      [
        program.pid,
        Number(readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').split(' ')[0]),
      ].map((pid) => processStat(pid)?.state)
    await container.signal('SIGSTOP')
    await expect.poll(states, { timeout: 10_000, interval: 5 }).toEqual(['S', 'T'])
    await container.signal('SIGCONT')
    await expect.poll(states, { timeout: 10_000, interval: 5 }).toEqual(['S', 'S'])
    await container.signal('SIGTERM')
    expect(await finish(program)).toMatchObject({ signal: 'SIGTERM' })
  })

  it('are not made up inside: what is sent to process 1 goes nowhere', async () => {
    const args = ['kill', '1', '15', ';', 'kill', '1', '9', ';', 'kill', '1', '19', ';', 'queue', '1', '10', ';']
    expect(await start([...args, 'sleep', '0.2', ';', 'echo', 'alive'])).toMatchObject({
      exitCode: 0,
      stdout: 'alive\n',
      stderr: '',
    })
  })
})

describe('the reaper', () => {
  it('is killed with the container, and then has no report', async () => {
    const handle = start(['echo', 'up', ';', 'sleep', '1000'])
    for await (const _ of handle) handle.kill()
    expect(await handle).toMatchObject({ signal: 'SIGKILL', exitCode: undefined })
  })

  it('waits with the program of a created container, and holds nothing but its pipe', async () => {
    const { container } = await create(['signals'])
    const process = await container.start()
    const held = readdirSync(`/proc/${process.pid}/fd`).map((fd) => readlinkSync(`/proc/${process.pid}/fd/${fd}`))
    expect(held.sort()).toEqual(['anon_inode:[signalfd]', expect.stringMatching(/^pipe:/)])
    expect(readlinkSync(`/proc/${process.pid}/cwd`)).toBe('/')
    const status = readFileSync(`/proc/${process.pid}/status`, 'utf8')
    for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb']) expect(status).toContain(`${set}:\t0000000000000000\n`)
    expect(status).toContain('NoNewPrivs:\t1\n')
    expect(status).toContain('Threads:\t1\n')
    expect(status).toMatch(/^Groups:\s*$/m)
    await container.exec()
    process.stdout!.once('data', () => process.signal('SIGTERM'))
    expect(await finish(process)).toMatchObject({ stdout: 'ready\nsignal 15\n', exitCode: 0 })
  })

  it('takes the user and the place of the program, not its rights', async () => {
    const { container } = await create(['signals'], (config) => {
      config.process.user = { uid: 77, gid: 78, additionalGids: [79] }
    })
    const groups = process.getgroups!()
    onTestFinished(() => process.setgroups!(groups))
    process.setgroups!([4322])
    const program = await container.run()
    const status = readFileSync(`/proc/${program.pid}/status`, 'utf8')
    expect(status).toContain('Uid:\t77\t77\t77\t77\nGid:\t78\t78\t78\t78\n')
    expect(status).toMatch(/^Groups:\s*$/m)
    expect(status).toContain('CapPrm:\t0000000000000000\n')
    program.signal('SIGTERM')
    await finish(program)
  })

  it('leaves the streams to the program', async () => {
    const { container } = await create(['closing'])
    const process = await container.run()
    expect(await text(process.stdout!)).toBe('')
    process.signal('SIGKILL')
    await finish(process)
  })

  it('works below a user namespace, with the second of two processes', async () => {
    const { container } = await create(['ids', ';', 'kill', '2', '6'], ({ linux }) => {
      linux.namespaces!.push({ type: 'user' })
      linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
      linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
    })
    const process = await container.run()
    const result = await finish(process)
    expect(result).toMatchObject({ signal: 'SIGABRT', status: 134 })
    expect(result.stdout).toContain('pid 2\n')
  })

  it('sets the limits of a created container before it starts the program', async () => {
    const { container } = await create(['limits'], ({ process }) => {
      process.rlimits = [{ type: 'RLIMIT_CORE', soft: 4096, hard: 8192 }]
    })
    expect((await finish(await container.run())).stdout).toContain('RLIMIT_CORE 4096 8192\n')
  })

  it('is refused where it would not be process 1', async () => {
    const made = create(['true'], ({ linux }) => {
      linux.namespaces = linux.namespaces?.filter(({ type }) => type !== 'pid') ?? []
    })
    await expect(made).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: /option reaper needs a new pid namespace/,
    })
  })
})
