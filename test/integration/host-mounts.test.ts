// requires: root, linux, command script
// SPDX-License-Identifier: Apache-2.0
// A container without a mount namespace has its mounts, its terminal and its read-only root all the same, and the host
// has none of them left when it is gone.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

function hostBundle(place: string, args: string[], change: (config: Bundle['config']) => void = () => {}): Bundle {
  return bundle(place, args, (config) => {
    config.linux.namespaces = config.linux.namespaces?.filter(({ type }) => type !== 'mount') ?? []
    config.linux.maskedPaths = []
    config.linux.readonlyPaths = []
    change(config)
  })
}

const mountsBelow = (path: string) =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.split(' ')[4]?.startsWith(path))

/** A tmpfs whose mounts are seen by others. */
function sharedFolder(): string {
  const path = folder()
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path])
  onTestFinished(() => void execFileSync('umount', ['-R', path]))
  execFileSync('mount', ['--make-shared', path])
  return path
}

it('has all of the mounts, and takes them away at its end', () => {
  const { gantry } = stateRoot()
  const look = ['cat', '/proc/self/mountinfo', ';', 'stat', '/dev/null', '/proc/self']
  const { path, rootfs } = hostBundle(folder(), look)
  const { status, stdout } = gantry(['run', '-b', path, uniqueId('host')])
  expect(status).toBe(0)
  const mounted = stdout.split('\n').map((line) => line.split(' ')[4])
  for (const destination of ['/', '/proc', '/dev', '/dev/pts', '/dev/shm', '/sys'])
    expect(mounted).toContain(destination)
  expect(stdout).toContain('/dev/null char 0666 0:0 1:3')
  expect(mountsBelow(rootfs)).toEqual([])
})

it('has a root that is read-only, and stays writable on the host', () => {
  const { gantry } = stateRoot()
  const { path, rootfs } = hostBundle(folder(), ['write', '/file', 'x'], ({ root }) => {
    if (root) root.readonly = true
  })
  const { status, stderr } = gantry(['run', '-b', path, uniqueId('readonly')])
  expect([status, stderr]).toEqual([1, expect.stringContaining('write /file: EROFS\n')])
  expect(existsSync(join(rootfs, 'file'))).toBe(false)
  execFileSync('touch', [join(rootfs, 'file')])
})

it('keeps its mounts to itself, runs its hooks once, and is deleted with its mounts', () => {
  const { gantry } = stateRoot()
  const { path, rootfs } = hostBundle(sharedFolder(), ['sleep', '1000'], (config) => {
    const args = ['sh', '-c', 'touch hook.$$']
    config.hooks = { createRuntime: [{ path: '/bin/sh', args }] }
  })
  const id = uniqueId('created')
  expect(gantry(['create', '-b', path, id])).toMatchObject({ status: 0 })
  expect(readdirSync(path).filter((name) => name.startsWith('hook.'))).toHaveLength(1)
  expect(mountsBelow(`${rootfs}/proc`)).toHaveLength(1)
  for (const line of mountsBelow(rootfs)) expect(line).not.toContain(' shared:')
  expect(gantry(['delete', '-f', id])).toMatchObject({ status: 0 })
  expect(mountsBelow(rootfs)).toEqual([])
})

it('leaves nothing behind where it cannot be started', () => {
  const { gantry } = stateRoot()
  const { path, rootfs } = hostBundle(folder(), [], ({ process }) => {
    process.args = ['/nonexistent']
  })
  const { status, stderr } = gantry(['run', '-b', path, uniqueId('failed')])
  expect([status, stderr]).toEqual([1, expect.stringContaining('stat /nonexistent')])
  expect(mountsBelow(rootfs)).toEqual([])
})

it('leaves what others have mounted over its root', () => {
  const { gantry } = stateRoot()
  const { path, rootfs } = hostBundle(folder(), ['sleep', '1000'])
  const id = uniqueId('others')
  expect(gantry(['create', '-b', path, id])).toMatchObject({ status: 0 })
  execFileSync('mount', ['-t', 'tmpfs', 'others', rootfs])
  onTestFinished(() => {
    while (mountsBelow(rootfs).length > 0) execFileSync('umount', ['-R', rootfs])
  })
  expect(gantry(['delete', '-f', id])).toMatchObject({ status: 0 })
  expect(mountsBelow(rootfs).at(-1)).toContain(' others ')
})

it('has a terminal', () => {
  const { root } = stateRoot()
  const { path, rootfs } = hostBundle(folder(), ['isatty', ';', 'readlink', '/proc/self/fd/0'], ({ process }) => {
    process.terminal = true
  })
  const words = [process.execPath, built.command, '--root', root, 'run', '-b', path, uniqueId('tty')]
  const { stdout } = spawnSync('script', ['-qefc', words.join(' '), '/dev/null'], { encoding: 'utf8' })
  expect(stdout).toContain('0 tty\r\n1 tty\r\n2 tty\r\n/dev/pts/0\r\n')
  expect(mountsBelow(rootfs)).toEqual([])
})
