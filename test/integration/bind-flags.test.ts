// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// Flags of bind mounts: those of the source stay where no option names a flag, go where one does, and what a user
// namespace must not take away is refused by name.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'

const userNamespace = {
  namespaces: [{ type: 'user' as const }],
  mappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }],
}

/** A tmpfs whose mount has these flags; its superblock has none. */
function source(flags: string): string {
  const path = folder()
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path])
  onTestFinished(() => void execFileSync('umount', ['-R', path]))
  execFileSync('mount', ['--bind', '-o', `remount,${flags}`, path])
  return path
}

/** Runs a command in a container that binds `from` by `options`. */
function runWith(from: string, options: string[], confined: boolean, args: string[]) {
  const { gantry } = stateRoot()
  const { path } = bundle(folder(), args, (config) => {
    config.mounts?.push({ destination: '/mnt', type: 'bind', source: from, options })
    if (!confined) return
    config.linux.namespaces?.push(...userNamespace.namespaces)
    config.linux.uidMappings = userNamespace.mappings
    config.linux.gidMappings = userNamespace.mappings
    const { capabilities } = config.process
    for (const set of ['bounding', 'effective', 'permitted'] as const) capabilities?.[set]?.push('CAP_SYS_ADMIN')
  })
  execFileSync('chown', ['-R', confined ? '100000:100000' : '0:0', path])
  execFileSync('chmod', ['755', path])
  return gantry(['run', '-b', path, uniqueId('bind')])
}

/** Runs a container that binds a mount with `flags` by `options`, and tells what it sees of them. */
function bind(flags: string, options: string[], confined = false) {
  const { status, stdout, stderr } = runWith(source(flags), options, confined, ['cat', '/proc/self/mountinfo'])
  const line = stdout.split('\n').find((one) => one.split(' ')[4] === '/mnt')
  return { status, stderr, flags: line?.split(' ')[5] }
}

describe('a bind mount', () => {
  it.each([
    ['ro,noexec,nosymfollow,noatime', ['bind'], 'ro,noexec,noatime,nosymfollow'],
    ['ro,noexec,nosymfollow', ['bind', 'rprivate'], 'ro,noexec,relatime,nosymfollow'],
    ['ro,noexec,nosymfollow', ['bind', 'dev'], 'rw,relatime'],
    ['ro,noexec,nosymfollow', ['rbind', 'nosuid', 'nodev', 'rprivate'], 'rw,nosuid,nodev,relatime'],
    ['nosuid,nodev,noexec', ['bind', 'ro'], 'ro,relatime'],
    ['nosuid,nodev', ['bind', 'rro'], 'ro,nosuid,nodev,relatime'],
    ['noatime', ['bind', 'atime'], 'rw,noatime'],
    ['noatime', ['bind', 'norelatime'], 'rw,noatime'],
    ['noatime', ['bind', 'relatime'], 'rw,relatime'],
    ['noatime', ['bind', 'nodiratime'], 'rw,nodiratime,relatime'],
    ['nodiratime', ['bind', 'strictatime'], 'rw'],
    ['nodiratime,noatime', ['bind', 'diratime'], 'rw,noatime,nodiratime'],
  ])('of a source with %s by %j is %s', (flags, options, wanted) => {
    expect(bind(flags, options)).toMatchObject({ status: 0, flags: wanted })
  })

  it.each([
    ['ro,noexec,nosymfollow', ['bind'], 'ro,noexec,relatime,nosymfollow'],
    ['ro,noexec,nosymfollow', ['bind', 'dev'], 'ro,noexec,relatime'],
    ['ro', ['bind', 'nosuid'], 'ro,nosuid,relatime'],
    ['nosuid,nodev,noatime', ['bind', 'ro', 'exec'], 'ro,nosuid,nodev,noatime'],
    ['noatime', ['bind', 'atime'], 'rw,noatime'],
    ['strictatime', ['bind', 'nostrictatime'], 'rw'],
    ['noatime', ['bind', 'noatime', 'ro'], 'ro,noatime'],
  ])('in a user namespace, of a source with %s by %j is %s', (flags, options, wanted) => {
    expect(bind(flags, options, true)).toMatchObject({ status: 0, flags: wanted })
  })

  it.each([
    ['ro', ['bind', 'rw'], 'cannot clear locked flags ro'],
    ['nosuid,nodev,noexec', ['bind', 'suid', 'dev', 'exec'], 'cannot clear locked flags nosuid,nodev,noexec'],
    ['ro', ['rbind', 'rrw'], 'cannot clear locked flags ro'],
    ['noatime', ['bind', 'relatime'], 'cannot change locked access times noatime'],
    ['strictatime', ['bind', 'noatime'], 'cannot change locked access times strictatime'],
  ])('in a user namespace does not take what is locked: %s by %j', (flags, options, words) => {
    const { status, stderr } = bind(flags, options, true)
    expect([status, stderr]).toEqual([1, expect.stringContaining(`${words}: operation not permitted (EPERM)`)])
    expect(stderr).toContain('error mounting ')
  })

  it('in a user namespace does not take what is locked below its source', () => {
    const above = source('rw')
    mkdirSync(join(above, 'below'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', join(above, 'below')])
    const { status, stderr } = runWith(above, ['rbind', 'rrw'], true, ['true'])
    expect([status, stderr]).toEqual([1, expect.stringContaining('mount_setattr: operation not permitted (EPERM)')])
  })

  it('in a user namespace stays read-only whatever its root does', () => {
    const remount = (flags: string, options: string[]) => runWith(source(flags), options, true, ['remount', '/mnt'])
    expect(remount('ro', ['bind'])).toMatchObject({ status: 1, stderr: 'remount /mnt: EPERM\n' })
    // Only what the config itself has set is not locked.
    expect(remount('rw', ['bind', 'ro'])).toMatchObject({ status: 0, stderr: '' })
  })
})
