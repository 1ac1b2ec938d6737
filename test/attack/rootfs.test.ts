// requires: root, linux, cgroup
// Root filesystems that want something of the host. Whatever a path inside them is, nothing outside changes.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkfifo } from '../../src/bridge/index.js'
import { createFactory, type OciMount } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { temporaryFolder } from '../helpers/folder.js'
import { contentOf } from '../helpers/machine.js'
import { runToEnd } from '../helpers/run.js'

const folder = temporaryFolder('gantry-rootfs-')
const factory = createFactory({ root: join(folder, 'state') })

let count = 0
let target: Bundle
/** A folder of the host, with what must stay as it is. */
let victim: string
let untouched: string

beforeEach(() => {
  count += 1
  target = bundle(join(folder, `bundle-${count}`), ['true'])
  victim = join(folder, `victim-${count}`)
  mkdirSync(join(victim, 'folder'), { recursive: true })
  writeFileSync(join(victim, 'file'), 'the host’s')
  untouched = pictureOf(victim)
})

afterEach(() => {
  expect(pictureOf(victim)).toBe(untouched)
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(`victim-${count}`)
  expect(readdirSync(factory.root)).toEqual([])
})

const run = (verbs: string[], change: (config: Bundle['config']) => void = () => {}) => {
  target.config.process.args = ['/bin/program', ...verbs]
  change(target.config)
  return runToEnd(factory, `gantry-rootfs-${process.pid}-${count}`, target)
}

/** A link in the root filesystem, in place of what is there. */
function plant(path: string, to: string): void {
  const full = join(target.rootfs, path)
  mkdirSync(join(full, '..'), { recursive: true })
  rmSync(full, { recursive: true, force: true })
  symlinkSync(to, full)
}

/** Both ways to point outside. */
const outside = (): [string, string][] => [
  ['absolute', victim],
  ['with ..', `../../../../../../../../..${victim}`],
]

describe('a mount point that is a link', () => {
  it.each(['/proc', '/sys'])('%s is refused', async (path) => {
    for (const [how, to] of outside()) {
      plant(path, to)
      const { failure } = await run(['true'])
      expect(failure, how).toMatchObject({ code: 'SystemError', operation: 'mount' })
      expect(failure?.message).toContain(path)
    }
  })

  it('/proc is refused also where the link stays inside', async () => {
    plant('/proc', '/tmp')
    expect((await run(['true'])).failure).toMatchObject({ operation: 'mount' })
  })

  it('is followed, but not out of the root', async () => {
    for (const [how, to] of outside()) {
      plant('/target', join(to, 'folder'))
      const { failure, stdout } = await run(['write', '/target/new', 'x', ';', 'ls', victim], (config) => {
        const tmpfs: OciMount = { destination: '/target', type: 'tmpfs', source: 'tmpfs' }
        config.root!.readonly = false
        config.mounts!.push(tmpfs)
      })
      expect(failure, how).toBeUndefined()
      expect(stdout).toBe('folder\n')
      rmSync(join(target.rootfs, victim), { recursive: true })
    }
  })

  it('a dangling one is made where it points to, inside', async () => {
    plant('/target', `${victim}/not/there`)
    const bind: OciMount = {
      destination: '/target',
      type: 'bind',
      source: join(victim, 'file'),
      options: ['bind', 'ro'],
    }
    const { failure, stdout } = await run(['cat', '/target'], (config) => config.mounts!.push(bind))
    expect(failure).toBeUndefined()
    expect(stdout).toBe('the host’s')
    expect(existsSync(join(target.rootfs, victim, 'not/there'))).toBe(true)
    expect(existsSync(join(victim, 'not'))).toBe(false)
  })

  it('a loop of links is an error', async () => {
    plant('/a', '/b')
    plant('/b', '/a')
    const tmpfs: OciMount = { destination: '/a', type: 'tmpfs', source: 'tmpfs' }
    const { failure } = await run(['true'], (config) => config.mounts!.push(tmpfs))
    expect(failure).toMatchObject({ operation: 'mount', errnoName: 'ELOOP' })
  })

  it('into procfs is refused: no write of the init may land in a fake', async () => {
    plant('/target', '/proc/sys')
    const tmpfs: OciMount = { destination: '/target', type: 'tmpfs', source: 'tmpfs' }
    const { failure } = await run(['true'], (config) => config.mounts!.push(tmpfs))
    expect(failure).toMatchObject({ operation: 'mount' })
    expect(failure?.message).toMatch(/proc/)
  })

  it('a magic link of procfs is not followed', async () => {
    plant('/target', '/proc/self/root/tmp')
    const tmpfs: OciMount = { destination: '/target', type: 'tmpfs', source: 'tmpfs' }
    const { failure } = await run(['true'], (config) => config.mounts!.push(tmpfs))
    expect(failure).toMatchObject({ operation: 'mount' })
  })
})

describe('devices', () => {
  const withoutDevTmpfs = (config: Bundle['config']) => {
    config.mounts = config.mounts!.filter(({ destination }) => !destination.startsWith('/dev'))
  }

  it('/dev that is a link stays inside', async () => {
    for (const [how, to] of outside()) {
      plant('/dev', join(to, 'folder'))
      const { failure, stdout } = await run(['stat', '/dev/null', ';', 'ls', join(victim, 'folder')], withoutDevTmpfs)
      expect(failure, how).toBeUndefined()
      expect(stdout, how).toMatch(/^\/dev\/null char 0666 0:0 1:3 0\n(?:\w+\n)*null\n/)
      expect(readdirSync(join(victim, 'folder')), how).toEqual([])
      rmSync(join(target.rootfs, victim), { recursive: true, force: true })
    }
  })

  it('a device that is a link is neither followed nor used', async () => {
    plant('/dev/null', join(victim, 'file'))
    plant('/dev/zero', `../../../../../..${victim}/new`)
    const { failure } = await run(['stat', '/dev/null', '/dev/zero'], withoutDevTmpfs)
    expect(failure).toMatchObject({ operation: 'create device', path: '/dev/null', errnoName: 'EEXIST' })
  })

  it('a file where /dev/null belongs is not taken for it', async () => {
    mkdirSync(join(target.rootfs, 'dev'), { recursive: true })
    writeFileSync(join(target.rootfs, 'dev/null'), 'content of mine')
    writeFileSync(join(target.rootfs, 'etc/secret'), 'secret')
    const { failure } = await run(['cat', '/etc/secret'], (config) => {
      withoutDevTmpfs(config)
      config.linux.maskedPaths = ['/etc/secret']
    })
    expect(failure).toMatchObject({ operation: 'create device', path: '/dev/null', errnoName: 'EEXIST' })
  })

  it('nothing but a null device masks a file', async () => {
    plant('/dev/null', '/etc/own')
    writeFileSync(join(target.rootfs, 'etc/own'), 'content of mine')
    writeFileSync(join(target.rootfs, 'etc/secret'), 'secret')
    const { failure } = await run(['cat', '/etc/secret'], (config) => {
      // A bound /dev gets no devices: what is there stays.
      const dev: OciMount = { destination: '/dev', source: join(target.rootfs, 'dev'), options: ['bind'] }
      config.mounts = [...config.mounts!.filter(({ destination }) => !destination.startsWith('/dev')), dev]
      config.linux.maskedPaths = ['/etc/secret']
    })
    expect(failure).toMatchObject({ operation: 'mask path', path: '/etc/secret', errnoName: 'ENODEV' })
    expect(failure?.message).toContain('/dev/null')
  })

  it('links in a device’s path are followed inside only', async () => {
    plant('/elsewhere', victim)
    const { failure, stdout } = await run(['stat', '/elsewhere/device', join(victim, 'device')], (config) => {
      config.root!.readonly = false
      config.linux.devices = [{ type: 'c', path: '/elsewhere/device', major: 1, minor: 3 }]
    })
    expect(failure).toBeUndefined()
    expect(stdout.match(/device char 0666 0:0 1:3/g)).toHaveLength(2)
    expect(existsSync(join(victim, 'device'))).toBe(false)
  })

  it('/dev/console that is a link is not written through', async () => {
    plant('/dev/console', join(victim, 'file'))
    const verbs = ['stat', join(victim, 'file'), '/dev/console', ';', 'write', '/tmp/done', 'done']
    const { failure, exit } = await run(verbs, (config) => {
      config.process.terminal = true
      config.root!.readonly = false
      config.mounts = config.mounts!.filter(({ destination }) => destination !== '/dev')
    })
    expect(failure).toBeUndefined()
    expect(exit?.exitCode).toBe(0)
    expect(readFileSync(join(target.rootfs, 'tmp/done'), 'utf8')).toBe('done')
    // Where the link leads inside the terminal is mounted; the file for that was made there.
    expect(readFileSync(join(target.rootfs, victim, 'file'), 'utf8')).toBe('')
  })
})

describe('the working directory', () => {
  it('that is a link to the outside does not leave the root', async () => {
    for (const [how, to] of outside()) {
      plant('/work', to)
      const { failure, stdout } = await run(['cwd', ';', 'ls', '.'], (config) => {
        config.process.cwd = '/work'
        config.root!.readonly = false
      })
      expect(failure, how).toBeUndefined()
      expect(stdout, how).toBe(`${victim}\n`)
      rmSync(join(target.rootfs, victim), { recursive: true, force: true })
    }
  })

  // CVE-2024-21626: a descriptor of the host that the init still holds.
  it('through a descriptor of the init is refused', async () => {
    for (let fd = 3; fd < 24; fd++) {
      const { failure } = await run(['cwd', ';', 'ls', '..'], (config) => {
        config.process.cwd = `/proc/self/fd/${fd}`
      })
      expect(failure, `descriptor ${fd}`).toMatchObject({ code: 'SystemError' })
    }
  })

  it('that is a file is refused', async () => {
    writeFileSync(join(target.rootfs, 'work'), '')
    const { failure } = await run(['true'], (config) => {
      config.process.cwd = '/work'
    })
    expect(failure).toMatchObject({ code: 'SystemError', errnoName: 'ENOTDIR' })
  })
})

describe('/etc/passwd', () => {
  const home = async () => {
    const { failure, stdout } = await run(['env', 'HOME'])
    expect(failure).toBeUndefined()
    return stdout
  }
  const passwd = () => join(target.rootfs, 'etc/passwd')

  it('tells the home', async () => {
    writeFileSync(passwd(), 'daemon:x:1:1::/daemon:/bin/sh\nroot:x:0:0:root:/home/root:/bin/sh\n')
    expect(await home()).toBe('/home/root\n')
  })

  it('as a fifo does not stop the start', async () => {
    mkfifo(passwd(), 0o666)
    expect(await home()).toBe('/\n')
  })

  it('as a device is not read', async () => {
    plant('/etc/passwd', '/dev/zero')
    expect(await home()).toBe('/\n')
  })

  it('as a link to the outside is looked for inside', async () => {
    writeFileSync(join(victim, 'passwd'), 'root:x:0:0::/host:/bin/sh\n')
    untouched = pictureOf(victim)
    plant('/etc/passwd', join(victim, 'passwd'))
    expect(await home()).toBe('/\n')
  })

  it('of many gigabytes is given up', async () => {
    writeFileSync(passwd(), 'x'.repeat(100_000))
    truncateSync(passwd(), 64 * 2 ** 30)
    expect(await home()).toBe('/\n')
  })

  it('with a line of any length and content is passed over', async () => {
    const line = `root:x:0:0:${'y'.repeat(5000)}:/long:/bin/sh`
    const damaged = [
      'root:x:0',
      ':::',
      'root:x:00000000000000000000:0::/zero:',
      'root:x:4294967296:0::/wrapped:',
      '\0\0',
    ]
    writeFileSync(passwd(), [line, ...damaged, 'root:x:0:0::/found:/bin/sh', ''].join('\n'))
    expect(await home()).toBe('/found\n')
  })

  it('with a NUL in a home ends there', async () => {
    writeFileSync(passwd(), 'root:x:0:0::/a\0b:/bin/sh\n')
    expect(await home()).toBe('/a\n')
  })
})

describe('copying up', () => {
  it('copies links as links and reads nothing of the host', async () => {
    const from = join(target.rootfs, 'full')
    mkdirSync(join(from, 'folder'), { recursive: true })
    writeFileSync(join(from, 'folder/file'), 'content')
    symlinkSync(join(victim, 'file'), join(from, 'link'))
    symlinkSync(victim, join(from, 'folder/up'))
    mkfifo(join(from, 'fifo'), 0o600)
    const { failure, stdout } = await run(
      ['readlink', '/full/link', ';', 'readlink', '/full/folder/up', ';', 'cat', '/full/folder/file'],
      (config) => config.mounts!.push({ destination: '/full', type: 'tmpfs', source: 'tmpfs', options: ['tmpcopyup'] }),
    )
    expect(failure).toBeUndefined()
    expect(stdout).toBe(`${join(victim, 'file')}\n${victim}\ncontent`)
  })

  it('of a link to the outside copies nothing of it', async () => {
    plant('/full', victim)
    const { stdout } = await run(['ls', '/full'], (config) =>
      config.mounts!.push({ destination: '/full', type: 'tmpfs', source: 'tmpfs', options: ['tmpcopyup'] }),
    )
    expect(stdout).not.toContain('file')
  })
})

describe('the root filesystem itself', () => {
  it('missing, a file or a link is refused before anything is made', async () => {
    const wrong = join(folder, `wrong-${count}`)
    writeFileSync(join(folder, `file-${count}`), '')
    symlinkSync(target.rootfs, join(folder, `link-${count}`))
    for (const path of [wrong, join(folder, `file-${count}`), join(folder, `link-${count}`)]) {
      const { failure } = await run(['true'], (config) => {
        config.root!.path = path
      })
      expect(failure, path).toMatchObject({ code: expect.stringMatching(/SystemError|ConfigInvalid/) })
      expect(failure?.message, path).toContain(path)
    }
  })

  it('with a program that is a link to the outside is looked for inside', async () => {
    plant('/bin/out', '/../../../../../../../../bin/sh')
    const { failure } = await run([], (config) => {
      config.process.args = ['/bin/out', '-c', 'exit 7']
    })
    expect(failure).toMatchObject({ operation: 'find executable', errnoName: 'ENOENT' })
  })
})

/** Everything in a folder: names, types, modes, owners, contents. */
function pictureOf(path: string): string {
  const about = lstatSync(path)
  const line = `${path} ${about.mode.toString(8)} ${about.uid}:${about.gid} ${about.rdev} ${about.mtimeMs}`
  if (about.isFile()) return `${line} ${contentOf(path)}`
  if (!about.isDirectory()) return line
  return [line, ...readdirSync(path).map((name) => pictureOf(join(path, name)))].join('\n')
}

it('the picture of a folder shows a change', () => {
  const before = pictureOf(victim)
  writeFileSync(join(victim, 'file'), 'changed')
  expect(pictureOf(victim)).not.toBe(before)
  writeFileSync(join(victim, 'file'), 'the host’s')
  untouched = pictureOf(victim)
  expect(statSync(victim).isDirectory()).toBe(true)
})
