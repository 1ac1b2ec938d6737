// requires: root, linux, cgroup
// The state directory decides which processes are killed and which directories are removed: what is in it is not
// taken on trust, and nobody else gets in.
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { bindNetworkNamespace, mkfifo, openNetworkNamespace, removeCgroups } from '../../src/bridge/index.js'
import { processStat } from '../../src/container/proc.js'
import { createFactory, type Factory } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { failureOf } from '../helpers/failure.js'
import { temporaryFolder } from '../helpers/folder.js'
import { built } from '../helpers/paths.js'
import { isCgroupV2 } from '../helpers/requires.js'

const base = temporaryFolder('gantry-state-')
let count = 0
let root: string
let factory: Factory
let target: Bundle
const id = () => `gantry-state-${process.pid}-${count}`

beforeEach(() => {
  count += 1
  root = join(base, `root-${count}`)
  factory = createFactory({ root })
  target = bundle(join(base, `bundle-${count}`), ['sleep', '3600'])
})

const create = (name = id()) => factory.create(name, target.config, { bundle: target.path })

/** A process that is not a child of this one, and that nobody may kill. */
function bystander(): { pid: number } {
  const path = join(base, `bystander-${count}`)
  const output = openSync(path, 'w')
  spawnSync(built.program, ['background', 'sleep', '3600'], { stdio: ['ignore', output, 'ignore'] })
  closeSync(output)
  const pid = Number(/^background (\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1])
  onTestFinished(() => {
    if (isThere(pid)) process.kill(pid, 'SIGKILL')
  })
  return { pid }
}

const isThere = (pid: number) => !['Z', undefined].includes(processStat(pid)?.state)

describe('permissions', () => {
  it('are the owner’s alone: root, directory and files', async () => {
    const container = await create()
    await container.start({ stdio: 'ignore' })
    const mode = (path: string) => (statSync(path).mode & 0o7777).toString(8)
    expect(mode(root)).toBe('700')
    expect(mode(join(root, id()))).toBe('700')
    expect(mode(join(root, id(), 'state.json'))).toBe('600')
    expect(mode(join(root, id(), 'config.json'))).toBe('600')
    expect(readdirSync(join(root, id())).sort()).toEqual(['config.json', 'exec.fifo', 'lock', 'state.json'])
    await container.destroy({ force: true })
  })

  it('do not depend on the umask', async () => {
    const before = process.umask(0)
    try {
      await (await create()).destroy()
    } finally {
      process.umask(before)
    }
    expect((statSync(root).mode & 0o7777).toString(8)).toBe('700')
  })

  it('of a root that belongs to another user are refused', async () => {
    mkdirSync(root, { mode: 0o700 })
    chownSync(root, 1000, 1000)
    expect((await failureOf(create()))?.message).toContain('belongs to user 1000')
    expect(readdirSync(root)).toEqual([])
  })

  it('of a root that others may write to are refused', async () => {
    mkdirSync(root)
    for (const mode of [0o703, 0o730]) {
      chmodSync(root, mode)
      expect((await failureOf(create()))?.message).toMatch(/writable for others/)
    }
  })

  describe('of every directory on the way to it', () => {
    const stranger = 12345
    const refusals: [string, (parent: string) => void, RegExp][] = [
      ['belong to another', (parent) => chownSync(parent, stranger, 0), /below .*\/way, which belongs to user 12345/],
      ['are for others to write', (parent) => chmodSync(parent, 0o777), /below .*\/way, which is writable for others/],
      ['are for a group to write', (parent) => chmodSync(parent, 0o775), /below .*\/way, which is writable for others/],
    ]
    it.each(refusals)('are refused where they %s', async (_, change, words) => {
      const parent = join(base, `parent-${count}`, 'way')
      mkdirSync(join(parent, 'further'), { recursive: true })
      change(parent)
      const made = createFactory({ root: join(parent, 'further/root') }).create(id(), target.config)
      expect((await failureOf(made))?.message).toMatch(words)
      expect(existsSync(join(parent, 'further/root', id()))).toBe(false)
    })

    it('are refused on the way that a link leads, and of the link itself', async () => {
      const parent = join(base, `parent-${count}`)
      mkdirSync(join(parent, 'theirs/root'), { recursive: true })
      symlinkSync('theirs/../theirs', join(parent, 'link'))
      const linked = createFactory({ root: join(parent, 'link/root') })
      const made = () => linked.create(id(), target.config, { bundle: target.path })
      lchownSync(join(parent, 'link'), stranger, 0)
      expect((await failureOf(made()))?.message).toMatch(/below .*\/link, which belongs to user/)
      lchownSync(join(parent, 'link'), 0, 0)
      chownSync(join(parent, 'theirs'), stranger, 0)
      expect((await failureOf(made()))?.message).toMatch(/below .*\/theirs, which belongs to user/)
      chownSync(join(parent, 'theirs'), 0, 0)
      chmodSync(join(parent, 'theirs/root'), 0o700)
      await (await made()).destroy()
    })

    it('are taken where they are sticky: nobody else may rename what is ours', async () => {
      const parent = join(base, `parent-${count}`)
      mkdirSync(parent)
      chmodSync(parent, 0o1777)
      const sticky = createFactory({ root: join(parent, 'root') })
      await (await sticky.create(id(), target.config, { bundle: target.path })).destroy()
    })
  })
})

describe('ids', () => {
  const tricks = [
    ['', 'empty'],
    ['.', 'dot'],
    ['..', 'dot dot'],
    ['../escaped', 'parent'],
    ['a/b', 'slash'],
    ['/etc', 'absolute'],
    ['a\0b', 'NUL'],
    ['a b', 'space'],
    ['a\nb', 'line feed'],
    ['ümlaut', 'not ASCII'],
    ['%2e%2e', 'percent'],
    ['x'.repeat(2000), 'long'],
  ] as const

  it.each(tricks)('%j (%s) is refused by create and load, and makes nothing', async (name) => {
    for (const wanted of [create(name), factory.load(name)]) {
      expect(await failureOf(wanted)).toMatchObject({ code: 'InvalidIdFormat' })
    }
    expect(existsSync(root) ? readdirSync(root) : []).toEqual([])
    expect(readdirSync(base).filter((entry) => entry === 'escaped')).toEqual([])
  })

  it.each(tricks.filter(([name]) => !name.includes('\0')))('%j (%s) is refused by the command', (name) => {
    for (const verb of [['create', '-b', target.path], ['start'], ['state'], ['kill'], ['delete', '--force']]) {
      expect(gantry(['--root', root, ...verb, '--', name]).status, verb[0]).toBe(1)
    }
  })
})

describe('two creates of one id', () => {
  it('in one process: one wins, and the other changes nothing', async () => {
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => create()))
    const won = results.filter((result) => result.status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'IdInUse' })
    }
    const container = won[0]!.value
    await container.run({ stdio: 'ignore' })
    expect(await container.status()).toBe('running')
    await container.destroy({ force: true })
  })

  it('in several processes: one wins', async () => {
    const args = [built.command, '--root', root, 'run', '--detach', '--bundle', target.path, id()]
    const runs = Array.from({ length: 4 }, () => spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }))
    const ends = await Promise.all(
      runs.map(async (child) => {
        let stderr = ''
        child.stderr.on('data', (data) => {
          stderr += data
        })
        // The stream of who wins does not end: the container that runs on has it too. What others say comes before its end.
        const ended = new Promise<number>((resolve) => child.on('close', resolve))
        const won = new Promise<number>((resolve) => child.on('exit', (status) => status === 0 && resolve(0)))
        return { status: await Promise.race([ended, won]), stderr }
      }),
    )
    expect(ends.filter(({ status }) => status === 0)).toHaveLength(1)
    for (const { status, stderr } of ends) if (status !== 0) expect(stderr).toMatch(/given ID already exists|in use/)
    expect(await (await factory.load(id())).status()).toBe('running')
    await (await factory.load(id())).destroy({ force: true })
  })

  it('two starts of one container: one wins', async () => {
    const container = await create()
    const again = await factory.load(id())
    const results = await Promise.allSettled([
      container.run({ stdio: 'ignore' }),
      again.run({ stdio: 'ignore' }),
      container.run({ stdio: 'ignore' }),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await container.destroy({ force: true })
  })
})

describe('a pid that is another process’s by now', () => {
  /** A stopped container whose state names the process, as if it had been given the pid anew. */
  async function withPid(pid: number, startTime: string): Promise<void> {
    await create()
    const path = join(root, id(), 'state.json')
    const state = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...state, pid, startTime, creating: false }))
  }

  it('is told by its start time: kill, exec and delete leave it alone', async () => {
    const child = bystander()
    const { startTime } = processStat(child.pid)!
    await withPid(child.pid, String(BigInt(startTime) - 1n))
    const container = await factory.load(id())
    expect(await container.status()).toBe('stopped')
    expect(await failureOf(container.signal('SIGKILL'))).toMatchObject({ code: 'ContainerNotRunning' })
    expect(await failureOf(container.exec())).toMatchObject({ code: 'ContainerNotRunning' })
    expect(gantry(['--root', root, 'kill', id(), 'KILL']).status).toBe(1)
    await container.destroy({ force: true })
    expect(processStat(child.pid)).toMatchObject({ startTime })
  })

  it('with the right start time it is the container’s process', async () => {
    const child = bystander()
    await withPid(child.pid, processStat(child.pid)!.startTime)
    await (await factory.load(id())).destroy({ force: true })
    await expect.poll(() => isThere(child.pid)).toBe(false)
  })
})

describe('a state file', () => {
  async function damaged(change: (state: Record<string, unknown>) => unknown): Promise<string> {
    await create()
    return rewritten(change)
  }

  async function rewritten(change: (state: Record<string, unknown>) => unknown): Promise<string> {
    const path = join(root, id(), 'state.json')
    const text = change(JSON.parse(readFileSync(path, 'utf8')))
    writeFileSync(path, typeof text === 'string' ? text : JSON.stringify(text))
    return path
  }

  const hostile: [string, (state: Record<string, unknown>) => unknown][] = [
    ['empty', () => ''],
    ['cut short', (state) => JSON.stringify(state).slice(0, 100)],
    ['a list', () => []],
    ['null', () => 'null'],
    ['of another id', (state) => ({ ...state, id: 'other' })],
    ['with pid 1', (state) => ({ ...state, pid: 1 })],
    ['with pid -1, which means all', (state) => ({ ...state, pid: -1 })],
    ['with a fraction for a pid', (state) => ({ ...state, pid: 1.5 })],
    ['with a huge pid', (state) => ({ ...state, pid: 2 ** 40 })],
    ['with a text for a pid', (state) => ({ ...state, pid: '1' })],
    ['with a cgroup that climbs', (state) => ({ ...state, cgroups: ['/sys/fs/cgroup/memory/../../../../tmp'] })],
    ['with a relative cgroup', (state) => ({ ...state, cgroups: ['tmp'] })],
    ['with a NUL in a cgroup', (state) => ({ ...state, cgroups: ['/sys/fs/cgroup/memory/a\0b'] })],
    ['with cgroups that are no list', (state) => ({ ...state, cgroups: '/tmp' })],
    ['without hooks', (state) => ({ ...state, hooks: undefined })],
    ['with a relative hook', (state) => ({ ...state, hooks: { poststart: [], poststop: [{ path: 'x' }] } })],
    ['nested without end', () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['with a prototype', (state) => `{"__proto__": ${JSON.stringify(state)}}`],
  ]

  it('has the network namespace that is bound in its directory given back', async () => {
    await damaged(hostile[0]![1])
    const fd = await openNetworkNamespace({ pid: process.pid })
    await bindNetworkNamespace(fd, join(root, id(), 'netns'))
    closeSync(fd)
    expect(gantry(['--root', root, 'delete', '--force', id()]).status).toBe(0)
    expect(readdirSync(root)).toEqual([])
  })

  it.each(hostile)('%s is refused, and removed by force without anything else', async (_, change) => {
    const child = bystander()
    await damaged(change)
    expect(await failureOf(factory.load(id()))).toMatchObject({ name: 'ContainerError', code: 'SystemError' })
    for (const verb of [['state'], ['kill'], ['delete']]) {
      expect(gantry(['--root', root, ...verb, id()]).status, verb[0]).toBe(1)
    }
    expect(existsSync(join(root, id(), 'state.json'))).toBe(true)
    expect(gantry(['--root', root, 'list', '-q']).status).toBe(0)
    const { status, stderr } = gantry(['--root', root, 'delete', '--force', id()])
    expect(status).toBe(0)
    expect(stderr).toMatch(
      /state of container .* was damaged: its directory was removed(; processes and cgroups of it, if .*, were left)?"/,
    )
    expect(readdirSync(root)).toEqual([])
    expect(isThere(child.pid)).toBe(true)
  })

  it('of another version is somebody else’s to delete', async () => {
    const path = await damaged((state) => ({ ...state, version: 99 }))
    expect((await failureOf(factory.load(id())))?.message).toContain('has version 99')
    expect(gantry(['--root', root, 'delete', '--force', id()]).status).toBe(1)
    expect(existsSync(path)).toBe(true)
    rmSync(join(root, id()), { recursive: true })
  })

  it('that is damaged, but says what the kernel says of its process and cgroups, is removed with these', async () => {
    const container = await create()
    const { pid } = await container.run({ stdio: 'ignore' })
    const { cgroups } = await container.state()
    const path = join(root, id(), 'state.json')
    const state = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...state, hooks: undefined }))
    expect(gantry(['--root', root, 'delete', '--force', id()])).toMatchObject({ status: 0 })
    await expect.poll(() => isThere(pid)).toBe(false)
    expect(cgroups.filter((cgroup) => existsSync(cgroup))).toEqual([])
    expect(readdirSync(root)).toEqual([])
  })

  it('that is damaged and names a process of other cgroups: it is removed with its own', async () => {
    const child = bystander()
    const container = await create()
    const { pid } = await container.run({ stdio: 'ignore' })
    const { cgroups } = await container.state()
    const { startTime } = processStat(child.pid)!
    await rewritten((state) => ({ ...state, pid: child.pid, startTime, hooks: undefined }))
    await factory.remove(id())
    expect([isThere(child.pid), isThere(pid)]).toEqual([true, false])
    expect(cgroups.filter((cgroup) => existsSync(cgroup))).toEqual([])
    expect(readdirSync(root)).toEqual([])
  })

  const says = {
    nothing: () => '{',
    lies: ({ cgroupMark: _, ...state }: Record<string, unknown>) => ({ ...state, hooks: undefined }),
  }

  it.each(Object.entries(says))(
    'that says %s: what bears the mark of its directory is ended with it',
    async (_, change) => {
      const container = await create()
      const { pid } = await container.run({ stdio: 'ignore' })
      const { cgroups } = await container.state()
      await rewritten(change)
      await factory.remove(id())
      expect(isThere(pid)).toBe(false)
      expect([readdirSync(root), cgroups.filter((cgroup) => existsSync(cgroup))]).toEqual([[], []])
    },
  )

  it('that is lost: a container that runs is refused, and by force killed and removed', async () => {
    const container = await create()
    const { pid } = await container.run({ stdio: 'ignore' })
    const { cgroups } = await container.state()
    rmSync(join(root, id(), 'state.json'))
    const refused = gantry(['--root', root, 'delete', id()])
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('its state is lost, and it runs') })
    expect([isThere(pid), readdirSync(root)]).toEqual([true, [id()]])
    const forced = gantry(['--root', root, 'delete', '--force', id()])
    expect(forced).toMatchObject({ status: 0, stderr: expect.stringContaining('killed and removed') })
    expect(isThere(pid)).toBe(false)
    expect([readdirSync(root), cgroups.filter((cgroup) => existsSync(cgroup))]).toEqual([[], []])
  })

  it('that is lost, beside a config with a cgroup path: it is looked for there', async () => {
    target.update(({ linux }) => {
      linux.cgroupsPath = `/gantry-attack/${id()}`
    })
    const container = await create()
    const { pid } = await container.run({ stdio: 'ignore' })
    rmSync(join(root, id(), 'state.json'))
    await factory.remove(id())
    expect([isThere(pid), readdirSync(root)]).toEqual([false, []])
  })

  it('that is lost: a container of the same id in another root goes on', async () => {
    const container = await create()
    const { pid } = await container.run({ stdio: 'ignore' })
    const other = createFactory({ root: join(base, `other-${count}`) })
    await other.create(id(), target.config, { bundle: target.path })
    rmSync(join(other.root, id(), 'state.json'))
    await other.remove(id())
    expect([isThere(pid), readdirSync(other.root)]).toEqual([true, []])
    await container.destroy({ force: true })
  })

  it.each([
    ['damaged', (path: string) => writeFileSync(path, '{')],
    ['lost', (path: string) => rmSync(path)],
  ])('that is %s: processes without a mark that may be its own are named, until they have ended', async (_, harm) => {
    const child = bystander()
    const { cgroups } = await (await create()).state()
    for (const cgroup of cgroups) mkdirSync(cgroup)
    const [cgroup = ''] = cgroups
    writeFileSync(join(cgroup, 'cgroup.procs'), `${child.pid}`)
    harm(join(root, id(), 'state.json'))
    const failed = gantry(['--root', root, 'delete', '--force', id()])
    expect(failed).toMatchObject({ status: 1, stderr: expect.stringContaining(`process ${child.pid} left`) })
    expect(failed.stderr).toContain(cgroup)
    expect([isThere(child.pid), readdirSync(root)]).toEqual([true, [id()]])
    process.kill(child.pid, 'SIGKILL')
    await expect.poll(() => isThere(child.pid)).toBe(false)
    expect(gantry(['--root', root, 'delete', '--force', id()])).toMatchObject({ status: 0 })
    expect(readdirSync(root)).toEqual([])
    await removeCgroups({ cgroups })
  })

  it.each([
    ['its own pid namespace', [{ type: 'pid' }]],
    ['the pid namespace of the host', []],
  ])('that names the host’s cgroups, with %s, gets nobody killed and nothing removed', async (_, namespaces) => {
    const child = bystander()
    const hierarchy = isCgroupV2() ? '/sys/fs/cgroup' : '/sys/fs/cgroup/freezer'
    // An empty cgroup of somebody else: all that could be removed.
    const empty = join(hierarchy, `gantry-attack-empty-${process.pid}`)
    mkdirSync(empty)
    // It has run: of one that never did nothing is taken to be in its cgroups.
    await damaged((state) => ({
      ...state,
      cgroupMark: undefined,
      pid: child.pid,
      startTime: '1',
      namespaces,
      cgroups: [hierarchy],
    }))
    const failure = await failureOf((await factory.load(id())).destroy({ force: true }))
    expect(failure).toMatchObject({ name: 'ContainerError', path: hierarchy })
    expect(existsSync(empty)).toBe(true)
    expect(isThere(child.pid)).toBe(true)
    rmdirSync(empty)
    rmSync(join(root, id()), { recursive: true, force: true })
  })

  it('that is a link is not followed into a state of somebody else’s making', async () => {
    const child = bystander()
    const path = await damaged((state) => state)
    const elsewhere = join(base, `planted-${count}`)
    const state = JSON.parse(readFileSync(path, 'utf8'))
    const { startTime } = processStat(child.pid)!
    writeFileSync(elsewhere, JSON.stringify({ ...state, pid: child.pid, startTime }))
    rmSync(path)
    symlinkSync(elsewhere, path)
    const failure = await failureOf((async () => (await factory.load(id())).destroy({ force: true }))())
    expect(failure?.message).toMatch(/symbolic link/)
    expect(isThere(child.pid)).toBe(true)
    expect(existsSync(elsewhere)).toBe(true)
    rmSync(join(root, id()), { recursive: true, force: true })
  })

  it('that is a fifo or a directory is refused, and nobody waits', async () => {
    for (const make of [(path: string) => mkfifo(path, 0o600), (path: string) => mkdirSync(path)]) {
      const path = await damaged((state) => state)
      rmSync(path)
      make(path)
      expect(await failureOf(factory.load(id()))).toMatchObject({ code: 'SystemError' })
      await factory.remove(id())
      expect(readdirSync(root)).toEqual([])
    }
  })

  it('that was never written does not hide the container: it is listed, keeps its id, and is removed', async () => {
    for (const remove of [
      async () => (await factory.load(id())).destroy(),
      async () => factory.remove(id()),
      async () => expect(gantry(['--root', root, 'delete', id()])).toMatchObject({ status: 0, stderr: '' }),
    ]) {
      await damaged((state) => state)
      rmSync(join(root, id(), 'state.json'))
      expect(gantry(['--root', root, 'list', '-q']).stdout).toBe(`${id()}\n`)
      expect(JSON.parse(gantry(['--root', root, 'state', id()]).stdout)).toMatchObject({ status: 'stopped', pid: 0 })
      expect((await factory.list()).map((container) => container.id)).toEqual([id()])
      expect(await failureOf(create())).toMatchObject({ code: 'IdInUse' })
      const container = await factory.load(id())
      expect((await failureOf(container.run()))?.message).toContain('never completely created')
      expect(await failureOf(container.exec())).toMatchObject({ code: 'ContainerNotRunning' })
      expect(await failureOf(container.signal('SIGTERM'))).toMatchObject({ code: 'ContainerNotRunning' })
      await remove()
      expect(readdirSync(root)).toEqual([])
    }
  })

  it('in a directory that holds others’ files alone is refused: they are named and left', async () => {
    mkdirSync(join(root, 'theirs'), { recursive: true, mode: 0o700 })
    writeFileSync(join(root, 'theirs/notes'), 'x')
    for (const verb of [['delete'], ['delete', '--force']]) {
      const { status, stderr } = gantry(['--root', root, ...verb, 'theirs'])
      expect([status, stderr]).toEqual([1, expect.stringContaining("no container's directory: it holds notes")])
    }
    expect(gantry(['--root', root, 'start', 'theirs']).status).toBe(1)
    expect(readdirSync(join(root, 'theirs'))).toEqual(['notes'])
    rmSync(join(root, 'theirs'), { recursive: true })
  })

  it('in a directory that is a link is refused by name: it is no container', async () => {
    await create()
    await rewritten((state) => ({ ...state, id: 'linked' }))
    symlinkSync(join(root, id()), join(root, 'linked'))
    const notices: string[] = []
    const other = createFactory({ root, onNotice: ({ message }) => notices.push(message) })
    await rewritten((state) => ({ ...state, id: id() }))
    expect((await other.list()).map((container) => container.id)).toEqual([id()])
    expect(notices).toEqual([`state directory ${join(root, 'linked')} is a symbolic link`])
    await rewritten((state) => ({ ...state, id: 'linked' }))
    expect((await failureOf(factory.load('linked')))?.message).toContain('is a symbolic link')
    for (const verb of [['state'], ['kill'], ['start'], ['delete'], ['delete', '--force']]) {
      const { status, stderr } = gantry(['--root', root, ...verb, 'linked'])
      expect([status, stderr]).toEqual([1, expect.stringContaining('linked is a symbolic link')])
    }
    expect(gantry(['--root', root, 'list']).stderr).toContain('linked is a symbolic link')
    await rewritten((state) => ({ ...state, id: id() }))
    rmSync(join(root, 'linked'))
    await (await factory.load(id())).destroy()
  })
})
