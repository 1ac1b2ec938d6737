// requires: root, linux, cgroup
// What fails outside of the init: the cgroup, a hook, the init itself, the state directory, the caller's patience.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { sealedInit } from '../../src/bridge/index.js'
import { rawCore } from '../../src/core/raw.js'
import { ContainerError, createFactory, type FactoryOptions, type OciHooks, type Process } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { failureOf } from '../helpers/failure.js'
import { temporaryFolder } from '../helpers/folder.js'
import { expectNothingLeft, processesWithParent, type Traces, tracesOf } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'

const folder = temporaryFolder('gantry-supervisor-')
const root = join(folder, 'state')
const id = `gantry-supervisor-${process.pid}`
const { ENOENT, ENOEXEC, EINVAL } = constants.errno

let target: Bundle
let before: Traces
let count = 0

const create = (change: (config: Bundle['config']) => void = () => {}, options: FactoryOptions = {}) => {
  const config = structuredClone(target.config)
  change(config)
  return createFactory({ root, ...options }).create(id, config, { bundle: target.path })
}

beforeAll(async () => {
  target = bundle(join(folder, 'bundle'), ['sleep', '3600'])
  // What is opened once and kept is open before the first look.
  const container = await create()
  await container.run()
  await container.destroy({ force: true })
})

beforeEach(() => {
  count += 1
  before = tracesOf(root, id)
})

afterEach(async () => {
  vi.restoreAllMocks()
  await expectNothingLeft(root, id, before)
})

describe('a cgroup step that the kernel refuses', () => {
  it('names the file and the errno', async () => {
    const container = await create((config) => {
      config.linux.resources = { cpu: { cpus: '4000' } }
    })
    const failure = await failureOf(container.start())
    expect(failure).toMatchObject({ code: 'SystemError' })
    expect(failure?.path).toMatch(new RegExp(`/${id}/cpuset.cpus$`))
    expect(['EINVAL', 'EACCES', 'ERANGE']).toContain(failure?.errnoName)
    expect(failure?.message).toContain('cpuset.cpus')
  })

  it('is refused where the cgroup holds processes, which are left alone', async () => {
    const other = createFactory({ root: join(folder, `other-${count}`) })
    const cgroupsPath = `/${id}-shared`
    const config = structuredClone(target.config)
    config.linux.cgroupsPath = cgroupsPath
    const running = await other.create(`${id}-first`, config, { bundle: target.path })
    const { pid } = await running.run({ stdio: 'ignore' })
    const container = await create((changed) => {
      changed.linux.cgroupsPath = cgroupsPath
    })
    expect((await failureOf(container.start()))?.message).toMatch(/cgroup/)
    expect(processesWithParent(process.pid).map((line) => Number.parseInt(line, 10))).toContain(pid)
    expect(await running.status()).toBe('running')
    await running.destroy({ force: true })
  })
})

describe('hooks', () => {
  const inside = (kind: string) => kind === 'startContainer'
  const hook = (kind: string, verbs: string[], timeout?: number): OciHooks => ({
    [kind]: [
      {
        path: inside(kind) ? '/bin/program' : built.program,
        args: ['program', ...verbs],
        ...(timeout === undefined ? {} : { timeout }),
      },
    ],
  })
  const kinds = ['prestart', 'createRuntime', 'createContainer', 'startContainer', 'poststart']

  it.each(kinds)('a %s hook that fails ends the start, and shows what it said', async (kind) => {
    const container = await create((config) => {
      config.hooks = hook(kind, ['err', 'it will not do', ';', 'exit', '42'])
    })
    const failure = await failureOf(container.run())
    expect(failure).toMatchObject({ code: 'SystemError', status: 42 })
    expect(failure?.message).toContain(kind)
    expect(failure?.message).toContain('it will not do')
  })

  it.each(kinds)('a %s hook that dies of a signal ends the start', async (kind) => {
    const container = await create((config) => {
      config.hooks = hook(kind, ['fault'])
    })
    expect(await failureOf(container.run())).toMatchObject({ code: 'SystemError', signal: constants.signals.SIGSEGV })
  })

  it.each(kinds)('a %s hook that is not there ends the start', async (kind) => {
    const container = await create((config) => {
      config.hooks = { [kind]: [{ path: '/nowhere/hook' }] }
    })
    expect(await failureOf(container.run())).toMatchObject({ code: 'SystemError', errno: ENOENT, errnoName: 'ENOENT' })
  })

  it.each(kinds)('a %s hook that takes too long is killed', async (kind) => {
    const container = await create((config) => {
      config.hooks = hook(kind, ['sleep', '3600'], 1)
    })
    const failure = await failureOf(container.run())
    expect(failure?.message).toMatch(/timeout|time/)
    expect(failure?.message).toContain(kind)
  })

  it('an abort kills a hook that runs', async () => {
    const seen = join(folder, `hook-${count}`)
    const container = await create((config) => {
      config.hooks = hook('createRuntime', ['write', seen, 'here', ';', 'sleep', '3600'])
    })
    const controller = new AbortController()
    const failure = failureOf(container.start({ signal: controller.signal }))
    await expect.poll(() => existsSync(seen)).toBe(true)
    controller.abort(new Error('enough'))
    expect((await failure)?.message).toBe('enough')
  })

  it('a poststop hook that fails does not keep the container', async () => {
    const container = await create((config) => {
      config.hooks = hook('poststop', ['exit', '1'])
    })
    await container.run({ stdio: 'ignore' })
    await failureOf(container.destroy({ force: true }))
    expect(readdirSync(root)).toEqual(before.states)
  })
})

describe('the init', () => {
  // The sealed copy of an init is kept for the life of the process, so it is made before the look.
  function createWith(path: string, ...args: string[]) {
    if (existsSync(path)) sealedInit(path)
    before = tracesOf(root, id)
    return create(() => {}, { init: { path, arguments: args } })
  }

  it.each([
    ['is missing', () => join(folder, 'nowhere/init'), ENOENT],
    ['is no program', () => textFile('not a program\n'), ENOEXEC],
    ['is empty', () => textFile(''), ENOEXEC],
  ])('%s', async (_, path, errno) => {
    const container = await createWith(path())
    expect(await failureOf(container.start())).toMatchObject({ code: 'SystemError', errno })
  })

  it('is a program that ends without a word', async () => {
    const path = join(folder, `init-${count}`)
    copyFileSync(built.program, path)
    const container = await createWith(path)
    const failure = await failureOf(container.start())
    expect(failure?.message).toMatch(/init ended with exit status 2/)
  })

  it('takes no argument that it does not know', async () => {
    const container = await createWith(built.initFault, 'fault=x')
    expect(await failureOf(container.start())).toMatchObject({ step: 0, errno: EINVAL })
  })

  it('gives up at a message that is damaged anywhere in its framing', async () => {
    const whole = rawCore()
    const compile = whole.compile.bind(whole)
    for (const at of [0, 4, 16, 18, 32, 34, 36, 40]) {
      vi.spyOn(whole, 'compile').mockImplementationOnce((config, options) => {
        const result = compile(config, options)
        result.plan!.message[at]! ^= 0x5a
        return result
      })
      const container = await create()
      expect(await failureOf(container.start()), `byte ${at}`).toBeInstanceOf(Error)
    }
  })
})

describe('the state directory', () => {
  it.each([
    ['is a file', (path: string) => writeFileSync(path, ''), /EEXIST|ENOTDIR|not a directory/i],
    ['lies in a file', (path: string) => writeFileSync(path.replace(/\/below$/, ''), ''), /ENOTDIR/],
    [
      'is writable for everybody',
      (path: string) => {
        mkdirSync(path)
        chmodSync(path, 0o777)
      },
      /writable for others/,
    ],
  ])('%s', async (name, make, words) => {
    const path = join(folder, `root-${count}`, ...(name === 'lies in a file' ? ['below'] : []))
    make(path)
    const failure = await failureOf(createFactory({ root: path }).create(id, target.config, { bundle: target.path }))
    expect(failure?.message).toMatch(words)
    rmSync(join(folder, `root-${count}`), { recursive: true })
  })

  it('cannot be made', async () => {
    const failure = await failureOf(createFactory({ root: '/proc/gantry' }).create(id, target.config))
    expect(failure).toMatchObject({ code: 'SystemError', errnoName: 'ENOENT' })
  })

  it('goes away before the start', async () => {
    const container = await create()
    rmSync(join(root, id), { recursive: true })
    expect(await failureOf(container.start())).toMatchObject({ code: 'ContainerNotExists' })
  })

  it('has a link for a fifo: nothing is written through it', async () => {
    const victim = join(folder, `victim-${count}`)
    const container = await create()
    symlinkSync(victim, join(root, id, 'new.fifo'))
    expect(await failureOf(container.start())).toBeDefined()
    expect(existsSync(victim)).toBe(false)
  })
})

describe('an abort', () => {
  it('before anything makes nothing', async () => {
    const signal = AbortSignal.abort(new Error('never'))
    const made = createFactory({ root }).create(id, target.config, { bundle: target.path, signal })
    expect((await failureOf(made))?.message).toBe('never')
  })

  it('before the start leaves the container as it is', async () => {
    const container = await create()
    expect((await failureOf(container.start({ signal: AbortSignal.abort(new Error('never')) })))?.message).toBe('never')
    await container.destroy({ force: true }).catch(() => {})
  })

  it.each(controlMessages())('at the control message "%s" leaves nothing', async (type) => {
    const controller = new AbortController()
    atMessage(type, () => controller.abort(new Error(`at ${type}`)))
    const container = await create(busy)
    expect((await failureOf(container.run({ signal: controller.signal, stdio: 'ignore' })))?.message).toBe(`at ${type}`)
  })
})

describe('SIGKILL', () => {
  const killInit = () => {
    for (const line of processesWithParent(process.pid)) {
      const [pid = '', name = ''] = line.split(' ')
      if (!before.children.includes(line) && name !== 'esbuild') process.kill(Number(pid), 'SIGKILL')
    }
  }

  it.each(controlMessages().filter((type) => type !== 'ready'))(
    'of the init at the control message "%s" leaves nothing',
    async (type) => {
      atMessage(type, killInit)
      const container = await create(busy)
      expect(await failureOf(container.run({ stdio: 'ignore' }))).toMatchObject({ name: 'ContainerError' })
    },
  )

  // From here on an end of the init is like one of the program: whether it is noticed before the start is a race.
  it('of the init at the control message "ready" is a failure or the end of the container', async () => {
    atMessage('ready', killInit)
    const container = await create(busy)
    const started = await container.run({ stdio: 'ignore' }).catch((error: unknown) => error)
    if (started instanceof ContainerError) return
    expect(await container.wait()).toMatchObject({ signal: 'SIGKILL' })
    ;(started as Process).console?.destroy()
    await container.destroy()
  })
})

/** All messages that an init sends before its container runs. */
function controlMessages(): string[] {
  return ['map ids', 'child', 'run hooks', 'console', 'ready']
}

/** A config for which an init sends all of them. */
function busy(config: Bundle['config']): void {
  config.process.terminal = true
  config.linux.namespaces!.push({ type: 'user' })
  config.linux.uidMappings = [{ containerID: 0, hostID: 0, size: 1000 }]
  config.linux.gidMappings = [{ containerID: 0, hostID: 0, size: 1000 }]
  config.hooks = { createRuntime: [{ path: built.program, args: ['program', 'true'] }] }
}

/** Calls `work` when the supervisor reads a message of that type, before it acts on it. */
function atMessage(type: string, work: () => void): void {
  const core = rawCore()
  const read = core.readControl.bind(core)
  vi.spyOn(core, 'readControl').mockImplementation((bytes) => {
    const message = read(bytes)
    if (message.type === type) work()
    return message
  })
}

function textFile(text: string): string {
  const path = join(folder, `file-${count}`)
  writeFileSync(path, text, { mode: 0o755 })
  return path
}
