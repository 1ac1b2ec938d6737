// requires: root, linux, cgroup
// What a container may see but not change, or not see at all.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bundle, folder } from '../helpers/bundle.js'
import { create, finish } from '../helpers/containers.js'

/** Runs verbs, each in a child: one that fails does not end the others. The root is writable, with files in /data. */
async function run(verbs: string[][], change: (config: Bundle['config'], below: string) => void) {
  const below = folder()
  mkdirSync(join(below, 'deeper'))
  for (const name of ['file', 'deeper/file']) writeFileSync(join(below, name), 'the host’s')
  const args = verbs.flatMap((verb) => ['child', ...verb, ';'])
  const { container, bundle } = await create(args, (config) => {
    config.root!.readonly = false
    change(config, below)
  })
  for (const name of ['data/below', 'data/folder', 'other']) mkdirSync(join(bundle.rootfs, name), { recursive: true })
  for (const name of ['data/file', 'data/folder/file', 'other/file']) {
    writeFileSync(join(bundle.rootfs, name), 'the image’s')
  }
  const { stdout, stderr } = await finish(await container.run())
  return { said: stdout.replace(/child exited with \d\n/g, ''), errors: stderr, rootfs: bundle.rootfs, below }
}

const bindBelow = ({ mounts }: Bundle['config'], source: string) =>
  void mounts!.push({ destination: '/data/below', type: 'bind', source, options: ['rbind', 'rw'] })

const restrict = (restricted: Pick<Bundle['config']['linux'], 'maskedPaths' | 'readonlyPaths'>) => {
  return ({ linux }: Bundle['config']) => void Object.assign(linux, restricted)
}

const writes = [
  ['overwrite', '/data/file', 'x'],
  ['write', '/data/new', 'x'],
  ['mkdir', '/data/folder/new'],
  ['write', '/data/folder/file', 'x'],
]
const writesBelow = [
  ['overwrite', '/data/below/file', 'x'],
  ['write', '/data/below/deeper/new', 'x'],
]

describe('a path', () => {
  it('that is not restricted takes writes', async () => {
    const { errors, below } = await run([...writes, ...writesBelow], bindBelow)
    expect(errors).toBe('')
    expect(readFileSync(join(below, 'file'), 'utf8')).toMatch(/^x/)
  })
})

describe('a read-only path', () => {
  it('takes no writes, is seen, and leaves others alone', async () => {
    const verbs = [...writes, ['cat', '/data/file'], ['write', '/other/file', 'x']]
    const { said, errors, rootfs } = await run(verbs, restrict({ readonlyPaths: ['/data'] }))
    expect(errors).toBe(writes.map(([verb, path]) => `${verb} ${path}: EROFS\n`).join(''))
    expect(said).toBe('the image’s')
    expect(readFileSync(join(rootfs, 'data/file'), 'utf8')).toBe('the image’s')
    expect(readFileSync(join(rootfs, 'other/file'), 'utf8')).toBe('x')
  })

  it('that is a file takes no writes', async () => {
    const change = restrict({ readonlyPaths: ['/data/file'] })
    const { errors } = await run(writes, change)
    expect(errors).toBe('overwrite /data/file: EROFS\n')
  })

  it('takes none, and nor do mounts below it, which stay', async () => {
    const verbs = [...writesBelow, ['cat', '/data/below/deeper/file']]
    const { said, errors, below } = await run(verbs, (config, source) => {
      bindBelow(config, source)
      config.linux.readonlyPaths = ['/data']
    })
    expect(errors).toBe(writesBelow.map(([verb, path]) => `${verb} ${path}: EROFS\n`).join(''))
    expect(said).toBe('the host’s')
    expect(readFileSync(join(below, 'file'), 'utf8')).toBe('the host’s')
  })

  it('of /proc takes none: a sysctl stays as it is', async () => {
    const path = '/proc/sys/kernel/shm_rmid_forced' // of the ipc namespace
    const { errors } = await run([['overwrite', path, '1']], restrict({ readonlyPaths: ['/proc/sys'] }))
    expect(errors).toBe(`overwrite ${path}: EROFS\n`)
    const writable = await run([['overwrite', path, '1']], restrict({ readonlyPaths: [] }))
    expect(writable.errors).toBe('')
  })
})

describe('a masked path', () => {
  it('that is a directory is empty, and takes no writes', async () => {
    const verbs = ['/data', '/other'].flatMap((path) => [
      ['ls', path],
      ['write', `${path}/new`, 'x'],
      ['stat', path],
    ])
    const { said, errors } = await run(verbs, restrict({ maskedPaths: ['/data', '/other'] }))
    expect(errors).toBe('write /data/new: EROFS\nwrite /other/new: EROFS\n')
    expect(said).toMatch(/^\/data directory .*\n\/other directory .*\n$/)
  })

  it('that is a file is empty', async () => {
    const verbs = [
      ['cat', '/data/file'],
      ['stat', '/data/file'],
      ['write', '/data/file', 'x'],
    ]
    const change = restrict({ maskedPaths: ['/data/file'] })
    const { said, rootfs } = await run(verbs, change)
    expect(said).toMatch(/^\/data\/file char \d+ \d+:\d+ 1:3 0\n$/)
    expect(readFileSync(join(rootfs, 'data/file'), 'utf8')).toBe('the image’s')
  })

  it('hides what is mounted below it', async () => {
    const { said } = await run([['ls', '/data']], (config, source) => {
      bindBelow(config, source)
      config.linux.maskedPaths = ['/data']
    })
    expect(said).toBe('')
  })
})

describe('in a container', () => {
  it('nothing of the host is mounted, and nothing is above its root', async () => {
    const { container } = await create(['ls', '/..', ';', 'cat', '/proc/self/mountinfo'])
    const { stdout } = await finish(await container.run())
    const [names, mounts] = [stdout.split('\n').filter((line) => !line.includes(' ')), stdout.match(/^\d+ .*$/gm) ?? []]
    expect(names.filter(Boolean)).toEqual(['bin', 'dev', 'etc', 'proc', 'sys', 'tmp'])
    const places = mounts.map((line) => line.split(' ')[4] ?? '')
    expect(places.filter((place) => place === '/')).toHaveLength(1)
    const ours = container.config.mounts!.map(({ destination }) => destination)
    const others = places.filter((place) => place !== '/' && !ours.some((path) => `${place}/`.startsWith(`${path}/`)))
    expect(others).toEqual([])
  })

  it('that has a read-only root, it is that', async () => {
    const { container } = await create(['write', '/new', 'x'])
    expect((await finish(await container.run())).stderr).toBe('write /new: EROFS\n')
  })
})
