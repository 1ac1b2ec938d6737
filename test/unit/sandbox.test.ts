// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sandboxConfig } from '../../src/sandbox/config.js'
import { parseBind, parseSize } from '../../src/sandbox/options.js'
import { Output } from '../../src/sandbox/output.js'
import { sandbox } from '../../src/sandbox/sandbox.js'

function root(): string {
  const path = mkdtempSync(join(tmpdir(), 'gantry-unit-sandbox-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const argv = ['true']

describe('sizes', () => {
  it.each([
    [4096, 4096],
    ['4096', 4096],
    ['64M', 64 * 2 ** 20],
    ['64m', 64 * 2 ** 20],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['512kB', 512 * 2 ** 10],
    ['1T', 2 ** 40],
  ])('%s is %d bytes', (size, bytes) => expect(parseSize(size)).toBe(bytes))

  it.each(['', 'M', '-1', 0, -5, '64X', '1e3', Number.NaN, '9999999T'])('%s is none', (size) => {
    expect(() => parseSize(size)).toThrow(RangeError)
  })
})

describe('binds', () => {
  it('are read from text', () => {
    expect(parseBind('/a:/b')).toEqual({ source: '/a', destination: '/b', readonly: false })
    expect(parseBind('/a:/b:ro')).toEqual({ source: '/a', destination: '/b', readonly: true })
    expect(parseBind({ source: '/a', destination: '/b' })).toEqual({ source: '/a', destination: '/b' })
  })

  it.each(['/a', 'a:/b', '/a:b', '/a:/b:rx', '/a:/b:ro:x', ''])('are refused: %s', (bind) => {
    expect(() => parseBind(bind)).toThrow(TypeError)
  })
})

describe('options', () => {
  it('are refused by name where they are unknown, with the nearest name', () => {
    const options = { argv, memroy: '64M' }
    expect(() => sandboxConfig(options, root())).toThrow('unknown sandbox option "memroy": did you mean "memory"?')
    expect(() => sandboxConfig({ argv, ENV: {} } as never, root())).toThrow('did you mean "env"?')
    expect(() => sandboxConfig({ argv, quux: 1 } as never, root())).toThrow(/"quux"$/)
    expect(() => sandbox({ argv, timeOut: 3 } as never)).toThrow('did you mean "timeout"?')
  })

  it('take no shell string', () => {
    expect(() => sandbox({ argv: 'echo hi' } as never)).toThrow('["sh","-c","echo hi"]')
    expect(() => sandbox({ argv: [] })).toThrow(TypeError)
    expect(() => sandbox({ argv: ['a', 1] } as never)).toThrow(TypeError)
  })

  it.each([
    [{ cpus: 0 }, 'cpus'],
    [{ cpus: Number.POSITIVE_INFINITY }, 'cpus'],
    [{ pids: 1.5 }, 'pids'],
    [{ cwd: 'tmp' }, 'cwd'],
    [{ network: 'bridge' }, 'network'],
    [{ memory: 'lots' }, 'lots'],
    [{ writable: ['/nonexistent/x'] }, 'does not exist'],
  ])('make sense: %j', (change, words) => {
    expect(() => sandboxConfig({ argv, ...change } as never, root())).toThrow(words)
  })

  it('of the run make sense too', () => {
    expect(() => sandbox({ argv, timeout: -1 })).toThrow(RangeError)
    expect(() => sandbox({ argv, stdio: 'pip' } as never)).toThrow(
      'option stdio must be "pipe", "inherit" or "ignore", not "pip"',
    )
  })
})

describe('the config', () => {
  it('isolates by default', () => {
    const config = sandboxConfig({ argv: ['echo', 'hi'] }, root())
    expect(config.process).toMatchObject({ args: ['echo', 'hi'], cwd: '/', noNewPrivileges: true, terminal: false })
    expect(Object.values(config.process?.capabilities ?? {}).flat()).toEqual([])
    expect(config.root?.readonly).toBe(true)
    const types = config.linux?.namespaces?.map(({ type }) => type).sort()
    expect(types).toEqual(['cgroup', 'ipc', 'mount', 'network', 'pid', 'uts'])
    expect(config.linux?.resources).toEqual({ devices: [{ allow: false, access: 'rwm' }] })
    expect(config.linux?.maskedPaths).toContain('/proc/kcore')
  })

  it('shows the host read-only, and nothing of its secrets', () => {
    const { mounts = [] } = sandboxConfig({ argv }, root())
    const binds = mounts.filter(({ type }) => type === 'bind')
    expect(binds.map(({ destination }) => destination)).toContain('/usr')
    for (const { options } of binds) expect(options).toEqual(['rbind', 'rro', 'rnosuid', 'rnodev'])
    const destinations = mounts.map(({ destination }) => destination)
    for (const secret of ['/etc', '/etc/shadow', '/etc/ssh', '/etc/ssl', '/root', '/home', '/var', '/run', '/']) {
      expect(destinations).not.toContain(secret)
    }
  })

  it('keeps links of the root directory as links', () => {
    const config = sandboxConfig({ argv }, root())
    const rootfs = config.root?.path ?? ''
    for (const name of readdirSync(rootfs)) {
      const stat = lstatSync(join(rootfs, name))
      if (stat.isSymbolicLink()) expect(readlinkSync(join(rootfs, name))).toBe(readlinkSync(`/${name}`))
    }
    expect(readlinkSync(join(rootfs, 'var/tmp'))).toBe('/tmp')
  })

  it('shares the root directory among sandboxes of the same layout only', () => {
    const path = root()
    const first = sandboxConfig({ argv }, path)
    expect(sandboxConfig({ argv: ['false'], memory: '1G' }, path).root).toEqual(first.root)
    expect(sandboxConfig({ argv, binds: ['/usr:/data:ro'] }, path).root).not.toEqual(first.root)
  })

  it('takes limits, binds, environment and network', () => {
    const { linux, mounts, process } = sandboxConfig(
      {
        argv,
        memory: '64M',
        cpus: 0.5,
        pids: 20,
        binds: ['/usr:/data:ro'],
        writable: ['/tmp'],
        env: { A: 'b', HOME: '/x' },
      },
      root(),
    )
    expect(linux?.resources).toMatchObject({
      memory: { limit: 64 * 2 ** 20 },
      cpu: { quota: 50_000, period: 100_000 },
      pids: { limit: 20 },
    })
    expect(mounts?.at(-2)).toMatchObject({ destination: '/data', source: '/usr' })
    expect(mounts?.at(-2)?.options).toContain('rro')
    expect(mounts?.at(-1)).toEqual({
      destination: '/tmp',
      type: 'bind',
      source: '/tmp',
      options: ['rbind', 'rnosuid', 'rnodev'],
    })
    expect(process?.env).toEqual(expect.arrayContaining(['A=b', 'HOME=/x']))
    expect(process?.env?.filter((entry) => entry.startsWith('HOME='))).toHaveLength(1)
    const shared = sandboxConfig({ argv, network: 'host' }, root())
    expect(shared.linux?.namespaces).not.toContainEqual({ type: 'network' })
  })
})

describe('output', () => {
  async function linesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
    const stream = new PassThrough()
    const output = new Output(stream, 1 << 20, () => {})
    for (const chunk of chunks) stream.write(chunk)
    stream.end()
    const lines: string[] = []
    for await (const line of output.lines()) lines.push(line)
    return lines
  }

  it('comes in lines, whatever the chunks are', async () => {
    expect(await linesOf('a\nb', 'c\n', '\nd')).toEqual(['a', 'bc', '', 'd'])
    expect(await linesOf('a\r', '\nb\n')).toEqual(['a', 'b'])
    const text = Buffer.from('ä\n')
    expect(await linesOf(text.subarray(0, 1), text.subarray(1))).toEqual(['ä'])
    expect(await linesOf()).toEqual([])
  })

  it('is kept up to the limit, and says once that there is more', async () => {
    const stream = new PassThrough()
    let exceeded = 0
    const output = new Output(stream, 5, () => {
      exceeded++
    })
    for (const chunk of ['abc', 'def', 'ghi']) stream.write(chunk)
    stream.end()
    await output.ended
    expect(output.toString()).toBe('abcde')
    expect(exceeded).toBe(1)
  })
})
