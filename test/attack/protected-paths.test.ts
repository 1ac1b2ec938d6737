// requires: root, linux
// Masked paths show nothing and read-only paths take no writes, whatever they are, or the start is refused.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFactory, type OciMount } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { temporaryFolder } from '../helpers/folder.js'
import { runToEnd } from '../helpers/run.js'

const folder = temporaryFolder('gantry-protected-')
const factory = createFactory({ root: join(folder, 'state') })

let count = 0
let target: Bundle
/** A folder of the host: its own, and what is bound into the container. */
let host: string

beforeEach(() => {
  count += 1
  target = bundle(join(folder, `bundle-${count}`), ['true'], (config) => {
    config.root!.readonly = false
    config.linux.maskedPaths = []
    config.linux.readonlyPaths = []
  })
  host = join(folder, `host-${count}`)
  mkdirSync(join(host, 'sub'), { recursive: true })
  writeFileSync(join(host, 'sub/file'), 'the host’s')
})

const run = (verbs: string[], change: (config: Bundle['config']) => void = () => {}) => {
  target.config.process.args = ['/bin/program', ...verbs]
  change(target.config)
  return runToEnd(factory, `gantry-protected-${process.pid}-${count}`, target)
}

const inside = (path: string) => join(target.rootfs, path)
function put(path: string, content: string): void {
  mkdirSync(join(inside(path), '..'), { recursive: true })
  writeFileSync(inside(path), content)
}
const volume = (destination: string, source = host): OciMount => ({
  destination,
  source,
  type: 'bind',
  options: ['rbind'],
})

/** Tries to write to each of the paths, and says what came of it: `EROFS EROFS`. */
async function written(paths: string[], change: (config: Bundle['config']) => void) {
  const verbs = paths.flatMap((path) => ['child', 'append', path, 'x', ';'])
  const { failure, stderr, stdout } = await run(verbs, change)
  expect(failure).toBeUndefined()
  expect(stdout.match(/child exited/g)).toHaveLength(paths.length)
  const lines = stdout.trim().split('\n')
  const errors = stderr.trim().split('\n')
  return lines.map((line) => (line.endsWith('0') ? 'written' : errors.shift()?.split(' ').at(-1))).join(' ')
}

describe.each([
  ['', () => {}],
  [
    ' in a user namespace',
    (config: Bundle['config']) => {
      config.linux.namespaces = [...config.linux.namespaces!.filter(({ type }) => type !== 'user'), { type: 'user' }]
      config.linux.uidMappings = config.linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
    },
  ],
] as const)('a read-only path%s', (_, also) => {
  const readonly =
    (...paths: string[]) =>
    (config: Bundle['config']) => {
      config.linux.readonlyPaths = paths
      also(config)
    }

  it('takes no writes, nor does what is mounted below it', async () => {
    put('/fixed/file', '')
    put('/fixed/sub/other', '')
    const change = (config: Bundle['config']) => {
      config.mounts?.push(volume('/fixed/sub'))
      readonly('/fixed')(config)
    }
    const paths = ['/fixed/new', '/fixed/file', '/fixed/sub/new', '/fixed/sub/sub/file', '/else']
    expect(await written(paths, change)).toBe('EROFS EROFS EROFS EROFS written')
  })

  it('that is the root, by its name or a link, takes no writes, and what is mounted in it goes on taking them', async () => {
    symlinkSync('/', inside('link'))
    symlinkSync('..', inside('tmp/up'))
    mkdirSync(inside('v'))
    for (const path of ['/', '/link', '/tmp/up', '/tmp/up/link/.']) {
      const paths = ['/new', '/tmp/new', '/link/new', '/dev/new', '/v/new']
      const change = (config: Bundle['config']) => {
        if (!config.mounts?.some(({ destination }) => destination === '/v')) config.mounts?.push(volume('/v'))
        readonly(path)(config)
      }
      expect(await written(paths, change), path).toBe('EROFS EROFS EROFS written written')
    }
  })

  it('that is a mount takes no writes, nor does what is mounted on it', async () => {
    mkdirSync(join(host, 'inner'))
    const change = (config: Bundle['config']) => {
      config.mounts?.push(volume('/v'), volume('/v/inner'))
      readonly('/v')(config)
    }
    expect(await written(['/v/new', '/v/inner/new', '/new'], change)).toBe('EROFS EROFS written')
  })

  it('that is a mount itself takes none, and what is masked in it stays masked', async () => {
    const change = (config: Bundle['config']) => {
      config.mounts?.push(volume('/v'))
      config.linux.maskedPaths = ['/v/sub']
      readonly('/v')(config)
    }
    expect(await written(['/v/new', '/new'], change)).toBe('EROFS written')
    expect((await run(['ls', '/v/sub', ';', 'ls', '/v'])).stdout).toBe('sub\n')
  })

  it('that is a link protects what it leads to, inside', async () => {
    put(join(host, 'file'), '')
    symlinkSync(host, inside('fixed'))
    expect(await written(['/fixed/file', join(host, 'file')], readonly('/fixed'))).toBe('EROFS EROFS')
    appendFileSync(join(host, 'file'), 'the host’s stays writable')
  })
})

describe('a masked path', () => {
  const masked =
    (...paths: string[]) =>
    (config: Bundle['config']) => {
      config.linux.maskedPaths = paths
    }

  it('that is a link hides what it leads to, inside', async () => {
    put(join(host, 'sub/file'), 'secret')
    symlinkSync(join(host, 'sub/file'), inside('hidden'))
    const { failure, stdout } = await run(
      ['cat', '/hidden', join(host, 'sub/file'), ';', 'echo', 'end'],
      masked('/hidden'),
    )
    expect(failure).toBeUndefined()
    expect(stdout).toBe('end\n')
    expect(readFileSync(join(host, 'sub/file'), 'utf8')).toBe('the host’s')
  })

  it('that is a link to the root is refused by name', async () => {
    symlinkSync('/', inside('link'))
    symlinkSync('..', inside('tmp/up'))
    for (const path of ['/link', '/tmp/up']) {
      const { failure } = await run(['true'], masked(path))
      expect(failure, path).toMatchObject({ operation: 'mask path', path, errnoName: 'EBUSY' })
      expect(failure?.message).toContain('the root of the container')
    }
  })

  it('may be a copy of the root, which is another mount', async () => {
    mkdirSync(inside('copy'))
    const { failure, stdout } = await run(['ls', '/copy', ';', 'ls', '/bin'], (config) => {
      config.mounts?.push(volume('/copy', target.rootfs))
      masked('/copy')(config)
    })
    expect(failure).toBeUndefined()
    expect(stdout).toBe('cat\nprogram\nsleep\ntrue\n')
  })
})

describe.each(['maskedPaths', 'readonlyPaths'] as const)('a path of %s', (list) => {
  const protect = (path: string) => (config: Bundle['config']) => {
    config.linux[list] = [path]
  }

  it('that is not there needs no protection', async () => {
    symlinkSync('/tmp', inside('link'))
    for (const path of [
      '/nothing',
      '/tmp/nothing/at/all',
      '/link/nothing',
      '/proc/nothing',
      '/proc/self/nothing',
      '/proc/net/nothing',
    ])
      expect((await run(['true'], protect(path))).exit?.exitCode, path).toBe(0)
  })

  // What it leads to may come to be later, and the link would show it.
  it('that is a link to nothing is refused by name', async () => {
    symlinkSync('/nothing', inside('hidden'))
    symlinkSync('../nothing/below', inside('tmp/up'))
    symlinkSync('/hidden', inside('twice'))
    for (const path of ['/hidden', '/hidden/below', '/tmp/up', '/twice']) {
      const { failure } = await run(['true'], protect(path))
      expect(failure, path).toMatchObject({ path, errnoName: 'ELOOP' })
      expect(failure?.message, path).toContain('a link that leads nowhere')
    }
    rmSync(inside('tmp/up'))
  })

  it('in a volume may be reached by a link out of it', async () => {
    put('/outside/file', 'secret')
    symlinkSync('/outside', join(host, 'link'))
    symlinkSync('../outside', join(host, 'up'))
    for (const path of ['/v/link/file', '/v/up/file']) {
      const { failure, stdout, stderr } = await run(
        ['child', 'open', '/outside/file', 'rw', ';', 'stat', '/outside/file'],
        (config) => {
          if (!config.mounts?.some(({ destination }) => destination === '/v')) config.mounts?.push(volume('/v'))
          protect(path)(config)
        },
      )
      expect(failure).toBeUndefined()
      if (list === 'maskedPaths') expect(stdout, path).toContain(' 1:3 ')
      else expect(stderr, path).toBe('open /outside/file: EROFS\n')
    }
  })
})

it('nothing is mounted over the root by a link to it', async () => {
  symlinkSync('/', inside('link'))
  for (const mount of [volume('/link'), { destination: '/link', type: 'tmpfs', source: 'tmpfs' }]) {
    const { failure } = await run(['true'], (config) => {
      config.mounts = [mount]
    })
    expect(failure).toMatchObject({ path: '/link', errnoName: 'EBUSY' })
    expect(failure?.message).toContain('the root of the container')
  }
  expect(existsSync(inside('sub'))).toBe(false)
})
