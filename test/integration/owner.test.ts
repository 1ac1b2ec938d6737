// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// A sandbox ends with who started it, however that ends, and what is left of it then is removed; unless it is detached.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { processStat } from '../../src/container/proc.js'
import { createFactory, sandbox } from '../../src/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { runs, stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

interface Left {
  id: string
  pid: number
  cgroups: string[]
}

/** A program with the library at hand: `start()` begins a sandbox in `root` and resolves with its id when it runs. */
function owner(
  root: string,
  program: string,
  wrap = (command: string) => ['sh', '-c', `exec ${command}`],
): ChildProcess {
  const script = join(folder(), 'owner.mjs')
  const library = pathToFileURL(join(built.root, 'dist/index.js'))
  writeFileSync(
    script,
    `import { Worker, isMainThread, parentPort } from 'node:worker_threads'
import { createFactory, sandbox, sandboxConfig } from '${library}'
const root = ${JSON.stringify(root)}
async function start(name, options = {}) {
  const binds = ['${built.program}:/tmp/program']
  const running = sandbox({ argv: ['/tmp/program', 'echo', 'up', ';', 'sleep', '1000'], hostname: name, root, binds, ...options })
  running.catch(() => {})
  for await (const line of running) if (line === 'up') break
}
const worker = () => new Worker(new URL(import.meta.url))
const up = () => process.stdout.write('up\\n')
${program}`,
  )
  const [command = '', ...args] = wrap(`${process.execPath} ${script}`)
  const child = spawn(command, args, { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** By the hostname of its config. */
function find(root: string, name: string): Left {
  for (const id of readdirSync(root).filter((entry) => !entry.startsWith('@'))) {
    const config = JSON.parse(readFileSync(join(root, id, 'config.json'), 'utf8'))
    if (config.hostname !== name) continue
    return { id, ...(JSON.parse(readFileSync(join(root, id, 'state.json'), 'utf8')) as Omit<Left, 'id'>) }
  }
  throw new Error(`no sandbox ${name}`)
}

const up = async (child: ChildProcess) => void (await once(child.stdout!, 'data'))
const ended = (pid: number) => expect.poll(() => runs(pid)).toBe(false)
const gone = ({ id, cgroups }: Left, root: string) =>
  expect.poll(() => [join(root, id), ...cgroups].filter(existsSync)).toEqual([])

/** Children that have ended and that their parent has not reaped. */
const zombiesOf = (parent: number) =>
  readdirSync('/proc').filter((pid) => {
    const stat = /^\d+$/.test(pid) ? processStat(Number(pid)) : undefined
    return stat?.parent === parent && stat.state === 'Z'
  })

/** Pids in the states that are not removed yet, as long as their processes run. */
function processesWith(root: string): number[] {
  const ids = readdirSync(root).filter((entry) => !entry.startsWith('@'))
  return ids.flatMap((id) => {
    const path = join(root, id, 'state.json')
    const { pid } = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Left) : { pid: 0 }
    return pid !== 0 && runs(pid) ? [pid] : []
  })
}

function freeze({ cgroups }: Left): void {
  const files = cgroups.flatMap((path) => [
    [join(path, 'freezer.state'), 'FROZEN'] as const,
    [join(path, 'cgroup.freeze'), '1'] as const,
  ])
  const [file] = files.filter(([path]) => existsSync(path))
  writeFileSync(file![0], file![1])
}

describe('a sandbox ends', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('with its owner, ended by %s', async (signal) => {
    const { root } = stateRoot()
    const child = owner(root, `await start('one'); up(); setInterval(() => {}, 1000)`)
    await up(child)
    const { pid } = find(root, 'one')
    expect(runs(pid)).toBe(true)
    child.kill(signal)
    await ended(pid)
  })

  it('with its owner, whatever its program does to a process 1 of the same user', async () => {
    const { root } = stateRoot()
    const args = ['background', 'flood', '1', ';', 'harm', '1', ';', 'sleep', '1000']
    const { config, path } = bundle(folder(), args, ({ linux, mounts }) => {
      linux.namespaces!.push({ type: 'user' })
      linux.uidMappings = [{ containerID: 0, hostID: 0, size: 1 }]
      linux.gidMappings = [{ containerID: 0, hostID: 0, size: 1 }]
      const terminals = mounts!.find(({ type }) => type === 'devpts')
      terminals!.options = terminals!.options!.filter((option) => !option.startsWith('gid='))
    })
    const child = owner(
      root,
      `const made = await createFactory({ root }).create('one', ${JSON.stringify(config)}, { bundle: '${path}', reaper: true })
      const { stdout } = await made.run()
      stdout.pipe(process.stdout)`,
    )
    let said = ''
    child.stdout!.on('data', (data) => {
      said += data
    })
    await expect.poll(() => said).toContain('tried harm')
    // Or there would be nothing to withstand.
    for (const way of ['prlimit 7', 'setpriority', 'sched_setscheduler']) expect(said).toContain(`succeeded: ${way}\n`)
    const [left] = processesWith(root)
    child.kill('SIGKILL')
    await ended(left!)
  })

  it.each([
    ['process.exit()', 'process.exit()'],
    [
      'an error that nobody catches',
      "process.stderr.write = () => true; setTimeout(() => { throw new Error('wanted') })",
    ],
  ])('with its owner, ended by %s', async (_, end) => {
    const { root } = stateRoot()
    const child = owner(root, `await start('one'); up(); process.stdin.once('data', () => { ${end} })`)
    await up(child)
    const { pid } = find(root, 'one')
    expect(runs(pid)).toBe(true)
    child.stdin!.write('now')
    await ended(pid)
  })

  it.each([
    ['terminate()', "parentPort.postMessage('up')", 'await made.terminate()'],
    [
      'process.exit()',
      "parentPort.postMessage('up'); parentPort.once('message', () => process.exit())",
      'made.postMessage(0)',
    ],
  ])('with the worker that started it, ended by %s; those of others go on', async (_, inWorker, end) => {
    const { root } = stateRoot()
    const child = owner(
      root,
      `if (!isMainThread) { await start('worker'); ${inWorker} } else {
        await start('main')
        const made = worker()
        made.once('message', up)
        made.once('exit', up)
        process.stdin.once('data', async () => { ${end} })
      }`,
    )
    let said = ''
    child.stderr?.on('data', (data) => {
      said += data
    })
    await up(child)
    const [theirs, main] = [find(root, 'worker'), find(root, 'main')]
    expect([runs(theirs.pid), runs(main.pid)]).toEqual([true, true])
    child.stdin!.write('now')
    await up(child)
    await ended(theirs.pid)
    expect([runs(main.pid), said]).toEqual([true, ''])
    // The process that reaps it goes on.
    await createFactory({ root }).prune()
    await gone(theirs, root)
    expect(runs(main.pid)).toBe(true)
  })

  it('with a worker that is ended at whatever moment, which ends nothing else', async () => {
    const { root } = stateRoot()
    const child = owner(
      root,
      `if (!isMainThread) { await start('first'); parentPort.postMessage('go'); for (;;) await Promise.all([start('a'), start('b'), start('c')]) }
      else {
        for (let round = 0; round < 12; round++) {
          const made = worker()
          await new Promise((resolve) => made.once('message', resolve))
          await new Promise((resolve) => setTimeout(resolve, 10 * round))
          await made.terminate()
        }
        up()
        setInterval(() => {}, 1000)
      }`,
    )
    await up(child)
    expect(child.exitCode).toBeNull()
    await expect.poll(() => processesWith(root)).toEqual([])
    await expect.poll(() => zombiesOf(child.pid!)).toEqual([])
    await createFactory({ root }).prune()
    expect(readdirSync(root).filter((entry) => !entry.startsWith('@'))).toEqual([])
    expect(readdirSync(join(root, '@owners'))).toEqual([])
  })

  it('with a worker whose descriptors Node leaves open, which leaves none', async () => {
    const { root, gantry } = stateRoot()
    const child = owner(
      root,
      `const { existsSync, readdirSync, readlinkSync } = await import('node:fs')
      if (!isMainThread) {
        await start('worker')
        const args = ['sh', '-c', 'touch ' + root + '/@hook; exec sleep 60']
        const config = { ...sandboxConfig({ argv: ['true'] }), hooks: { createRuntime: [{ path: '/bin/sh', args }] } }
        const held = await createFactory({ root }).create('held', config)
        held.start({ stdio: 'ignore' }).catch(() => {})
        while (!existsSync(root + '/@hook')) await new Promise((resolve) => setTimeout(resolve, 5))
        parentPort.postMessage('up')
      } else {
        const target = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd) } catch { return '' } }
        const open = () => readdirSync('/proc/self/fd').map(target).filter((path) => /^pipe:|@owners|.lock$/.test(path)).sort()
        const before = open()
        const made = new Worker(new URL(import.meta.url), { trackUnmanagedFds: false })
        await new Promise((resolve) => made.once('message', resolve))
        process.stdin.once('data', async () => {
          await made.terminate()
          process.stdout.write(JSON.stringify([before, open()]))
        })
        up()
        setInterval(() => {}, 1000)
      }`,
    )
    await up(child)
    const theirs = find(root, 'worker')
    child.stdin!.write('now')
    const [before, after] = JSON.parse(String((await once(child.stdout!, 'data'))[0]))
    expect(after).toEqual(before)
    expect(gantry(['delete', '-f', 'held'])).toMatchObject({ status: 0, stderr: '' })
    await ended(theirs.pid)
    expect(gantry(['prune'])).toMatchObject({ status: 0, stdout: `${theirs.id}\n` })
    await gone(theirs, root)
  })

  it('not with its owner if it is detached', async () => {
    const { root, gantry } = stateRoot()
    const child = owner(
      root,
      `await start('detached', { detached: true }); await start('one'); up(); setInterval(() => {}, 1000)`,
    )
    await up(child)
    const [detached, one] = [find(root, 'detached'), find(root, 'one')]
    child.kill('SIGKILL')
    await ended(one.pid)
    expect(gantry(['prune'])).toMatchObject({ status: 0, stdout: `${one.id}\n`, stderr: '' })
    expect(runs(detached.pid)).toBe(true)
    gantry(['kill', detached.id, 'TERM'])
    await ended(detached.pid)
    expect(gantry(['prune'])).toMatchObject({ status: 0, stdout: `${detached.id}\n`, stderr: '' })
    await gone(detached, root)
  })

  it('detached, and is forgotten when somebody else deletes it', async () => {
    const { root, gantry } = stateRoot()
    const child = owner(
      root,
      `await start('detached', { detached: true }); process.stdout.write('up\\n', () => process.exit())`,
    )
    await up(child)
    const detached = find(root, 'detached')
    await expect.poll(() => child.exitCode).toBe(0)
    expect(gantry(['delete', '-f', detached.id])).toMatchObject({ status: 0, stderr: '' })
    await gone(detached, root)
    expect(readdirSync(join(root, '@owners'))).toEqual([])
  })

  it('detached, but not because its pid is of another pid namespace', async () => {
    const { root, gantry } = stateRoot()
    const script = `await start('inner', { detached: true }); process.stdout.write('up\\n', () => process.exit())`
    const child = owner(root, script, (command) => [
      'unshare',
      '-pf',
      '--mount-proc',
      'sh',
      '-c',
      `${command}; sleep 1000`,
    ])
    await up(child)
    const inner = find(root, 'inner')
    await expect.poll(() => gantry(['prune'])).toEqual({ status: 0, signal: null, stdout: '', stderr: '' })
    const processes = () =>
      inner.cgroups.flatMap((path) =>
        existsSync(path) ? readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n') : [],
      )
    expect(new Set(processes()).size).toBeGreaterThan(1)
    expect(JSON.parse(gantry(['state', inner.id]).stdout)).toMatchObject({ status: 'running' })
    expect(gantry(['kill', inner.id, 'TERM'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('another pid namespace'),
    })
    expect(gantry(['delete', inner.id])).toMatchObject({ status: 1, stderr: expect.stringContaining('not stopped') })
    expect(gantry(['delete', '-f', inner.id])).toMatchObject({ status: 0, stderr: '' })
    await gone(inner, root)
  })
})

describe('what a dead owner left', () => {
  async function frozenOrphan(root: string): Promise<Left> {
    const child = owner(root, `await start('frozen'); up(); setInterval(() => {}, 1000)`)
    await up(child)
    const left = find(root, 'frozen')
    freeze(left)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(runs(left.pid)).toBe(true)
    return left
  }

  it('is removed by prune, frozen as it is', async () => {
    const { root, gantry } = stateRoot()
    const left = await frozenOrphan(root)
    expect(gantry(['prune'])).toEqual({ status: 0, signal: null, stdout: `${left.id}\n`, stderr: '' })
    await gone(left, root)
    expect(runs(left.pid)).toBe(false)
    expect(gantry(['prune'])).toMatchObject({ status: 0, stdout: '' })
  })

  it('is removed at the next call', async () => {
    const { root } = stateRoot()
    const left = await frozenOrphan(root)
    await sandbox({ argv: ['true'], root, input: '' })
    await gone(left, root)
    expect(runs(left.pid)).toBe(false)
  })

  it('is all that prune removes', async () => {
    const { root, gantry } = stateRoot()
    const { path } = bundle(folder(), ['true'])
    const [stopped, created] = [uniqueId('stopped'), uniqueId('created')]
    gantry(['run', '-b', path, '--keep', stopped])
    gantry(['create', '-b', path, created])
    const running = sandbox({ argv: ['sh', '-c', 'echo up; sleep 1000'], root, reject: false })
    for await (const _ of running) {
      expect(gantry(['prune'])).toEqual({ status: 0, signal: null, stdout: '', stderr: '' })
      running.kill()
    }
    await running
    expect(gantry(['list', '-q']).stdout.split('\n').sort()).toEqual(['', created, stopped])
  })

  it('is removed also where it did not come to write a state', async () => {
    const { root, gantry } = stateRoot()
    const id = uniqueId('half')
    for (const path of ['@owners', id]) mkdirSync(join(root, path), { recursive: true, mode: 0o700 })
    for (const name of [id, `${id}-earlier`]) writeFileSync(join(root, '@owners', name), '')
    expect(gantry(['prune']).stdout).toBe(`${id}\n`)
    expect([existsSync(join(root, id)), readdirSync(join(root, '@owners'))]).toEqual([false, []])
  })
})
