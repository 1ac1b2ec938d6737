// requires: root, linux, command unshare
// The init trusts what procfs and devpts say only where it has seen that they are procfs and devpts; and what it takes
// away of the old root it takes from the container alone.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mkfifo } from '../../src/bridge/index.js'
import { addonPath } from '../../src/bridge/locate.js'
import type { OciMount } from '../../src/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'
import { built } from '../helpers/paths.js'

/** Runs a script of the shell in mounts of its own; `$1` … are `args`. */
function inOwnMounts(propagation: 'private' | 'shared', script: string, ...args: string[]) {
  const command = ['--mount', '--propagation', propagation, '--', 'sh', '-ec', script, 'sh', ...args]
  return spawnSync('unshare', command, { encoding: 'utf8', timeout: 60_000 })
}

describe('the host’s /proc', () => {
  // Starts the init alone, and prints what it says: the supervisor needs a procfs by itself.
  const start = `
    const addon = require(process.argv[1]), fs = require('fs')
    const [, , init, fifo] = process.argv, stdio = [0, 1, 2]
    const message = Buffer.alloc(16)
    const request = { initFd: addon.sealInit(init), message, cloneFlags: 0, steps: [], cgroupMark: '', tasks: [], cloneCgroup: '' }
    addon.launch({ ...request, stdio, preserve: [], fifo, reaper: false, initArgs: [] }).then(async ({ control }) => {
      // undefined: nothing yet; null: the end
      for (let packet; packet !== null; packet = addon.receive(control))
        if (packet) process.stdout.write(packet.message.toString('latin1'))
        else await new Promise((done) => setTimeout(done, 5))
    })`

  const say = (prepare: string) => {
    const fifo = join(folder(), 'fifo')
    mkfifo(fifo, 0o600)
    const { stdout, stderr } = inOwnMounts(
      'private',
      `${prepare}; exec "$1" -e "$2" "$3" "$4" "$5"`,
      ...[process.execPath, start, addonPath(), built.init, fifo],
    )
    expect(stderr).toBe('')
    return stdout
  }

  it('is used', () => {
    expect(say('true')).toContain('read a message of another type')
  })

  it.each([
    ['another filesystem', 'mount -t tmpfs tmpfs /proc'],
    ['a folder of procfs', 'mount --bind /proc/sys /proc'],
  ])('is refused if it is %s', (_, prepare) => {
    expect(say(prepare)).toContain('verify that /proc is procfs')
  })

  it('is not written to where something else lies in it', () => {
    const { root } = stateRoot()
    const fake = join(folder(), 'fake')
    writeFileSync(fake, '')
    // pivot_root would take what lies in it away.
    const { path } = bundle(folder(), ['true'], (config) => {
      config.mounts = []
      config.root!.readonly = false
      config.linux = { namespaces: [{ type: 'uts' }], sysctl: { 'kernel.domainname': 'of.gantry' } }
    })
    const { status, stderr } = inOwnMounts(
      'private',
      'mount --bind "$1" /proc/sys/kernel/domainname; shift; exec "$@"',
      ...[fake, process.execPath, built.command, '--root', root, 'run', '-b', path, uniqueId('sysctl')],
    )
    expect(stderr).toMatch(/set sysctl.*EXDEV/)
    expect(status).not.toBe(0)
    expect(readFileSync(fake, 'utf8')).toBe('')
  })
})

it('a terminal comes from a devpts and from nothing else', async () => {
  const { container } = await create(['true'], (config) => {
    // The kernel itself looks for a devpts beside the node, and would find this one.
    const mounts: OciMount[] = [
      { destination: '/dev/pts', type: 'tmpfs', source: 'tmpfs' },
      { destination: '/dev/pts/pts', type: 'devpts', source: 'devpts', options: ['newinstance', 'ptmxmode=0666'] },
    ]
    config.mounts = [...config.mounts!.filter(({ destination }) => destination !== '/dev/pts'), ...mounts]
    config.linux.devices = [{ type: 'c', path: '/dev/pts/ptmx', major: 5, minor: 2 }]
    config.process.terminal = true
  })
  const failure = await failureOf(container.run())
  expect(failure).toMatchObject({ operation: 'open console', errnoName: 'EXDEV' })
  expect(failure?.message).toContain('verify that /dev/pts/ptmx is on devpts')
})

// Where the mounts are shared with the host, taking the old root away would take the host's away.
it.each(['', '--no-pivot'])('the host keeps its mounts though they are shared%s', (option) => {
  const { root } = stateRoot()
  const { path } = bundle(folder(), ['true'], ({ linux }) => {
    linux.rootfsPropagation = 'rshared'
  })
  const before = join(folder(), 'before')
  const run = [process.execPath, built.command, '--root', root, 'run', ...(option ? [option] : []), '-b', path]
  const { stdout, stderr, status } = inOwnMounts(
    'shared',
    'before=$1; shift; cut -d" " -f5 /proc/self/mountinfo > "$before"; "$@"; cut -d" " -f5 /proc/self/mountinfo',
    ...[before, ...run, uniqueId('shared')],
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).toBe(readFileSync(before, 'utf8'))
})
