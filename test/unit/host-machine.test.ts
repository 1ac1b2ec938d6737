// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The facts that are written down for checks elsewhere.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { InvalidOptions, validate } from '../../src/config/index.js'
import { partsOf } from '../../src/host/machine.js'
import { pathsIn } from '../../src/host/paths.js'
import { folder, testConfig } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'

const machine = (files: Record<string, string>) =>
  partsOf({ exists: (path) => path in files, read: (path) => files[path] ?? '' })

describe('a machine', () => {
  it('with nothing has cgroupfs alone', () => {
    expect(machine({})).toEqual({ driver: 'cgroupfs', noPivot: false, apparmor: false, selinux: false, rdt: false })
  })

  it('has what its kernel and systemd say', () => {
    const files = {
      '/run/systemd/system': '',
      '/sys/module/apparmor/parameters/enabled': 'Y\n',
      '/sys/fs/selinux/enforce': '1',
      '/proc/self/mountinfo': '1 1 0:2 / / rw - rootfs none rw\n30 1 0:26 / /sys/fs/resctrl rw - resctrl resctrl rw\n',
    }
    expect(machine(files)).toEqual({ driver: 'systemd', noPivot: true, apparmor: true, selinux: true, rdt: true })
    expect(machine({ ...files, '/sys/module/apparmor/parameters/enabled': 'N\n' }).apparmor).toBe(false)
  })
})

it('has the paths of a config, those relative to its bundle as absolute ones', () => {
  const config = {
    root: { path: 'rootfs' },
    mounts: [{ destination: '/data', source: './data' }, { source: 'tmpfs' }],
    process: { args: ['sh'], cwd: '/home' },
  }
  expect(pathsIn(config, '/b')).toEqual(['/b/rootfs', '/data', '/b/data', '/b/tmpfs', '/home'])
})

it('has them clean, as the core reads them', () => {
  const hooks = { poststop: [{ path: '/usr/../bin//true/' }] }
  const paths = pathsIn({ hooks, root: { path: './a/../rootfs/' } }, '/b')
  expect(paths).toEqual(['/bin/true', '/b/rootfs'])
  const config = JSON.stringify({ ...testConfig(['true']), hooks })
  const missing = validate(config, { host: { ...defaultFacts, paths } }).map(({ code }) => code)
  expect(missing).not.toContain('GTY-HOOK-005')
})

describe('gantry features --facts', () => {
  it('writes what validate and plan take', () => {
    const cwd = folder()
    const { status, stdout, stderr } = gantry(['features', '--facts'], { cwd })
    expect([status, stderr]).toEqual([0, ''])
    const host = JSON.parse(stdout)
    expect(Object.keys(host).sort().join(' ')).toBe(
      'apparmor cgroup euid kcore kernel noPivot rdt rootless selinux userNamespace',
    )
    expect(() => validate('{}', { host })).not.toThrow(InvalidOptions)
    writeFileSync(join(cwd, 'config.json'), JSON.stringify(testConfig(['true'])))
    writeFileSync(join(cwd, 'facts.json'), stdout)
    expect(gantry(['plan', '--host', 'facts.json'], { cwd }).stdout).toBe(gantry(['plan'], { cwd }).stdout)
    writeFileSync(join(cwd, 'facts.json'), JSON.stringify({ ...host, noPivot: true }))
    expect(gantry(['plan', '--host', 'facts.json'], { cwd }).stdout).toMatch(/^ *\d+ move root$/m)
  })

  it('has those paths of a config that exist', () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'rootfs'))
    const config = testConfig(['true'])
    config.mounts = [
      { destination: '/a', source: 'config.json', options: ['bind'] },
      { destination: '/nonexistent', source: '/dev/null', options: ['bind'] },
    ]
    writeFileSync(join(cwd, 'config.json'), JSON.stringify(config))
    for (const named of ['.', 'config.json']) {
      const { paths } = JSON.parse(gantry(['features', '--facts', named], { cwd }).stdout) as { paths: string[] }
      expect(paths).toEqual(expect.arrayContaining(['/dev/null', join(cwd, 'config.json'), join(cwd, 'rootfs')]))
      expect(paths).not.toContain('/nonexistent')
      expect(paths).toEqual([...paths].sort())
    }
  })

  it('says what it cannot read', () => {
    const { status, stderr } = gantry(['features', '--facts', '/nonexistent'])
    expect([status, stderr]).toEqual([
      1,
      "gantry features failed: ENOENT: no such file or directory, stat '/nonexistent'\n",
    ])
  })
})
