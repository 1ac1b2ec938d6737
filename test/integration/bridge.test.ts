// requires: linux
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { constants as systemConstants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  keepNewlines,
  mkfifo,
  openInRoot,
  pidfdOpen,
  pipe,
  prlimit,
  readable,
  receive,
  restoreTerminal,
  send,
  sendDescriptor,
  setRaw,
  setWindowSize,
  socketPair,
  tryFlock,
  waitPidfd,
  windowSize,
  writable,
} from '../../src/bridge/index.js'
import { addonPath } from '../../src/bridge/locate.js'
import { openDescriptors, StandIn } from '../helpers/bridge/stand-in.js'
import { built } from '../helpers/paths.js'

const { errno } = systemConstants
/** Its number on every architecture. */
const openat2 = 437

let standIn: StandIn
let folder: string
beforeAll(() => {
  standIn = new StandIn()
  folder = mkdtempSync(join(tmpdir(), 'gantry-bridge-'))
})
afterAll(() => {
  standIn.remove()
  rmSync(folder, { recursive: true })
})

const isCloseOnExec = (fd: number) => (Number.parseInt(flagsOf(fd), 8) & 0o2000000) !== 0
const flagsOf = (fd: number) => /flags:\t(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? ''

describe('messages', () => {
  it('go both ways, each as one, and end', async () => {
    const { pidfd, control } = await standIn.launch('echo')
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i)
    const waiting = receive(control)
    send(control, bytes)
    const packet = await waiting
    expect(packet?.descriptors).toEqual([])
    expect(Buffer.from(packet?.data ?? [])).toEqual(Buffer.from(bytes))
    expect(await receive(control)).toBeUndefined()
    expect(() => send(control, bytes)).toThrow(expect.objectContaining({ code: 'EPIPE', action: 'sendmsg' }))
    await waitPidfd(pidfd)
    closeSync(pidfd)
    closeSync(control)
  })

  it('keep their borders and their order', async () => {
    const [a, b] = socketPair('packets')
    for (const text of ['one', 'two', 'three']) send(a, Buffer.from(text))
    closeSync(a)
    const texts: string[] = []
    for (let packet = await receive(b); packet; packet = await receive(b))
      texts.push(Buffer.from(packet.data).toString())
    expect(texts).toEqual(['one', 'two', 'three'])
    closeSync(b)
  })

  it('are read to the last one, although the sender ended without reading its own', async () => {
    const [a, b] = socketPair('packets')
    send(b, Buffer.from('unread'))
    send(a, Buffer.from('last words'))
    closeSync(a)
    expect(Buffer.from((await receive(b))?.data ?? []).toString()).toBe('last words')
    expect(await receive(b)).toBeUndefined()
    closeSync(b)
  })

  it('may have as many bytes as the contract says, and no more', async () => {
    for (const [size, fits] of [
      [8192, true],
      [8193, false],
    ] as const) {
      const { pidfd, control } = await standIn.launch(`size ${size}`)
      if (fits) expect((await receive(control))?.data.length).toBe(size)
      else await expect(receive(control)).rejects.toMatchObject({ code: 'EMSGSIZE' })
      await waitPidfd(pidfd)
      closeSync(pidfd)
      closeSync(control)
    }
  })

  it.each([1, 2, 5])('with %d descriptors bring one, and none of the others is left open', async (count) => {
    const { pidfd, control } = await standIn.launch(`descriptors ${count}`)
    await waitPidfd(pidfd)
    const before = openDescriptors()
    const packet = await receive(control)
    expect(openDescriptors()).toBe(before + 1)
    const [descriptor = -1] = packet?.descriptors ?? []
    expect(fstatSync(descriptor).rdev).toBe(statSync('/dev/zero').rdev)
    expect(isCloseOnExec(descriptor)).toBe(true)
    for (const fd of [descriptor, pidfd, control]) closeSync(fd)
  })

  it('take a descriptor along', async () => {
    const [a, b] = socketPair('packets')
    const [read, write] = pipe()
    send(a, Buffer.from('x'), write)
    closeSync(write)
    const [received = -1] = (await receive(b))?.descriptors ?? []
    writeSync(received, 'through')
    const buffer = Buffer.alloc(16)
    expect(buffer.toString('latin1', 0, readSync(read, buffer))).toBe('through')
    for (const fd of [a, b, read, received]) closeSync(fd)
  })
})

describe('waiting', () => {
  it('says which descriptor is ready', async () => {
    const [first, second] = [pipe(), pipe()]
    const waiting = readable([first[0], second[0]])
    writeSync(second[1], 'x')
    expect(await waiting).toBe(1)
    closeSync(first[1])
    expect(await readable([first[0]])).toBe(0)
    for (const fd of [first[0], ...second]) closeSync(fd)
  })

  it('is called off by an abort, and leaves nothing', async () => {
    const [read, write] = pipe()
    const before = openDescriptors()
    const controller = new AbortController()
    const waiting = readable([read], controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(readable([read], controller.signal)).rejects.toThrow('enough')
    expect(openDescriptors()).toBe(before)
    closeSync(read)
    closeSync(write)
  })

  it('says when a descriptor takes more to write', async () => {
    const [read, write] = pipe()
    const controller = new AbortController()
    await writable(write)
    const chunk = Buffer.alloc(65_536)
    expect(() => {
      for (;;) writeSync(write, chunk)
    }).toThrow(expect.objectContaining({ code: 'EAGAIN' }))
    const waiting = writable(write, controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    const more = writable(write)
    readSync(read, chunk)
    await more
    for (const fd of [read, write]) closeSync(fd)
  })

  it('can be done twice for one descriptor', async () => {
    const { pidfd, control } = await standIn.launch('wait')
    const both = Promise.all([readable([pidfd]), readable([pidfd])])
    closeSync(control)
    expect(await both).toEqual([0, 0])
    expect(await waitPidfd(pidfd)).toEqual({ exitCode: 7 })
    // Reaped: what is left to know is that it ended.
    expect(await waitPidfd(pidfd)).toEqual({})
    closeSync(pidfd)
  })

  it('fails for what cannot be waited for', async () => {
    const file = openSync(join(folder, 'file'), 'w')
    await expect(readable([file])).rejects.toMatchObject({ code: 'EPERM', action: 'poll' })
    closeSync(file)
    await expect(readable([file])).rejects.toMatchObject({ code: 'EBADF' })
  })

  it('does not hold up a worker that ends', async () => {
    const source = `
      const { workerData } = require('node:worker_threads')
      const addon = require(workerData)
      addon.startWait([addon.pipe()[0]], () => {}, false)
      addon.startWait(addon.pipe().slice(0, 1), () => {}, false)
      require('node:worker_threads').parentPort.postMessage('waiting')`
    const worker = new Worker(source, { eval: true, workerData: addonPath() })
    await once(worker, 'message')
    expect(await worker.terminate()).toBe(1)
  })

  it('a worker that ends closes none that it has closed before, whoever has the number now', async () => {
    const source = `const { parentPort, workerData } = require('node:worker_threads')
      const addon = require(workerData)
      const fd = addon.duplicate(0)
      addon.close(fd)
      parentPort.postMessage(fd)
      parentPort.once('message', () => {})`
    const worker = new Worker(source, { eval: true, workerData: addonPath() })
    const [number] = await once(worker, 'message')
    const opened: number[] = []
    while (!opened.includes(number) && opened.length < 100) opened.push(openSync('/dev/null', 'r'))
    expect(opened).toContain(number)
    worker.postMessage('end')
    await once(worker, 'exit')
    expect(fstatSync(number).isCharacterDevice()).toBe(true)
    for (const fd of opened) closeSync(fd)
  })
})

describe('files', () => {
  it('a fifo has its mode whatever the umask is', () => {
    const path = join(folder, 'fifo')
    const umask = process.umask(0o077)
    mkfifo(path, 0o622)
    process.umask(umask)
    expect(statSync(path).mode & 0o7777).toBe(0o622)
    expect(statSync(path).isFIFO()).toBe(true)
    expect(() => mkfifo(path, 0o622)).toThrow(expect.objectContaining({ code: 'EEXIST', path }))
  })

  it('are opened beneath a root, by links too', async () => {
    const root = join(folder, 'root')
    mkdirSync(join(root, 'etc'), { recursive: true })
    writeFileSync(join(root, 'etc/passwd'), 'inside')
    symlinkSync('/etc/passwd', join(root, 'absolute'))
    symlinkSync('../../../../../../etc/passwd', join(root, 'relative'))
    symlinkSync('/proc/self/root/etc/passwd', join(root, 'away'))
    for (const path of ['/etc/passwd', '../../etc/passwd', 'absolute', 'relative']) {
      const fd = await openInRoot(root, path)
      expect(readFileSync(fd, 'utf8')).toBe('inside')
      expect(isCloseOnExec(fd)).toBe(true)
      closeSync(fd)
    }
    await expect(openInRoot(root, 'away')).rejects.toMatchObject({ code: 'ENOENT', action: 'openat2', path: 'away' })
    await expect(openInRoot('/', 'proc/self/root')).rejects.toMatchObject({ code: 'ELOOP' })
  })

  // As for somebody who renames without a pause: the kernel says EAGAIN every time.
  it('whose opening the kernel puts off again and again are given up', async () => {
    const code = `
      const { openInRoot } = require(${JSON.stringify(addonPath())})
      openInRoot('/', 'etc/../etc').catch((error) => console.log(error.code, error.action, error.path))`
    const args = ['deny', `${openat2}`, `${errno.EAGAIN}`, ';', 'exec', process.execPath, '--eval', code]
    const { stdout, stderr } = spawnSync(built.program, args, { encoding: 'utf8', timeout: 60_000 })
    expect([stdout, stderr]).toEqual(['EAGAIN openat2 etc/../etc\n', ''])
  })

  it('that are fifos are opened without waiting for the other end', async () => {
    const root = join(folder, 'fifos')
    mkdirSync(root)
    mkfifo(join(root, 'fifo'), 0o600)
    const opened = openInRoot(root, 'fifo')
    const first = await Promise.race([opened.then(() => 'opened'), delay(5000, 'waits')])
    // Lets one go on that waits.
    closeSync(openSync(join(root, 'fifo'), constants.O_RDWR))
    closeSync(await opened)
    expect(first).toBe('opened')
  })

  it('are locked by one open file at a time', async () => {
    const path = join(folder, 'lock')
    const [first, second] = [openSync(path, 'w'), openSync(path, 'w')]
    expect(tryFlock(first)).toBe(true)
    expect(tryFlock(second)).toBe(false)
    closeSync(first)
    expect(tryFlock(second)).toBe(true)
    closeSync(second)
    expect(() => tryFlock(second)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })
})

describe('sockets and pipes', () => {
  it('are close-on-exec', () => {
    const fds = [...pipe(), ...socketPair('packets'), ...socketPair('stream'), pidfdOpen(process.pid)]
    expect(fds.map(isCloseOnExec)).toEqual(fds.map(() => true))
    for (const fd of fds) closeSync(fd)
  })

  it('a descriptor is delivered to a listening socket, however long its path is', async () => {
    const long = join(folder, 'x'.repeat(150))
    mkdirSync(long)
    const before = process.cwd()
    process.chdir(long)
    const server = createServer().listen('socket')
    await once(server, 'listening')
    process.chdir(before)
    const [read, write] = pipe()
    const accepted = once(server, 'connection') as Promise<[Socket]>
    await sendDescriptor(join(long, 'socket'), write, '/dev/pts/0')
    const [socket] = await accepted
    expect((await once(socket, 'data')).toString()).toBe('/dev/pts/0')
    socket.destroy()
    server.close()
    closeSync(read)
    closeSync(write)
    await expect(sendDescriptor(join(folder, 'nobody'), 0, '')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a terminal', () => {
  let master: number
  beforeEach(() => {
    master = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  })
  afterEach(() => closeSync(master))

  /** What is written to a pty's master comes back by the terminal's echo. */
  async function echo(text: string): Promise<string> {
    const buffer = Buffer.alloc(64)
    writeSync(master, text)
    await readable([master])
    return buffer.toString('latin1', 0, readSync(master, buffer))
  }

  it('has a size', () => {
    setWindowSize(master, 33, 101)
    expect(windowSize(master)).toEqual({ rows: 33, columns: 101 })
  })

  it('is made raw and as it was before', async () => {
    expect(await echo('a\n')).toBe('a\r\n')
    const before = setRaw(master)
    const raw = setRaw(master)
    const [signals, lines, echoes] = [1, 2, 8]
    const local = (attributes: Uint8Array) => Buffer.from(attributes).readUInt32LE(12) & (signals | lines | echoes)
    expect([before, raw].map(local)).toEqual([signals | lines | echoes, 0])
    const output = (attributes: Uint8Array) => Buffer.from(attributes).readUInt32LE(4)
    expect(output(raw)).toBe(output(before))
    restoreTerminal(master, before)
    expect(await echo('b\n')).toBe('b\r\n')
    expect(() => restoreTerminal(master, new Uint8Array(3))).toThrow(TypeError)
  })

  it('gives newlines as they are', async () => {
    keepNewlines(master)
    expect(await echo('a\n')).toBe('a\n')
  })

  it('is needed', () => {
    expect(() => setRaw(openSync('/dev/null', 'r'))).toThrow(expect.objectContaining({ code: 'ENOTTY' }))
  })
})

describe('errors', () => {
  it('name what failed on what', () => {
    const words = { errno: 3, code: 'ESRCH', action: 'pidfd_open', message: 'pidfd_open: no such process (ESRCH)' }
    expect(() => pidfdOpen(2 ** 22 + 1)).toThrow(expect.objectContaining(words))
    expect(() => windowSize(openDescriptors() + 1000)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it('of a wrong argument are TypeErrors', () => {
    expect(() => pidfdOpen(0)).toThrow(TypeError)
    expect(() => pidfdOpen(1.5)).toThrow(/pidfdOpen: pid must be an integer/)
    expect(() => prlimit(0, 7, -1n, 0n)).toThrow(/soft must be a bigint/)
    expect(() => prlimit(0, 99, 0n, 0n)).toThrow(/resource must be an integer/)
    expect(() => send(0, 'text' as unknown as Uint8Array)).toThrow(/message must be a Uint8Array/)
  })
})

it('a limit is set', async () => {
  const { pid, pidfd, control } = await standIn.launch('wait')
  const noFile = 7
  prlimit(pid, noFile, 100n, 200n)
  expect(readFileSync(`/proc/${pid}/limits`, 'latin1')).toMatch(/^Max open files +100 +200 /m)
  closeSync(control)
  await waitPidfd(pidfd)
  closeSync(pidfd)
})
