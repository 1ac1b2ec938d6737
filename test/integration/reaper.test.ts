// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// A program below gantry's reaper ends, is signalled and forks as outside of containers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { processStat } from '../../src/container/proc.js'
import { type SandboxOptions, sandbox } from '../../src/index.js'
import { type Bundle, folder } from '../helpers/bundle.js'
import { stateRoot } from '../helpers/command.js'
import { create as createContainer, finish } from '../helpers/containers.js'
import { processesWithParent } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'

const create = (args: string[], change?: (config: Bundle['config']) => void) =>
  createContainer(args, change, { create: { reaper: true } })

const childOf = (pid: number) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0])

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
    const args = [...Array.from({ length: 40 }, () => orphan).flat(), 'echo', 'left', ';', 'sleep', '1000']
    const { container } = await create(args)
    const { pid, stdout } = await container.run()
    for (let said = ''; !said.includes('left\n'); ) said += (await once(stdout!, 'data'))[0]
    await expect.poll(() => processesWithParent(pid)).toEqual([expect.stringContaining(' program')])
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

  it.each([
    ['who started it', false, false],
    ['another', true, false],
    ['who started it, sent to all', false, true],
    ['another, sent to all', true, true],
  ])('of %s stop and continue the program, and not the reaper', async (_, foreign, all) => {
    const { factory, container } = await create(['echo', 'up', ';', 'sleep', '1000'])
    const program = await container.run()
    const sender = foreign ? await factory.load(container.id) : container
    const states = () => [program.pid, childOf(program.pid)].map((pid) => processStat(pid)?.state)
    await sender.signal('SIGSTOP', { all })
    await expect.poll(states).toEqual(['S', 'T'])
    await sender.signal('SIGCONT', { all })
    await expect.poll(states).toEqual(['S', 'S'])
    await sender.signal('SIGTERM', { all })
    expect(await finish(program)).toMatchObject({ signal: 'SIGTERM' })
  })

  it('reach the program of a sandbox by the command', async () => {
    const { root, gantry } = stateRoot()
    const handle = start(['signals'], { root })
    const seen: string[] = []
    for await (const line of handle) {
      seen.push(line)
      const [id = ''] = readdirSync(root).filter((name) => name.startsWith('sandbox-'))
      if (line === 'ready') expect(gantry(['kill', id, 'STOP'])).toMatchObject({ status: 0, stderr: '' })
      if (line === 'ready') {
        const { pid, program } = JSON.parse(readFileSync(join(root, id, 'state.json'), 'utf8'))
        const states = () => [pid, program.pid].map((one) => processStat(one)?.state)
        await expect.poll(states).toEqual(['S', 'T'])
        for (const signal of ['USR1', 'CONT', 'TERM']) gantry(['kill', id, signal])
      }
    }
    expect(seen.toSorted()).toEqual(['ready', 'signal 10', 'signal 15', 'signal 18'].toSorted())
    expect((await handle).exitCode).toBe(0)
  })

  it('all reach the program, whatever floods its process 1 meanwhile', async () => {
    const realTime = 40
    const handle = start(['background', 'flood', '1', ';', 'signals'])
    const seen: string[] = []
    for await (const line of handle) {
      if (line === 'ready') for (let i = 0; i < 20; i++) handle.kill(realTime)
      if (line === `signal ${realTime}`) seen.push(line)
      if (seen.length === 20) handle.kill('SIGTERM')
    }
    expect(seen.length).toBe(20)
    expect((await handle).exitCode).toBe(0)
  })

  it('find no program once it has ended', async () => {
    const { factory, container } = await create(['true'])
    await finish(await container.run())
    const other = await factory.load(container.id)
    for (const one of [container, other]) {
      await expect(one.signal('SIGTERM')).rejects.toMatchObject({ code: 'ContainerNotRunning' })
    }
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
    expect(held.sort()).toEqual(['anon_inode:[eventpoll]', 'anon_inode:[signalfd]', expect.stringMatching(/^pipe:/)])
    expect(readlinkSync(`/proc/${process.pid}/cwd`)).toBe('/')
    const status = readFileSync(`/proc/${process.pid}/status`, 'utf8')
    for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb']) expect(status).toContain(`${set}:\t0000000000000000\n`)
    expect(status).toContain('Threads:\t1\n')
    expect(status).toContain('SigBlk:\t0000000000010000\n')
    expect(status).toMatch(/^Groups:\s*$/m)
    // The init, and no message with what the program is told.
    const memory = readFileSync(`/proc/${process.pid}/maps`, 'utf8')
    expect(memory).toContain('/memfd:gantry-init')
    expect(memory).not.toContain('/memfd:gantry-message')
    await container.exec()
    process.stdout!.once('data', () => process.signal('SIGTERM'))
    expect(await finish(process)).toMatchObject({ stdout: 'ready\nsignal 15\n', exitCode: 0 })
  })

  it('has a user and a group of its own, and no other group', async () => {
    const { container } = await create(['signals'], (config) => {
      config.process.user = { uid: 77, gid: 65533, additionalGids: [79] }
    })
    const groups = process.getgroups!()
    onTestFinished(() => process.setgroups!(groups))
    process.setgroups!([4322])
    const program = await container.run()
    const status = readFileSync(`/proc/${program.pid}/status`, 'utf8')
    expect(status).toContain('Uid:\t65533\t65533\t65533\t65533\nGid:\t65532\t65532\t65532\t65532\n')
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

  it('sets the limits of a created container before it starts the program, and is not bound by them', async () => {
    const { container } = await create(['limits'], ({ process }) => {
      process.rlimits = [
        { type: 'RLIMIT_CORE', soft: 4096, hard: 8192 },
        { type: 'RLIMIT_NOFILE', soft: 6, hard: 6 },
      ]
    })
    const program = await container.start()
    const own = /^Max open files.*$/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[0]
    expect(readFileSync(`/proc/${program.pid}/limits`, 'utf8')).toContain(`${own}\n`)
    await container.exec()
    const { stdout, stderr } = await finish(program)
    expect(stdout).toContain('RLIMIT_CORE 4096 8192\n')
    expect(stdout).toContain('RLIMIT_NOFILE 6 6\n')
    expect(stderr).toBe('')
  })

  it('is no likelier to be killed for memory than the program', async () => {
    const { container } = await create(['sleep', '1000'], ({ process }) => {
      process.oomScoreAdj = 300
    })
    const program = await container.run()
    const adjustments = [program.pid, childOf(program.pid)].map((pid) =>
      readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1'),
    )
    expect(adjustments).toEqual(['300\n', '300\n'])
    program.signal('SIGTERM')
    await finish(program)
  })

  it('shares the ids of the program where a joined user namespace has no others, and says so', async () => {
    const holder = spawn('unshare', ['--user', '--map-root-user', 'sleep', '60'], { stdio: 'ignore' })
    onTestFinished(() => void holder.kill('SIGKILL'))
    await expect.poll(() => readFileSync(`/proc/${holder.pid}/comm`, 'latin1')).toBe('sleep\n')
    const { container, notices } = await create(['signals'], ({ linux, mounts }) => {
      linux.namespaces!.push({ type: 'user', path: `/proc/${holder.pid}/ns/user` })
      const terminals = mounts!.find(({ type }) => type === 'devpts')
      terminals!.options = terminals!.options!.filter((option) => !option.startsWith('gid='))
    })
    const program = await container.run()
    const status = readFileSync(`/proc/${program.pid}/status`, 'utf8')
    expect(status).toContain('Uid:\t0\t0\t0\t0\n')
    for (const set of ['CapPrm', 'CapEff']) expect(status).toContain(`${set}:\t0000000000000000\n`)
    expect(notices).toContainEqual(
      expect.objectContaining({ severity: 'debug', message: expect.stringContaining('check the ids of the reaper') }),
    )
    program.stdout!.once('data', () => program.signal('SIGTERM'))
    expect(await finish(program)).toMatchObject({ stdout: 'ready\nsignal 15\n', exitCode: 0 })
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
