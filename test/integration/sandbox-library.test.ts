// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// The library in the hands of its users: in a worker, over lines and streams, with errors that say where they come from.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createFactory, SandboxError, type SandboxOptions, sandbox, sandboxConfig } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { gantryAsync, stateRoot, uniqueId } from '../helpers/command.js'
import { factory } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

const state = () => folder('gantry-sandbox-')
const sh = (script: string, options: Partial<SandboxOptions> = {}) =>
  sandbox({ argv: ['sh', '-c', script], root: state(), ...options })

async function linesOf(handle: AsyncIterable<string>) {
  const lines: string[] = []
  try {
    for await (const line of handle) lines.push(line)
    return { lines }
  } catch (error) {
    return { lines, error }
  }
}

describe('lines', () => {
  it('end as the program does', async () => {
    expect(await linesOf(sh('echo a; echo b'))).toEqual({ lines: ['a', 'b'] })
    const failed = await linesOf(sh('echo a; echo b; exit 3'))
    expect(failed).toMatchObject({ lines: ['a', 'b'], error: { exitCode: 3 } })
    expect(failed.error).toBeInstanceOf(SandboxError)
    expect(await linesOf(sh('echo a; exit 3', { reject: false }))).toEqual({ lines: ['a'] })
    expect(await linesOf(sandbox({ argv: ['nosuch'], root: state() }))).toMatchObject({
      lines: [],
      error: { operation: 'find executable' },
    })
  })

  it('can be left early, and the program runs on', async () => {
    const handle = sh('echo a; read line; echo b; sleep 100', { reject: false })
    for await (const line of handle) {
      expect(line).toBe('a')
      break
    }
    handle.stdin?.write('go\n')
    for await (const line of handle) if (line === 'b') break
    handle.kill()
    expect(await handle).toMatchObject({ signal: 'SIGKILL' })
  })
})

describe('a stream', () => {
  it('is read by its reader alone', async () => {
    const handle = sh('echo out; echo err >&2', { maxBuffer: 1 })
    const [stdout, stderr] = [handle.stdout, handle.stderr]
    expect([await text(stdout!), await text(stderr!)]).toEqual(['out\n', 'err\n'])
    expect(await handle).toMatchObject({ stdout: '', stderr: '' })
  })

  it('can be taken while the program runs, and read after its end', async () => {
    const handle = sh('echo first; read line; echo second')
    for await (const line of handle.lines()) {
      expect(line).toBe('first')
      break
    }
    const { stdout } = handle
    handle.stdin?.end('go\n')
    await handle
    expect(await text(stdout!)).toBe('first\nsecond\n')
  })

  it('has no limit where that is Infinity', async () => {
    const { stdout } = await sh('head -c 3000000 /dev/zero', { maxBuffer: Number.POSITIVE_INFINITY })
    expect(stdout).toHaveLength(3_000_000)
  })
})

describe('input', () => {
  it('is all that the program gets: there is no stdin to write to beside it', async () => {
    const handle = sh('cat', { input: 'x' })
    expect(() => handle.stdin?.end('y')).toThrow('stdin has the option input')
    expect((await handle).stdout).toBe('x')
  })
})

describe('output beyond maxBuffer', () => {
  it.each(['stdout', 'stderr'] as const)('is told of in result and error, with what came before: %s', async (name) => {
    const script = `yes >&${name === 'stdout' ? 1 : 2}`
    const result = await sh(script, { maxBuffer: 4, reject: false })
    expect(result).toMatchObject({ maxBufferExceeded: true, signal: 'SIGKILL', [name]: 'y\ny\n' })
    const error = { name: 'SandboxError', code: 'ProgramFailed', maxBufferExceeded: true, [name]: 'y\ny\n' }
    await expect(sh(script, { maxBuffer: 4 })).rejects.toMatchObject(error)
    expect(await sh('echo said', { maxBuffer: 5 })).toMatchObject({ maxBufferExceeded: false })
  })
})

describe('a handle', () => {
  it('names its container, which others can load while it runs', async () => {
    const root = state()
    const handle = sh('read line; exit 3', { root, reject: false })
    expect(handle.pid).toBeUndefined()
    await handle.started()
    const loaded = await createFactory({ root }).load(handle.id)
    expect(await loaded.state()).toMatchObject({ status: 'running', pid: handle.pid })
    await loaded.signal('SIGTERM')
    expect(await handle).toMatchObject({ signal: 'SIGTERM' })
  })

  it('of a program that cannot start says so to who waits for it', async () => {
    await expect(sandbox({ argv: ['nosuch'], root: state() }).started()).rejects.toMatchObject({
      operation: 'find executable',
    })
  })

  it('of a detached one gives what another process finds it by', async () => {
    const root = state()
    const script = `const { sandbox } = await import(process.env.LIBRARY)
      const handle = sandbox({ argv: ['sleep', '100'], stdio: 'ignore', detached: true, root: process.env.ROOT })
      await handle.started()
      console.log(handle.id)
      process.exit()`
    const env = { ...process.env, LIBRARY: built.library, ROOT: root }
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env })
    const container = await createFactory({ root }).load(run.stdout.trim())
    expect(await container.status()).toBe('running')
    await container.destroy({ force: true })
  })
})

describe('options', () => {
  it('are read when it is called', async () => {
    const options = { argv: ['sh', '-c', 'echo $A'], env: { A: '' }, root: state() }
    const all = ['1', '2', '3'].map((A) => {
      options.env.A = A
      return sandbox(options)
    })
    expect((await Promise.all(all)).map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n'])
  })
})

describe('what a killed owner left', () => {
  it.each([
    ['one', ['true'], 0],
    ['one that fails', ['nosuch'], 127],
  ])('is removed when the next command is over: %s', async (_which, command, status) => {
    const { root, gantry } = stateRoot()
    const names = () =>
      [root, join(root, '@owners')].flatMap((path) => readdirSync(path)).filter((name) => !name.startsWith('@'))
    const owner = gantryAsync(['--root', root, 'sandbox', '--', 'sh', '-c', 'echo up; sleep 1000'])
    await once(owner.stdout!, 'data')
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    expect(names()).not.toEqual([])
    expect(gantry(['sandbox', '--', ...command]).status).toBe(status)
    expect(names()).toEqual([])
  })
})

describe('memory', () => {
  const childEats = 'head -c 100M /dev/zero | tail >/dev/null; echo "child: $?"'

  it('that a child ran out of is told, and no failure if the program ends well', async () => {
    const result = await sh(`${childEats}; exit 0`, { memory: '16M' })
    expect(result).toMatchObject({ exitCode: 0, oomKilled: true, stdout: 'child: 137\n' })
    const failed = sh(`${childEats}; exit 3`, { memory: '16M' })
    await expect(failed).rejects.toMatchObject({
      exitCode: 3,
      oomKilled: true,
      message: 'sh ended with exit code 3 after a process of it was killed for its memory limit of 16M',
    })
  })

  it('of the command is no word about a program that ended well', () => {
    const { gantry } = stateRoot()
    const run = (status: number) =>
      gantry(['sandbox', '--memory', '16M', '--swap', '1M', '--', 'sh', '-c', `${childEats}; exit ${status}`])
    expect(run(0)).toMatchObject({ status: 0, stdout: 'child: 137\n', stderr: expect.not.stringContaining('gantry') })
    expect(run(3)).toMatchObject({ status: 3, stderr: expect.stringContaining('more than its memory limit of 16M') })
  })
})

describe('an option that the config has no place for', () => {
  it.each([
    [{ hostname: 'x'.repeat(70) }, 'option hostname: hostname has 70 bytes; Linux takes at most 64'],
    [{ argv: [''] }, 'option argv: the program to run is ""'],
  ])('is told of by its name: %j', async (options, words) => {
    const error = await sh('true', options).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RangeError)
    expect((error as Error).message).toContain(words)
    expect((error as Error).cause).toMatchObject({ code: 'ConfigInvalid' })
  })
})

describe('a worker', () => {
  it('runs sandboxes and containers without a warning', () => {
    const main = join(folder(), 'main.mjs')
    writeFileSync(
      main,
      `import { Worker, isMainThread } from 'node:worker_threads'
if (isMainThread) new Worker(new URL(import.meta.url))
else {
  const { sandbox, createFactory, sandboxConfig } = await import(process.env.LIBRARY)
  const root = process.env.ROOT
  console.log((await sandbox({ argv: ['cat'], input: 'hello', root })).stdout)
  await sandbox({ argv: ['nosuch'], root }).catch(({ operation }) => console.log(operation))
  const factory = createFactory({ root })
  const container = await factory.create('worker', sandboxConfig({ argv: ['sleep', '100'], terminal: true }, root))
  await container.run()
  await (await factory.load('worker')).signal('KILL').catch(() => {})
  await container.signal('SIGKILL')
  await (await factory.load('worker')).wait()
  await container.destroy({ force: true })
  console.log('end')
}`,
    )
    const env = { ...process.env, LIBRARY: built.library, ROOT: state() }
    const { stdout, stderr, status } = spawnSync(process.execPath, [main], { encoding: 'utf8', env, timeout: 50_000 })
    expect([stdout, stderr, status]).toEqual(['hello\nfind executable\nend\n', '', 0])
  })
})

describe('a loaded container', () => {
  it('tells of its end and of its removal, whoever sees to them', async () => {
    const made = factory()
    const id = uniqueId('heard')
    const container = await made.create(id, sandboxConfig({ argv: ['sh', '-c', 'read line; exit 5'] }, made.root))
    const program = await container.run()
    const loaded = await made.load(id)
    const heard: unknown[] = []
    const destroyed = new Promise<void>((resolve) => {
      loaded.on('exited', (status) => heard.push('exited', status))
      loaded.once('destroyed', () => resolve(void heard.push('destroyed')))
    })
    program.stdin?.end('go\n')
    // Who started it is still told how it ended.
    expect(await program.wait()).toMatchObject({ exitCode: 5 })
    await expect.poll(() => heard).toEqual(['exited', { oomKilled: false }])
    await container.destroy()
    await destroyed
    expect(heard).toEqual(['exited', { oomKilled: false }, 'destroyed'])
  })

  it('that is destroyed by itself says so once', async () => {
    const made = factory()
    const id = uniqueId('heard')
    await (await made.create(id, sandboxConfig({ argv: ['true'] }, made.root))).run()
    const loaded = await made.load(id)
    let times = 0
    loaded.on('destroyed', () => times++)
    await loaded.destroy({ force: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(times).toBe(1)
  })
})

describe('an error', () => {
  it('shows who called', async () => {
    const stackOf = (promise: PromiseLike<unknown>) =>
      promise.then(
        () => '',
        (error: Error) => error.stack ?? '',
      )
    async function theCaller() {
      return await stackOf(sandbox({ argv: ['nosuch'], root: state() }))
    }
    const stack = await theCaller()
    expect(stack).toContain('theCaller')
    expect(stack.split('\n').filter((line) => line.includes('theCaller'))).toHaveLength(1)
    const made = factory()
    async function theStarter() {
      const container = await made.create(uniqueId('stack'), sandboxConfig({ argv: ['nosuch'] }, made.root))
      return await stackOf(container.run())
    }
    expect(await theStarter()).toContain('theStarter')
  })

  it('for a missing native part has a code, rejects, and lets Node end', () => {
    // A copy of the package without it.
    const copy = folder()
    const root = dirname(dirname(built.library))
    mkdirSync(join(copy, 'bridge'))
    for (const name of ['dist', 'wasm', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    const script = `import { BridgeUnavailable, sandbox } from ${JSON.stringify(join(copy, 'dist/index.js'))}
      const handle = sandbox({ argv: ['true'], input: 'x', root: process.env.ROOT })
      const error = await handle.catch((error) => error)
      console.log(error instanceof BridgeUnavailable, error.code, error.hint !== undefined)`
    const env = { ...process.env, ROOT: state() }
    const run = (program: string[]) => spawnSync(process.execPath, program, { encoding: 'utf8', env, timeout: 50_000 })
    expect(run(['--input-type=module', '-e', script])).toMatchObject({
      status: 0,
      stdout: 'true BridgeUnavailable true\n',
      stderr: '',
    })
    const { status, stderr } = run([join(copy, 'dist/cli.cjs'), 'sandbox', '--', 'true'])
    expect([status, stderr]).toEqual([
      125,
      expect.stringMatching(/native part is not built(.|\n)*npm run build:bridge/),
    ])
    rmSync(copy, { recursive: true })
  })
})
