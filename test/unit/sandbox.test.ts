// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sandboxConfig } from '../../src/sandbox/config.js'
import { copyOptions } from '../../src/sandbox/copy.js'
import { parseBind, parseSize } from '../../src/sandbox/options.js'
import { Output } from '../../src/sandbox/output.js'
import { Queue } from '../../src/sandbox/queue.js'
import { failureOf } from '../../src/sandbox/result.js'
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
  ])('%s is %d bytes', (size, bytes) => expect(parseSize(size, 'memory')).toBe(bytes))

  it.each(['', 'M', '-1', 0, -5, '64X', '1e3', Number.NaN, '9999999T'])('%s is none', (size) => {
    expect(() => parseSize(size, 'memory')).toThrow(RangeError)
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
    expect(() => sandboxConfig({ argv, timeout: 5 } as never, root())).toThrow('"timeout"')
  })

  it.each([
    [{ cpus: 0 }, 'cpus'],
    [{ cpus: Number.POSITIVE_INFINITY }, 'cpus'],
    [{ pids: 1.5 }, 'pids'],
    [{ cwd: 'tmp' }, 'cwd'],
    [{ network: 'bridge' }, 'network'],
    [{ memory: 'lots' }, 'lots'],
    [{ swap: '1G' }, 'swap goes with memory'],
    [{ writable: ['/nonexistent/x'] }, 'does not exist'],
    [{ binds: [{ source: 'usr', destination: '/x' }] }, 'absolute'],
    [{ binds: ['/usr:/data', '/usr:/data/'] }, 'two mounts on /data'],
    [{ binds: ['/usr:/bin:ro', '/usr:/usr/bin'] }, 'two mounts on /usr/bin'],
    [{ writable: ['/'] }, 'nothing can be bound on /'],
    [{ binds: ['/usr:/proc'] }, 'nothing can be bound on /proc'],
    [{ binds: ['/usr:/data/../dev'] }, 'nothing can be bound on /dev'],
    [
      { binds: ['/usr:/usr/bin/env'] },
      'option binds: /usr:/usr/bin/env: /usr is a directory, but /usr/bin/env is a file',
    ],
    [{ binds: ['/etc/passwd:/usr/bin:ro'] }, '/etc/passwd is a file, but /usr/bin is a directory'],
    [{ binds: ['/etc/passwd:/tmp'] }, 'option binds: /etc/passwd:/tmp: /etc/passwd is a file, but /tmp is a directory'],
    [{ binds: ['/usr:/etc/hosts'] }, '/usr is a directory, but /etc/hosts is a file'],
    [{ binds: ['/usr:/etc/hosts/x'] }, '/etc/hosts is a file: nothing can lie in it'],
    [{ binds: ['/usr:/proc/no-such'] }, 'there is no /proc/no-such to bind it on, and /proc is read-only'],
    [{ binds: ['/usr:/proc/cpuinfo'] }, '/usr is a directory, but /proc/cpuinfo is a file'],
    [{ binds: ['/etc/passwd:/a', '/usr:/a/b'] }, '/usr:/a/b: /a is a file: nothing can lie in it'],
    [{ writable: ['/proc'] }, 'option writable: nothing can be bound on /proc'],
    [{ hostname: '' }, 'option hostname must not be empty'],
    [{ binds: ['/usr:/usr/no-such/place'] }, 'there is no /usr/no-such/place to bind it on, and /usr is read-only'],
  ])('make sense: %j', (change, words) => {
    if (lstatSync('/bin').isSymbolicLink() || !words.includes('/usr/bin')) {
      expect(() => sandboxConfig({ argv, ...change } as never, root())).toThrow(words)
    }
  })

  it('name a file as the state directory, or in the way of it', () => {
    const file = join(root(), 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'state')])
      expect(() => sandboxConfig({ argv }, path)).toThrow(
        new RangeError(`option root: ${file} is a file, not a directory`),
      )
  })

  it('may say twice what is writable', () => {
    const path = root()
    const { mounts = [] } = sandboxConfig({ argv, writable: [path, `${path}/`] }, root())
    expect(mounts.filter(({ destination }) => destination === path)).toHaveLength(1)
  })

  // Whatever is wrong with them: the handle rejects, nothing is thrown, and nothing was made.
  it.each([
    [undefined, TypeError, 'options must be an object, not undefined'],
    [null, TypeError, 'options must be an object, not null'],
    [{ argv: 'echo hi' }, TypeError, '["sh","-c","echo hi"]'],
    [{ argv: [] }, TypeError, 'argv'],
    [{ argv: ['a', 1] }, TypeError, 'option argv[1] must be a string, not 1'],
    [{ argv: ['a\0b'] }, TypeError, 'option argv[0] must be without null bytes'],
    [{ argv, timeOut: 3 }, TypeError, 'did you mean "timeout"?'],
    [{ argv, timeout: -1 }, RangeError, 'option timeout'],
    [{ argv, timeout: Number.NaN }, TypeError, 'option timeout'],
    [{ argv, timeout: 5, detached: true }, TypeError, 'option timeout does not go with detached'],
    [{ argv, input: 5 }, TypeError, 'option input must be a string or a Uint8Array, not 5'],
    [{ argv, input: 'x', stdio: 'ignore' }, TypeError, 'option input needs a pipe as stdin'],
    [{ argv, memory: '64Q' }, RangeError, '"64Q" is no size'],
    [{ argv, memory: {} }, TypeError, 'option memory'],
    [{ argv, memory: 1 }, RangeError, 'option memory must be 512K or more, not 1'],
    [{ argv, memory: '64M', swap: 'x' }, RangeError, 'option swap: "x" is no size'],
    [{ argv, pids: 1e9 }, RangeError, 'option pids must be 4194303 or less'],
    [{ argv, signal: 5 }, TypeError, 'option signal must be an AbortSignal, not 5'],
    [{ argv, signal: null }, TypeError, 'option signal must be an AbortSignal, not null'],
    [{ argv, onConsole: 'x' }, TypeError, 'option onConsole must be a function, not "x"'],
    [{ argv, env: { 'A=B': '1' } }, TypeError, '"A=B"'],
    [{ argv, env: { A: 1 } }, TypeError, 'option env.A must be a string, not 1'],
    [{ argv, binds: ['/a'] }, TypeError, 'option binds: "/a" is not SRC:DST'],
    [{ argv, binds: [5] }, TypeError, 'option binds[0]'],
    [{ argv, maxBuffer: '1' }, TypeError, 'option maxBuffer'],
    [{ argv, maxBuffer: Number.NaN }, TypeError, 'option maxBuffer'],
    [{ argv, stdio: 'pip' }, TypeError, 'option stdio must be "pipe", "inherit" or "ignore", not "pip"'],
    [{ argv, stdio: ['pipe', 'pipe'] }, TypeError, 'option stdio'],
    [{ argv, root: 5 }, TypeError, 'option root must be a string, not 5'],
    [{ argv, user: 'root' }, TypeError, 'option user must be an object, not "root"'],
    [{ argv, terminal: true }, TypeError, '"terminal"'],
  ])('of a run reject it: %j', async (options, kind, words) => {
    const before = readdirSync('/proc/self/fd').length
    const handle = sandbox(options as never)
    const error = await handle.then(undefined, (reason: unknown) => reason)
    expect(error).toBeInstanceOf(kind)
    expect((error as Error).message).toContain(words)
    expect((error as Error).stack).toContain('sandbox.test.ts')
    expect([handle.stdin, handle.stdout, handle.stderr]).toEqual([null, null, null])
    await expect(handle.lines().next()).rejects.toBe(error)
    expect(readdirSync('/proc/self/fd')).toHaveLength(before)
  })
})

describe('a copy of options', () => {
  it('is not changed by what their caller does with them later', () => {
    const options = {
      argv: ['a'],
      env: { A: '1' },
      binds: ['/a:/b', { source: '/c', destination: '/d' }],
      writable: ['/w'],
      stdio: ['pipe', 'ignore', 'pipe'],
      user: { uid: 1, gid: 1 },
      input: new Uint8Array([1]),
      signal: new AbortController().signal,
      onConsole: () => {},
    }
    const copy = copyOptions(options)
    expect(copy).toEqual(options)
    const before = structuredClone({ ...options, signal: undefined, onConsole: undefined })
    options.argv[0] = 'x'
    options.env.A = 'x'
    Object.assign(options.binds[1] as object, { source: '/x' })
    options.binds[0] = '/x:/x'
    options.writable.push('/x')
    options.stdio[0] = 'inherit'
    options.user.uid = 0
    options.input[0] = 0
    expect(copy).toEqual({ ...before, signal: options.signal, onConsole: options.onConsole })
  })

  it('keeps what is wrong, and takes an infinite timeout for none', () => {
    expect(copyOptions({ argv: 5, env: null, binds: [5] })).toEqual({ argv: 5, env: null, binds: [5] })
    expect(copyOptions({ argv, env: ['A'] })).toEqual({ argv, env: ['A'] })
    expect(copyOptions({ argv, timeout: Number.POSITIVE_INFINITY })).toEqual({ argv })
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

  it('makes what changes the kernel read-only', () => {
    const { readonlyPaths } = sandboxConfig({ argv }, root()).linux ?? {}
    const paths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']
    expect(readonlyPaths).toEqual(expect.arrayContaining(paths))
  })

  it('hides what tells of the machine, and of other users', () => {
    const { maskedPaths } = sandboxConfig({ argv }, root()).linux ?? {}
    const files = ['interrupts', 'kcore', 'keys', 'latency_stats', 'sched_debug', 'timer_list', 'timer_stats']
    const folders = ['acpi', 'asound', 'scsi']
    expect(maskedPaths).toEqual(expect.arrayContaining([...files, ...folders].map((name) => `/proc/${name}`)))
    expect(maskedPaths).toEqual(expect.arrayContaining(['/sys/firmware', '/sys/devices/virtual/powercap']))
  })

  it('has nothing of the caller’s environment', () => {
    process.env['GANTRY_TEST_SECRET'] = 'secret'
    const env = sandboxConfig({ argv, env: { A: 'b' } }, root()).process?.env ?? []
    delete process.env['GANTRY_TEST_SECRET']
    expect(env.map((entry) => entry.replace(/=.*/, '')).sort()).toEqual(['A', 'HOME', 'LANG', 'PATH'])
  })

  it('mounts nothing with set-id programs or devices, but for /dev', () => {
    const options = { argv, binds: ['/usr:/data'], writable: ['/tmp'], network: 'host' as const }
    for (const { destination, options: words = [] } of sandboxConfig(options, root()).mounts ?? []) {
      const plain = words.map((word) => word.replace(/^r(?=no)/, ''))
      expect(plain, destination).toContain('nosuid')
      if (!['/dev', '/dev/pts'].includes(destination)) expect(plain, destination).toContain('nodev')
    }
  })

  it('mounts nothing of the kernel writable', () => {
    const { mounts = [] } = sandboxConfig({ argv }, root())
    expect(mounts.find(({ destination }) => destination === '/sys')?.options).toContain('ro')
    expect(mounts.filter(({ type }) => type === 'cgroup')).toEqual([])
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

  it('has one root directory for all, in which nothing of a sandbox is', () => {
    const path = root()
    const { root: first } = sandboxConfig({ argv }, path)
    expect(sandboxConfig({ argv, cwd: '/x', binds: ['/usr:/data:ro'] }, path).root).toEqual(first)
    expect(readdirSync(join(path, '@sandbox'))).toHaveLength(1)
    expect(readdirSync(join(first?.path ?? '', 'dev'))).toEqual([])
    expect(readFileSync(join(first?.path ?? '', 'etc/hosts'), 'utf8')).toMatch(/^127\.0\.0\.1\tlocalhost\n/)
  })

  it('mounts what lies inside after what it lies in, whatever the order of the options', () => {
    const data = realpathSync(root())
    for (const name of ['keep/a/b', 'x']) mkdirSync(join(data, name), { recursive: true })
    const binds = [`${data}/keep:/data/one/two/keep:ro`, `${data}/keep/a:/data/one/two/keep/a`, `${data}:/data`]
    for (const order of [binds, binds.toReversed()]) {
      const { mounts = [], root: skeleton } = sandboxConfig({ argv, binds: order }, root())
      const inside = mounts.filter(({ destination }) => destination.startsWith('/data'))
      expect(inside.map(({ destination }) => destination)).toEqual([
        '/data',
        '/data/one',
        '/data/one/two',
        '/data/one/two/keep',
        '/data/one/two/keep/a',
      ])
      // A directory on the way is bound onto itself; in what is read-only none needs to be.
      expect(inside[1]).toEqual({
        destination: '/data/one',
        type: 'bind',
        source: `${skeleton?.path}/data/one`,
        options: ['rbind'],
      })
      const all = mounts.map(({ destination }) => destination)
      expect(all).toEqual(all.toSorted((a, b) => (a.replaceAll('/', '\0') < b.replaceAll('/', '\0') ? -1 : 1)))
    }
  })

  it('shows what the caller binds at a place of the system in its stead', () => {
    const destinations = (binds: string[]) =>
      (sandboxConfig({ argv, binds }, root()).mounts ?? [])
        .filter(({ type }) => type !== 'proc')
        .map(({ destination }) => destination)
    expect(destinations(['/usr:/etc']).filter((place) => place.startsWith('/etc'))).toEqual(['/etc'])
    expect(destinations(['/usr:/tmp']).filter((place) => place === '/tmp')).toHaveLength(1)
    expect(destinations(['/usr:/usr/local:ro']).filter((place) => place.startsWith('/usr'))).toEqual([
      '/usr',
      '/usr/local',
    ])
    expect(destinations(['/usr:/var/tmp/x'])).toContain('/tmp/x')
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
      memory: { limit: 64 * 2 ** 20, swap: 64 * 2 ** 20 },
      cpu: { quota: 50_000, period: 100_000 },
      pids: { limit: 20 },
    })
    const at = (place: string) => mounts?.filter(({ destination }) => destination === place)
    expect(at('/data')).toMatchObject([{ source: '/usr' }])
    expect(at('/data')?.[0]?.options).toContain('rro')
    expect(at('/tmp')).toEqual([
      { destination: '/tmp', type: 'bind', source: '/tmp', options: ['rbind', 'rnosuid', 'rnodev'] },
    ])
    const { linux: more } = sandboxConfig({ argv, memory: '64M', swap: '1G' }, root())
    expect(more?.resources?.memory).toEqual({ limit: 64 * 2 ** 20, swap: 64 * 2 ** 20 + 2 ** 30 })
    expect(process?.env).toEqual(expect.arrayContaining(['A=b', 'HOME=/x']))
    expect(process?.env?.filter((entry) => entry.startsWith('HOME='))).toHaveLength(1)
    const shared = sandboxConfig({ argv, network: 'host' }, root())
    expect(shared.linux?.namespaces).not.toContainEqual({ type: 'network' })
  })
})

describe('output', () => {
  function started(stream: PassThrough, limit = 1 << 20, exceeded = () => {}): Output {
    const output = new Output(stream, limit, exceeded)
    output.start()
    return output
  }

  async function linesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
    const stream = new PassThrough()
    const output = started(stream)
    for (const chunk of chunks) stream.write(chunk)
    stream.end()
    const lines: string[] = []
    for await (const line of output.lines()) lines.push(line)
    return lines
  }

  it('comes in lines, whatever the chunks are', async () => {
    expect(await linesOf('a\nb', 'c\n', '\nd')).toEqual(['a', 'bc', '', 'd'])
    expect(await linesOf('a\r', '\nb\n')).toEqual(['a', 'b'])
    const bytes = Buffer.from('ä\n')
    expect(await linesOf(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['ä'])
    expect(await linesOf()).toEqual([])
  })

  it('is kept up to the limit, and says once that there is more', async () => {
    const stream = new PassThrough()
    let exceeded = 0
    const output = started(stream, 5, () => {
      exceeded++
    })
    for (const chunk of ['abc', 'def', 'ghi']) stream.write(chunk)
    stream.end()
    await output.ended
    expect([output.toString(), output.toString(3)]).toEqual(['abcde', 'abc'])
    expect(exceeded).toBe(1)
  })

  it('is not kept for who takes it as a stream, from its beginning', async () => {
    const early = new PassThrough()
    const untouched = new Output(early, 5, () => {})
    expect(untouched.take()).toBe(early)
    untouched.start()
    early.end('more than five')
    expect(await text(early)).toBe('more than five')
    expect(untouched.toString()).toBe('')

    const late = new PassThrough()
    const output = started(late)
    late.write('one ')
    await setImmediate()
    const taken = output.take()
    expect(output.take()).toBe(taken)
    late.end('two')
    expect(await text(taken!)).toBe('one two')
    expect(output.toString()).toBe('')
    await output.ended

    const over = new PassThrough()
    const kept = started(over)
    over.end('all')
    await kept.ended
    expect(await text(kept.take()!)).toBe('all')
    await expect(kept.lines().next()).rejects.toThrow('taken as a stream')
  })
})

describe('a failure', () => {
  const ended = {
    exitCode: undefined,
    signal: undefined,
    timedOut: false,
    maxBufferExceeded: false,
    oomKilled: false,
    durationMs: 1,
    stdout: '',
    stderr: '',
  }
  const bounds = { timeout: 5, memory: '64M' }
  it.each([
    [{ exitCode: 0 }, undefined],
    [{ exitCode: 0, oomKilled: true }, undefined],
    [{ exitCode: 3 }, 'ended with exit code 3'],
    [
      { exitCode: 3, oomKilled: true },
      'ended with exit code 3 after a process of it was killed for its memory limit of 64M',
    ],
    [{ signal: 'SIGKILL', oomKilled: true }, 'was killed for its memory limit of 64M'],
    [{ signal: 'SIGTERM' }, 'was ended by SIGTERM'],
    [{ exitCode: 0, maxBufferExceeded: true }, 'was killed: it said more than maxBuffer allows'],
    [{ signal: 'SIGKILL', timedOut: true }, 'was killed after its timeout of 5 ms'],
  ])('of %j is %s', (result, words) => expect(failureOf({ ...ended, ...result }, bounds)).toBe(words))
})

describe('the queue', () => {
  const signal = new AbortController().signal
  const plenty = { starting: 10, each: 20, reserve: 10, free: () => 1e6 }

  it('lets so many start at a time, in their order', async () => {
    const turns = new Queue(() => ({ ...plenty, starting: 2 }))
    const order: number[] = []
    const wait = (number: number) =>
      turns.turn(signal).then((turn) => {
        order.push(number)
        return turn
      })
    const [first, second, third, fourth] = [1, 2, 3, 4].map(wait)
    await setImmediate()
    expect(order).toEqual([1, 2])
    ;(await first)?.started()
    await setImmediate()
    expect(order).toEqual([1, 2, 3])
    ;(await second)?.ended()
    await setImmediate()
    expect(order).toEqual([1, 2, 3, 4])
    for (const turn of await Promise.all([first, third, fourth])) turn?.ended()
  })

  it('lets so many start as there are descriptors for, whoever holds the others, and one in any case', async () => {
    let free = 69
    const turns = new Queue(() => ({ ...plenty, free: () => free }))
    const [first, second] = [await turns.turn(signal), await turns.turn(signal)]
    let letOn = false
    const waiting = turns.turn(signal).then((turn) => {
      letOn = true
      return turn
    })
    // It is there, and has opened all that it needs.
    first.started()
    await setImmediate()
    expect(letOn).toBe(true)
    free = 49
    letOn = false
    const last = turns.turn(signal).then((turn) => {
      letOn = true
      return turn
    })
    ;(await waiting).started()
    await setImmediate()
    expect(letOn).toBe(false)
    first.ended()
    second.ended()
    ;(await waiting).ended()
    ;(await last).ended()
  })

  it('sees what others close, where nothing of its own ends', async () => {
    let free = 50
    const turns = new Queue(() => ({ ...plenty, free: () => free }))
    const first = await turns.turn(signal)
    first.started()
    free = 29
    const waiting = turns.turn(signal)
    free = 30
    ;(await waiting).ended()
    first.ended()
  })

  it('is left by who is called off', async () => {
    const turns = new Queue(() => ({ ...plenty, starting: 1 }))
    const first = await turns.turn(signal)
    const controller = new AbortController()
    const called = turns.turn(controller.signal)
    const last = turns.turn(signal)
    controller.abort('off')
    await expect(called).rejects.toBe('off')
    first.ended()
    ;(await last).ended()
  })

  it('gives on the turn of who is called off in the moment in which it comes', async () => {
    const turns = new Queue(() => ({ ...plenty, starting: 1 }))
    const first = await turns.turn(signal)
    const controller = new AbortController()
    const called = turns.turn(controller.signal)
    const last = turns.turn(signal)
    controller.abort('off')
    first.ended()
    await expect(called).rejects.toBe('off')
    ;(await last).ended()
  })

  it('refuses one alone that has not what a start needs, and none that can wait', async () => {
    let free = 19
    const turns = new Queue(() => ({ ...plenty, free: () => free }))
    const refusal = {
      errnoName: 'EMFILE',
      hint: expect.stringMatching(/20 descriptors .* 19 more: raise RLIMIT_NOFILE/),
    }
    await expect(turns.turn(signal)).rejects.toMatchObject(refusal)
    free = 20
    const first = await turns.turn(signal)
    free = 0
    const second = turns.turn(signal)
    first.ended()
    await expect(second).rejects.toMatchObject({ errnoName: 'EMFILE' })
    free = 20
    ;(await turns.turn(signal)).ended()
  })
})
