// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SandboxError, type SandboxOptions, sandbox } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'

function start(argv: string[], options: Partial<SandboxOptions> = {}) {
  const root = folder('gantry-sandbox-')
  const handle = sandbox({ argv, root, ...options })
  onTestFinished(() => handle[Symbol.asyncDispose]())
  return { handle, root, left: () => readdirSync(root).filter((name) => !name.startsWith('@')) }
}

const run = (argv: string[], options?: Partial<SandboxOptions>) => start(argv, options).handle
const sh = (script: string, options?: Partial<SandboxOptions>) => run(['sh', '-c', script], options)

describe('a sandbox', () => {
  it('runs a program of the host and gives back what it says', async () => {
    const { handle, left } = start(['sh', '-c', 'echo out; echo err >&2'])
    const result = await handle
    expect(result).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n', timedOut: false, oomKilled: false })
    expect(result.signal).toBeUndefined()
    expect(result.durationMs).toBeGreaterThan(0)
    expect(left()).toEqual([])
  })

  it('sees few processes, its own hostname, no capabilities and no network', async () => {
    const { stdout } = await sh('echo /proc/[0-9]*; hostname; grep CapEff /proc/self/status; ls /sys/class/net')
    expect(stdout).toBe('/proc/1 /proc/2\nsandbox\nCapEff:\t0000000000000000\nlo\n')
  })

  it('cannot write but to /tmp', async () => {
    const { stdout } = await sh('for d in / /usr /etc /tmp /dev/shm; do touch $d/x 2>/dev/null && echo $d; done')
    expect(stdout).toBe('/tmp\n/dev/shm\n')
  })

  it('does not see secrets', async () => {
    const { stdout } = await sh('ls /etc/shadow /root /home /etc/ssh 2>/dev/null; env')
    expect(stdout).not.toMatch(/shadow|root|home|ssh/)
    expect(process.env['PATH']).toBeDefined()
    expect(stdout.split('\n').filter((line) => line.startsWith('PATH='))).toHaveLength(1)
  })

  it('rejects for a failure with all that is known, unless told not to', async () => {
    const failed = sh('echo before; exit 3')
    await expect(failed).rejects.toBeInstanceOf(SandboxError)
    await expect(failed).rejects.toMatchObject({
      exitCode: 3,
      stdout: 'before\n',
      message: 'sh ended with exit code 3',
    })
    expect(await sh('exit 3', { reject: false })).toMatchObject({ exitCode: 3 })
  })

  it('reads its input', async () => {
    expect((await run(['cat'], { input: 'bytes\0\n' })).stdout).toBe('bytes\0\n')
    const handle = run(['cat'])
    handle.stdin?.end('more')
    expect((await handle).stdout).toBe('more')
  })

  it('gives its output as a stream and by lines', async () => {
    const streamed = run(['echo', 'a'])
    expect(await text(streamed.stdout!)).toBe('a\n')
    const handle = sh('echo one; echo two; printf three')
    const lines: string[] = []
    for await (const line of handle) lines.push(line)
    expect(lines).toEqual(['one', 'two', 'three'])
    await handle
  })

  it('is killed', async () => {
    const { handle, left } = start(['sleep', '1000'], { reject: false })
    handle.kill()
    expect(await handle).toMatchObject({ signal: 'SIGKILL', exitCode: undefined, stdout: '' })
    expect(left()).toEqual([])
    const running = sh('echo ready; sleep 1000', { reject: false })
    for await (const line of running.lines()) {
      expect(line).toBe('ready')
      running.kill()
    }
    expect(await running).toMatchObject({ signal: 'SIGKILL', exitCode: undefined, timedOut: false })
  })

  it('gets signals that it handles', async () => {
    const handle = sh('trap "echo got; exit 7" TERM; echo ready; while :; do sleep 0.05; done', { reject: false })
    for await (const line of handle.lines()) if (line === 'ready') handle.kill('SIGTERM')
    expect(await handle).toMatchObject({ exitCode: 7, stdout: 'ready\ngot\n' })
  })

  it('ends with its timeout', async () => {
    const failed = run(['sleep', '1000'], { timeout: 200 })
    await expect(failed).rejects.toMatchObject({ timedOut: true, signal: 'SIGKILL' })
  })

  it('ends with an abort, and gives its reason', async () => {
    const controller = new AbortController()
    const { handle, left } = start(['sleep', '1000'], { signal: controller.signal })
    await delay(100)
    controller.abort(new Error('enough'))
    await expect(handle).rejects.toThrow('enough')
    expect(left()).toEqual([])
    await expect(run(['true'], { signal: AbortSignal.abort('no') })).rejects.toBe('no')
  })

  it('keeps to its limits', async () => {
    const eaten = sh('head -c 200M /dev/zero | tail', { memory: '32M', reject: false })
    expect(await eaten).toMatchObject({ oomKilled: true })
    const forked = sh('for i in 1 2 3 4 5 6 7 8 9; do sleep 100 & done', { pids: 4, reject: false })
    expect((await forked).stderr).toMatch(/fork/i)
    const loud = run(['yes'], { maxBuffer: 1000 })
    await expect(loud).rejects.toThrow('maxBuffer')
    await expect(loud).rejects.toMatchObject({ stdout: 'y\n'.repeat(500) })
  })

  it('sees what is bound into it', async () => {
    const data = folder()
    mkdirSync(join(data, 'rw'))
    writeFileSync(join(data, 'file'), 'content')
    const { stdout } = await sh('cat /data/file; touch /data/x 2>&1 | grep -o Read-only; echo new > "$0/out"', {
      argv: [
        'sh',
        '-c',
        'cat /data/file; touch /data/x 2>&1 | grep -o Read-only; echo new > "$0/out"',
        join(data, 'rw'),
      ],
      binds: [`${data}:/data:ro`],
      writable: [join(data, 'rw')],
    })
    expect(stdout).toBe('contentRead-only\n')
    expect(readFileSync(join(data, 'rw/out'), 'utf8')).toBe('new\n')
  })

  it('sees a directory where another one of its state directory saw a file', async () => {
    const root = join(folder('gantry-sandbox-'), 'state')
    const place = folder()
    writeFileSync(join(place, 'file'), 'in a file')
    expect((await run(['cat', '/mnt'], { root, binds: [`${place}/file:/mnt`] })).stdout).toBe('in a file')
    expect((await run(['ls', '/mnt'], { root, binds: [`${place}:/mnt`] })).stdout).toBe('file\n')
    expect(statSync(root).mode & 0o7777).toBe(0o700)
  })

  it('takes environment, directory, hostname and user', async () => {
    const options = { env: { NAME: 'value' }, cwd: '/tmp', hostname: 'box', user: { uid: 1234, gid: 1235 } }
    const { stdout } = await sh('echo $NAME; pwd; hostname; id -u; id -g', options)
    expect(stdout).toBe('value\n/tmp\nbox\n1234\n1235\n')
  })

  it('says which program was not found', async () => {
    const { handle, left } = start(['nosuch-program'])
    await expect(handle).rejects.toMatchObject({ operation: 'find executable', path: 'nosuch-program' })
    expect(left()).toEqual([])
    expect(existsSync('/nosuch-program')).toBe(false)
  })
})
