// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// Standard streams that somebody has made nonblocking: the program of a container never sees it, and no byte is lost.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, readlinkSync, writeFileSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { pipe, readable } from '../../src/bridge/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

const flagsOf = (fdinfo: string) => /^flags:\s*([0-7]+)$/m.exec(fdinfo)?.[1]

/** The command, with a pipe whose open files are nonblocking as its input, output and error output. */
class Caller {
  readonly #child: ChildProcess
  readonly stdin: Socket
  readonly stdout: Socket
  readonly ended: Promise<[status: number]>

  private constructor(child: ChildProcess, stdin: number, stdout: number) {
    this.#child = child
    this.stdin = new Socket({ fd: stdin, readable: false, writable: true })
    this.stdout = new Socket({ fd: stdout, readable: true, writable: false })
    this.ended = once(child, 'exit') as Promise<[number]>
    onTestFinished(() => {
      this.#child.kill('SIGKILL')
      this.stdin.destroy()
      this.stdout.destroy()
    })
  }

  static async start(args: string[]): Promise<Caller> {
    const [input, stdin] = pipe()
    const [stdout, output] = pipe()
    const [gate, open] = pipe()
    // Node gives its children streams that block; they share the open file with this process, which changes it now.
    const words = ['-c', 'read line <&3; exec "$@" 3<&-', 'sh', process.execPath, built.command, ...args]
    const child = spawn('sh', words, { stdio: [input, output, output, gate] })
    makeNonblocking(input)
    makeNonblocking(output)
    writeSync(open, 'go\n')
    for (const fd of [input, output, gate, open]) closeSync(fd)
    return new Caller(child, stdin, stdout)
  }

  async text(): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of this.stdout) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('latin1')
  }
}

/** Waiting for a descriptor makes its open file nonblocking, at once. */
function makeNonblocking(fd: number): void {
  const waiting = new AbortController()
  readable([fd], waiting.signal).catch(() => {})
  waiting.abort()
}

it.each([['run'], ['sandbox']])('%s gives the program streams that block', async (verb) => {
  const { root } = stateRoot()
  const { path } = bundle(folder(), ['cat', '/proc/self/fdinfo/0', '/proc/self/fdinfo/1', '/proc/self/fdinfo/2'])
  const look = ['sh', '-c', 'cat /proc/self/fdinfo/0 /proc/self/fdinfo/1 /proc/self/fdinfo/2']
  const what = verb === 'run' ? ['-b', path, uniqueId('flags')] : ['--', ...look]
  const caller = await Caller.start(['--root', root, verb, ...what])
  const [text, [status]] = await Promise.all([caller.text(), caller.ended])
  expect([status, text.match(/flags:\s*\d+/g)?.map(flagsOf)]).toEqual([0, ['00', '01', '01']])
})

it('carries every byte of a program that writes more than a pipe holds', async () => {
  const { root } = stateRoot()
  const { path, rootfs } = bundle(folder(), ['cat', '/said'])
  const said = Buffer.alloc(1 << 20, Buffer.from(Array.from({ length: 256 }, (_, i) => i)))
  writeFileSync(join(rootfs, 'said'), said)
  const caller = await Caller.start(['--root', root, 'run', '-b', path, uniqueId('bytes')])
  const [text, [status]] = await Promise.all([caller.text(), caller.ended])
  expect(status).toBe(0)
  expect(Buffer.from(text, 'latin1').equals(said)).toBe(true)
})

it('carries what is typed late, and its end', async () => {
  const { root } = stateRoot()
  const { path } = bundle(folder(), ['echo', 'ready', ';', 'cat'])
  const caller = await Caller.start(['--root', root, 'run', '-b', path, uniqueId('input')])
  const [ready] = await once(caller.stdout, 'data')
  expect(`${ready}`).toBe('ready\n')
  const heard = caller.text()
  caller.stdin.end(Buffer.alloc(1 << 20, 'x'))
  const [text, [status]] = await Promise.all([heard, caller.ended])
  expect([status, text.length]).toEqual([0, 1 << 20])
})

it.each([
  ['holds its output open', ['-c', 'exec sleep 3600 >"$0"']],
  ['writes to its output without a pause', ['-c', 'exec cat /dev/zero >"$0"']],
])('ends with its program, though another process %s, and loses nothing of it', async (_, args) => {
  const { root, gantry } = stateRoot()
  const { path } = bundle(folder(), ['echo', 'ready', ';', 'cat'])
  const id = uniqueId('held')
  const caller = await Caller.start(['--root', root, 'run', '-b', path, id])
  let last = ''
  let length = 0
  const ready = once(caller.stdout, 'data')
  caller.stdout.on('data', (data: Buffer) => {
    length += data.length
    last = data.toString('latin1').slice(-10)
  })
  await ready
  const { pid } = JSON.parse(gantry(['state', id]).stdout)
  const other = spawn('sh', [...args, `/proc/${pid}/fd/1`])
  onTestFinished(() => void other.kill('SIGKILL'))
  await expect.poll(() => readlinkSync(`/proc/${other.pid}/exe`)).not.toMatch(/sh$/)
  if (args[1]?.includes('zero')) await expect.poll(() => length).toBeGreaterThan(1 << 16)
  caller.stdin.end(`${'x'.repeat(9)}.`)
  expect(await caller.ended).toEqual([0, null])
  if (caller.stdout.readable) await once(caller.stdout, 'end')
  if (!args[1]?.includes('zero')) expect(last).toBe('xxxxxxxxx.')
})

it('ends with its program, though its input goes on', async () => {
  const { root } = stateRoot()
  const { path } = bundle(folder(), ['true'])
  const caller = await Caller.start(['--root', root, 'run', '-b', path, uniqueId('open')])
  expect(await caller.ended).toEqual([0, null])
})
