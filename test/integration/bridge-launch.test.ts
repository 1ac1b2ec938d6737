// requires: root, linux
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pidfdSignal, receive, sealedInit, waitPidfd } from '../../src/bridge/index.js'
import { children, openDescriptors, StandIn } from '../helpers/bridge/stand-in.js'

let standIn: StandIn
let descriptorsBefore: number
beforeAll(() => {
  standIn = new StandIn()
})
afterAll(() => standIn.remove())

afterEach(() => {
  expect(children()).toBe('')
})

async function report(changes: Parameters<StandIn['launch']>[1]): Promise<string[]> {
  const { pidfd, control } = await standIn.launch('report', changes)
  const packet = await receive(control)
  expect(await waitPidfd(pidfd)).toEqual({ exitCode: 0 })
  expect(await receive(control)).toBeUndefined()
  closeSync(control)
  closeSync(pidfd)
  return Buffer.from(packet?.data ?? [])
    .toString()
    .trim()
    .split('\n')
}

describe('what the init finds', () => {
  it('is its name, the number of the first descriptor, further arguments and no environment', async () => {
    const lines = await report({ initArguments: ['fail=3', 'EIO'] })
    const named = lines.filter((line) => /^(argument|variable) /.test(line))
    expect(named).toEqual(['argument gantry-init', 'argument 3', 'argument fail=3', 'argument EIO'])
  })

  it('is its streams, the control socket, the message and the fifo, and no other descriptor', async () => {
    const lines = await report({})
    const descriptors = lines.filter((line) => line.startsWith('fd '))
    expect(descriptors).toEqual([
      'fd 0 /dev/null',
      'fd 1 /dev/null',
      'fd 2 /dev/null',
      expect.stringMatching(/^fd 3 socket:/),
      'fd 4 /memfd:gantry-message (deleted)',
      `fd 5 ${standIn.fifo}`,
    ])
    expect(lines).toContain('fifo 1 1')
    // Seal, shrink, grow, write; newer kernels add the seal of the executable bit.
    expect(lines).toContainEqual(expect.stringMatching(/^seals 0x2?f$/))
    expect(lines).toContainEqual(expect.stringMatching(/^init seals 0x[23]?f$/))
  })

  it('is every descriptor at its number, although the sources lie on each other', async () => {
    const files = ['/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/null']
    const open = files.map((path) => openSync(path, 'r'))
    // 0, 1 and 2 are wanted in another order, by their own numbers.
    const own = [0, 1, 2].map((fd) => readlinkSync(`/proc/self/fd/${fd}`))
    const lines = await report({ stdio: [open[1]!, 0, open[0]!], preserve: [...open].reverse().concat(2, 1) })
    for (const fd of open) closeSync(fd)
    const targets = new Map(
      lines.filter((line) => line.startsWith('fd ')).map((line) => line.split(' ').slice(1) as [string, string]),
    )
    expect(targets.get('0')).toBe('/dev/full')
    expect(targets.get('1')).toBe(own[0])
    expect(targets.get('2')).toBe('/dev/zero')
    expect(['8', '9'].map((fd) => targets.get(fd))).toEqual([own[2], own[1]])
    expect(['3', '4', '5', '6', '7'].map((fd) => targets.get(fd))).toEqual([...files].reverse())
    expect(targets.size).toBe(3 + 7 + 3)
    expect(lines).toContain('argument 10')
    expect(lines).toContain('fifo 1 1')
  })

  it('is no signal blocked or handled', async () => {
    const lines = await report({})
    expect(lines).toContain('SigBlk:\t0000000000000000')
    expect(lines).toContain('SigCgt:\t0000000000000000')
  })

  it('is a new pid namespace where that is asked for', async () => {
    const lines = await report({ cloneFlags: 0x20000000 | 0x04000000 })
    expect(lines).toContain('argument 3')
  })
})

it('a fifo that is a link is not followed', async () => {
  const link = join(standIn.folder, 'link')
  symlinkSync(standIn.fifo, link)
  expect(await report({ fifo: link })).toContain('fifo 0 1')
})

describe('the end', () => {
  it('is an exit code', async () => {
    const { pidfd, control, pid } = await standIn.launch('exit 42')
    expect(pid).toBeGreaterThan(0)
    expect(await waitPidfd(pidfd)).toEqual({ exitCode: 42 })
    closeSync(pidfd)
    closeSync(control)
  })

  it('is a signal', async () => {
    const { pidfd, control } = await standIn.launch(`signal ${constants.signals.SIGUSR1}`)
    expect(await waitPidfd(pidfd)).toEqual({ signal: constants.signals.SIGUSR1 })
    closeSync(pidfd)
    closeSync(control)
  })

  it('comes by pidfdSignal, and after it the signal finds nobody', async () => {
    const { pidfd, control } = await standIn.launch('wait')
    pidfdSignal(pidfd, constants.signals.SIGKILL)
    expect(await waitPidfd(pidfd)).toEqual({ signal: constants.signals.SIGKILL })
    expect(() => pidfdSignal(pidfd, constants.signals.SIGKILL)).toThrow(expect.objectContaining({ code: 'ESRCH' }))
    closeSync(pidfd)
    closeSync(control)
  })
})

describe('a launch that fails', () => {
  it('names the exec that failed when the init is no program', async () => {
    const path = join(standIn.folder, 'text')
    writeFileSync(path, 'no program')
    await expect(standIn.launch('exit 0', { initFd: sealedInit(path) })).rejects.toMatchObject({
      action: 'execute the init',
      code: 'ENOEXEC',
      errno: 8,
      message: 'execute the init: exec format error (ENOEXEC)',
    })
  })

  it('names the fifo that is not there', async () => {
    const fifo = join(standIn.folder, 'nothing')
    await expect(standIn.launch('exit 0', { fifo })).rejects.toMatchObject({ code: 'ENOENT', path: fifo })
  })

  it('names a descriptor that is not open', async () => {
    const closed = openSync('/dev/null', 'r')
    closeSync(closed)
    const failure = { action: 'check descriptors', code: 'EBADF' }
    await expect(standIn.launch('exit 0', { preserve: [closed] })).rejects.toMatchObject(failure)
  })

  it('names clone3 for flags that do not go together', async () => {
    const newNamespaceAndSharedFs = 0x00020000 | 0x00000200
    const failure = { action: 'clone3', code: 'EINVAL' }
    await expect(standIn.launch('exit 0', { cloneFlags: newNamespaceAndSharedFs })).rejects.toMatchObject(failure)
  })

  it('is refused by type before anything happens', async () => {
    await expect(standIn.launch('exit 0', { fifo: 'a\0b' })).rejects.toThrow(TypeError)
    await expect(standIn.launch('exit 0', { preserve: [-1] })).rejects.toThrow(/preserve must be an integer/)
    await expect(standIn.launch('exit 0', { steps: [{ op: 'write', path: '/x' }] })).rejects.toThrow(/has no value/)
  })

  it('leaves no descriptor', async () => {
    await expect(standIn.launch('exit 0', { fifo: '' })).rejects.toThrow()
    descriptorsBefore = openDescriptors()
    for (let i = 0; i < 20; i++) {
      await expect(standIn.launch('exit 0', { fifo: '' })).rejects.toThrow()
      await expect(standIn.launch('exit 0', { preserve: [9999] })).rejects.toThrow()
    }
    expect(openDescriptors()).toBe(descriptorsBefore)
  })
})

describe('many launches', () => {
  it('leave no descriptor', async () => {
    descriptorsBefore = openDescriptors()
    for (let i = 0; i < 50; i++) await Promise.all([1, 2, 3, 4].map(launchAndWait))
    expect(openDescriptors()).toBe(descriptorsBefore)
  })
})

async function launchAndWait(code: number): Promise<void> {
  const { pidfd, control } = await standIn.launch(`exit ${code}`)
  expect(await waitPidfd(pidfd)).toEqual({ exitCode: code })
  expect(await receive(control)).toBeUndefined()
  closeSync(pidfd)
  closeSync(control)
}

it('the sealed init is close-on-exec, and may be executed by its owner only', () => {
  const fd = sealedInit(join(standIn.folder, 'init'))
  const flags = /flags:\t(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? ''
  expect(Number.parseInt(flags, 8) & 0o2000000).not.toBe(0)
  expect(fstatSync(fd).mode & 0o7777).toBe(0o500)
})

it('the sealed init cannot be written to', () => {
  const fd = sealedInit(join(standIn.folder, 'init'))
  expect(() => writeFileSync(`/proc/self/fd/${fd}`, 'x', { flag: 'r+' })).toThrow(
    expect.objectContaining({ code: 'EPERM' }),
  )
  expect(sealedInit(join(standIn.folder, 'init'))).toBe(fd)
  expect(existsSync(`/proc/self/fd/${fd}`)).toBe(true)
})
