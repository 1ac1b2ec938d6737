// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { idsIn, openRoot, removeDirectory, reserve } from '../../src/container/directory.js'
import { signalName, signalNumber } from '../../src/container/exit.js'
import { checkId } from '../../src/container/id.js'
import { isAlive, parseStat, processStat } from '../../src/container/proc.js'
import {
  type ContainerState,
  isUnwritten,
  ownsProcesses,
  parseState,
  readState,
  writeState,
} from '../../src/container/state.js'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gantry-unit-files-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const state: ContainerState = {
  version: 1,
  id: 'web',
  bundle: '/srv/web',
  ociVersion: '1.2.0',
  created: '2026-03-04T05:06:07.890123000Z',
  owner: 0,
  pid: 4711,
  startTime: '123456',
  rootfs: '/srv/web/rootfs',
  cgroups: ['/sys/fs/cgroup/memory/web', '/sys/fs/cgroup/pids/web'],
  oomFile: '/sys/fs/cgroup/memory/web/memory.oom_control',
  annotations: { 'org.example': 'ä' },
  namespaces: [{ type: 'pid' }, { type: 'network', path: '/proc/1/ns/net' }],
  hooks: { poststart: [], poststop: [{ path: '/bin/true', args: ['true'], timeout: 3 }] },
}

describe('ids', () => {
  it.each(['a', 'A-1', 'x_y+z.w', '...', 'a'.repeat(1024)])('takes %s', (id) => {
    expect(() => checkId(id)).not.toThrow()
  })

  it.each(['', '.', '..', 'a/b', 'a b', 'ä', 'a\n', 'a\0', '@sandbox', 'a'.repeat(1025)])('refuses %j', (id) => {
    expect(() => checkId(id)).toThrow(expect.objectContaining({ code: 'InvalidIdFormat' }))
  })
})

const moved = { name: 'eth9', index: 7, up: true, addresses: [{ address: '10.0.0.1/8' }], inside: 'eth0' }
const network = { home: 4026531840, devices: [moved], interfaces: [], routes: [{ gateway: '10.0.0.2' }] }

describe('the state file', () => {
  it('comes back as it was written', () => {
    const directory = folder()
    writeState(directory, state)
    expect(readState(directory, 'web')).toEqual(state)
    const program = { pid: 4712, startTime: '124' }
    writeState(directory, { ...state, network, program })
    expect(readState(directory, 'web')).toEqual({ ...state, network, program })
    expect(readdirSync(directory)).toEqual(['state.json'])
    expect(statSync(join(directory, 'state.json')).mode & 0o777).toBe(0o600)
  })

  it('is replaced as a whole: who reads the old one reads all of it', () => {
    const directory = folder()
    writeState(directory, state)
    const old = openSync(join(directory, 'state.json'), 'r')
    writeState(directory, { ...state, pid: 4712 })
    expect(JSON.parse(readFileSync(old, 'utf8')).pid).toBe(4711)
    closeSync(old)
    expect(readState(directory, 'web')?.pid).toBe(4712)
  })

  it('is not there before it was written, and there is no container without its directory', () => {
    const unwritten = readState(folder(), 'web')
    expect(unwritten && isUnwritten(unwritten)).toBe(true)
    expect(unwritten).toMatchObject({ id: 'web', pid: 0, cgroups: [] })
    expect(readState('/nonexistent', 'web')).toBeUndefined()
  })

  const hostile: [string, Partial<Record<keyof ContainerState, unknown>>][] = [
    ['version', { version: 2 }],
    ['version', { version: '1' }],
    ['id', { id: 'other' }],
    ['bundle', { bundle: 'relative' }],
    ['rootfs', { rootfs: '/a/../b' }],
    ['pid', { pid: 1 }],
    ['pid', { pid: -1 }],
    ['pid', { pid: 2 ** 40 }],
    ['pid', { pid: '4711' }],
    ['startTime', { startTime: '12x' }],
    ['program', { program: 4712 }],
    ['program', { program: { pid: 1, startTime: '124' } }],
    ['program', { program: { pid: 0, startTime: '124' } }],
    ['program', { program: { pid: 4712, startTime: '12x' } }],
    ['program', { program: { pid: 4712 } }],
    ['cgroups', { cgroups: ['/sys/fs/cgroup/../../etc'] }],
    ['cgroups', { cgroups: '/sys/fs/cgroup/web' }],
    ['cgroups', { cgroups: ['/sys/fs/cgroup/web\0'] }],
    ['oomFile', { oomFile: '../x' }],
    ['annotations', { annotations: { a: 1 } }],
    ['namespaces', { namespaces: [{ type: 3 }] }],
    ['hooks', { hooks: { poststart: [], poststop: [{ path: 'true' }] } }],
    ['hooks', { hooks: { poststart: [] } }],
    ['hooks', { hooks: { poststart: [{ path: '/bin/true', args: 'true' }], poststop: [] } }],
    ...[
      { home: '4026531840' },
      { joined: 'relative' },
      { devices: [{ ...moved, index: 0 }] },
      { devices: [{ ...moved, addresses: ['10.0.0.1/8'] }] },
      { devices: [{ ...moved, insideIndex: -1 }] },
      { interfaces: [{ name: 'veth0', index: 3 }] },
      { routes: [{ destination: 1 }] },
    ].map((change): [string, object] => ['network', { network: { ...network, ...change } }]),
  ]
  it.each(hostile)('is refused for a bad %s: %j', (name, change) => {
    const text = JSON.stringify({ ...state, ...change })
    expect(() => parseState(text, 'web', '/run/gantry/web/state.json')).toThrow(name)
    expect(() => parseState(text, 'web', '/run/gantry/web/state.json')).toThrow(
      expect.objectContaining({ code: 'SystemError', path: '/run/gantry/web/state.json' }),
    )
  })

  it.each(['', 'null', '[]', '{', '"x"'])('is refused when it is %j', (text) => {
    expect(() => parseState(text, 'web', '/s')).toThrow(/^state file \/s /)
  })

  it('tells whether the pid namespace is the own one', () => {
    expect(ownsProcesses(state)).toBe(true)
    expect(ownsProcesses({ ...state, namespaces: [{ type: 'pid', path: '/proc/1/ns/pid' }] })).toBe(false)
    expect(ownsProcesses({ ...state, namespaces: [{ type: 'mount' }] })).toBe(false)
  })
})

describe('state directories', () => {
  it('are made for their owner only', () => {
    const root = join(folder(), 'a/b')
    openRoot(root)
    expect(statSync(root).mode & 0o777).toBe(0o700)
    expect(statSync(reserve(root, 'web')).mode & 0o777).toBe(0o700)
  })

  it('are refused where others can write', () => {
    const root = folder()
    chmodSync(root, 0o770)
    expect(() => openRoot(root)).toThrow('is writable for others (mode 770)')
  })

  it('take an id once', () => {
    const root = folder()
    const directory = reserve(root, 'web')
    expect(() => reserve(root, 'web')).toThrow(expect.objectContaining({ code: 'IdInUse' }))
    removeDirectory(directory)
    expect(reserve(root, 'web')).toBe(directory)
  })

  it('are removed with all that is in them, and are then gone for good', () => {
    const directory = reserve(folder(), 'web')
    writeState(directory, state)
    mkdirSync(join(directory, 'strange'))
    removeDirectory(directory)
    expect(existsSync(directory)).toBe(false)
    expect(() => removeDirectory(directory)).not.toThrow()
  })

  it('are listed by id, without what is no container', () => {
    const root = folder()
    for (const id of ['b', 'a', '@sandbox']) mkdirSync(join(root, id))
    writeFileSync(join(root, 'file'), '')
    expect(idsIn(root)).toEqual(['a', 'b'])
  })
})

describe('processes', () => {
  it('are read although their names are made to confuse', () => {
    const fields = Array.from({ length: 48 }, (_, index) => String(index + 4))
    const stat = parseStat(`42 (a) R (b) Z) S ${fields.join(' ')}\n`)
    expect(stat).toEqual({ state: 'S', parent: 4, startTime: '22' })
  })

  it.runIf(process.platform === 'linux')('are alive only with their start time', () => {
    const startTime = processStat(process.pid)?.startTime ?? ''
    expect(startTime).toMatch(/^\d+$/)
    expect(isAlive(process.pid, startTime)).toBe(true)
    expect(isAlive(process.pid, `${startTime}0`)).toBe(false)
    expect(isAlive(0, '0')).toBe(false)
  })
})

describe('signals', () => {
  it('have names and numbers', () => {
    expect(signalName(9)).toBe('SIGKILL')
    expect(signalName(6)).toBe('SIGABRT')
    expect(signalName(36)).toBe('SIGRTMIN+2')
    expect(signalNumber('SIGTERM')).toBe(15)
    expect(signalNumber(0)).toBe(0)
  })

  it.each([65, -1, 1.5, 'SIGNOTHING' as NodeJS.Signals])('do not take %s', (signal) => {
    expect(() => signalNumber(signal)).toThrow(TypeError)
  })
})
