// requires: root, linux, cgroup
// What a mount may be used for is what its options say, also below it; and what is made to mount on is no door.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { OciMount } from '../../src/config/oci.js'
import { bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { factory, finish } from '../helpers/containers.js'

/** Runs verbs, each in a child: one that fails does not end the others. */
async function run(verbs: string[][], mountsOf: (host: string, rootfs: string) => OciMount[]) {
  const host = folder()
  for (const name of ['one', 'two']) {
    mkdirSync(join(host, name, 'inside'), { recursive: true })
    writeFileSync(join(host, name, 'file'), name)
  }
  const path = folder()
  const args = verbs.flatMap((verb) => ['child', ...verb, ';'])
  const { config } = bundle(path, args, ({ root, mounts }) => {
    root!.readonly = false
    mounts!.push(...mountsOf(host, join(path, 'rootfs')))
  })
  const container = await factory().create(uniqueId('attributes'), config, { bundle: path })
  const { stdout, stderr } = await finish(await container.run())
  return { said: stdout.replace(/child exited with \d\n/g, ''), errors: stderr }
}

const bind = (source: string, destination: string, ...options: string[]): OciMount => {
  return { destination, type: 'bind', source, options: ['rbind', 'rprivate', ...options] }
}
const tmpfs = (destination: string, ...options: string[]): OciMount => {
  return { destination, type: 'tmpfs', source: 'tmpfs', options }
}

it('a read-only bind takes no writes, a recursive one below it neither', async () => {
  const verbs = ['/plain/file', '/plain/inside/file', '/all/file', '/all/inside/file'].map((path) => [
    'write',
    path,
    'x',
  ])
  const { errors } = await run(verbs, (host, rootfs) => [
    bind(join(host, 'one'), '/source', 'rw'),
    bind(join(host, 'two'), '/source/inside', 'rw'),
    bind(join(rootfs, 'source'), '/plain', 'ro'),
    bind(join(rootfs, 'source'), '/all', 'rro'),
  ])
  expect(errors).toBe(['/plain/file', '/all/file', '/all/inside/file'].map((path) => `write ${path}: EROFS\n`).join(''))
})

it('devices and programs are not used where the options say so', async () => {
  const { errors } = await run(
    [
      ['exec', '/tools/program', 'echo', 'ran'],
      ['open', '/devices/null', 'r'],
    ],
    (_, rootfs) => [bind(join(rootfs, 'bin'), '/tools', 'noexec'), bind('/dev', '/devices', 'rnodev')],
  )
  expect(errors).toBe('exec /tools/program: EACCES\nopen /devices/null: EACCES\n')
})

it('a tmpfs that is read-only is so at last, also by a remount', async () => {
  const { errors } = await run(
    [
      ['write', '/fixed/new', 'x'],
      ['write', '/changed/new', 'x'],
      ['write', '/open/new', 'x'],
    ],
    () => [
      tmpfs('/fixed', 'ro'),
      tmpfs('/changed'),
      { destination: '/changed', type: 'none', options: ['remount', 'ro'] },
      tmpfs('/open'),
    ],
  )
  expect(errors).toBe('write /fixed/new: EROFS\nwrite /changed/new: EROFS\n')
})

it('what is made to mount on may be changed by root alone', async () => {
  const verbs = [['stat', '/new', '/new/deep', '/files', '/files/file']]
  const { said } = await run(verbs, (host) => [
    tmpfs('/new/deep/down'),
    bind(join(host, 'one/file'), '/files/file', 'ro'),
  ])
  const modes = said.match(/^\S+ \S+ \d+ \d+:\d+/gm)
  expect(modes?.slice(0, 3)).toEqual([
    '/new directory 0755 0:0',
    '/new/deep directory 0755 0:0',
    '/files directory 0755 0:0',
  ])
})
