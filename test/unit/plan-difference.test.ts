// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// `gantry plan --diff`: what a change of a config changes.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { differenceText, planDifference } from '../../src/cli/configs/difference.js'
import { compile, defaultFacts, describe as describeMessage } from '../../src/config/index.js'
import { folder, testConfig } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

type Config = ReturnType<typeof testConfig>

function plan(change: (config: Config) => void) {
  const config = testConfig(['true'])
  change(config)
  const { plan, diagnostics } = compile(JSON.stringify(config))
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics))
  return { record: plan.record, message: describeMessage(plan.message) }
}

const base = plan(() => {})
const lines = (change: (config: Config) => void) => differenceText(planDifference(base, plan(change))).split('\n')

describe('the text', () => {
  it('counts what is the same', () => {
    expect(lines(() => {})).toEqual([expect.stringMatching(/^0 added, 0 removed, 0 changed, \d{2,} the same$/), ''])
  })

  it('shows an operation that is added where it stands in the order', () => {
    const found = lines(({ mounts = [] }) => {
      mounts.splice(2, 0, { destination: '/data', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'size=1m'] })
    })
    expect(found).toEqual([
      'operations',
      '+ mount /data type="tmpfs" source="tmpfs" data="size=1m" set="NOSUID" inherit mode=true',
      expect.stringMatching(/^1 added, 0 removed, 0 changed, /),
      '',
    ])
  })

  it('shows what changes of a thing that stays', () => {
    const found = lines((config) => {
      config.hostname = 'other'
      config.process.rlimits = [{ type: 'RLIMIT_NOFILE', soft: 7, hard: 1024 }]
      for (const one of config.linux.namespaces ?? []) if (one.type === 'network') one.path = '/proc/1/ns/net'
    })
    expect(found).toContain('~ set host name')
    expect(found).toContain('    name: "test" -> "other"')
    expect(found).toEqual(expect.arrayContaining(['limits', '~ RLIMIT_NOFILE', '    soft: "1024" -> "7"']))
    expect(found).toEqual(expect.arrayContaining(['namespaces', '~ network', '    path: none -> "/proc/1/ns/net"']))
    expect(found).toEqual(expect.arrayContaining(['container', '~ processes', '    value: 1 -> 2']))
  })

  it('shows what the supervisor does', () => {
    const found = lines((config) => {
      config.linux.resources = { ...config.linux.resources, memory: { limit: 1048576 } }
      config.hooks = { poststop: [{ path: '/bin/true', timeout: 3 }] }
      config.annotations = { a: 'b' }
    })
    expect(found).toEqual([
      'annotations',
      '+ a value="b"',
      'cgroup',
      // A controller that a limit needs may not be missing.
      '~ enable /sys/fs/cgroup',
      expect.stringMatching(/^ {4}optional: "(\w+ )*memory( \w+)*" -> "((?!memory)\w+ ?)+"$/),
      '    needed: none -> "memory"',
      '+ write /sys/fs/cgroup/container/memory.max value="1048576"',
      'hooks',
      '+ poststop /bin/true timeout=3',
      expect.stringMatching(/^3 added, 0 removed, 1 changed, /),
      '',
    ])
  })

  it('shows a move as one thing less there and one more here', () => {
    const found = lines(({ mounts = [] }) => {
      mounts.push(...mounts.splice(0, 1))
    })
    expect(found.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(
      expect.arrayContaining(['- mount /proc', '+ mount /proc']),
    )
  })
})

it('has nothing left out, whatever the plans', () => {
  const other = plan((config) => {
    config.mounts = []
    config.linux.namespaces = [{ type: 'mount' }]
    delete config.hostname
  })
  const { differences, same } = planDifference(base, other)
  const count = (...kinds: string[]) =>
    same + differences.filter(({ part, kind }) => part !== '' && kinds.includes(kind)).length
  const reverse = planDifference(other, base)
  const back = (...kinds: string[]) =>
    reverse.same + reverse.differences.filter(({ kind }) => kinds.includes(kind)).length
  expect(count('added', 'changed')).toBe(back('removed', 'changed'))
  expect(count('removed', 'changed')).toBe(back('added', 'changed'))
  expect(planDifference(base, base).same).toBe(count('removed', 'changed'))
})

it('gives up alignment, and not correctness, where plans have little in common', () => {
  const many = (prefix: string) =>
    plan((config) => {
      config.mounts = Array.from({ length: 2500 }, (_, i) => ({ destination: `/${prefix}${i}`, type: 'tmpfs' }))
    })
  const { differences } = planDifference(many('a'), many('b'))
  const count = (wanted: string) =>
    differences.filter(({ part, kind }) => part === 'operations' && kind === wanted).length
  expect(count('added')).toBe(count('removed'))
  expect(count('added')).toBeGreaterThanOrEqual(2500)
})

describe('the command', () => {
  /** A bundle, and beside it `other.json` and the bundle `old`. */
  function place(): string {
    const cwd = folder()
    mkdirSync(join(cwd, 'old'))
    const write = (name: string, hostname: string) =>
      writeFileSync(join(cwd, name), JSON.stringify({ ...testConfig(['true']), hostname }))
    write('config.json', 'now')
    write('same.json', 'now')
    write('other.json', 'before')
    write('old/config.json', 'before')
    writeFileSync(join(cwd, 'facts.json'), JSON.stringify(defaultFacts))
    return cwd
  }
  const diff = (cwd: string, ...args: string[]) => gantry(['plan', '--host', 'facts.json', '--diff', ...args], { cwd })

  it('exits as diff(1) does', () => {
    const cwd = place()
    expect(diff(cwd, 'same.json')).toMatchObject({ status: 0, stderr: '' })
    expect(diff(cwd, 'other.json')).toMatchObject({ status: 1, stderr: '' })
    expect(diff(cwd, 'nonexistent')).toEqual(
      expect.objectContaining({
        status: 2,
        stdout: '',
        stderr: "gantry plan failed: ENOENT: no such file or directory, stat 'nonexistent'\n",
      }),
    )
    writeFileSync(join(cwd, 'wrong.json'), '{ "process": 1 }')
    const wrong = diff(cwd, 'wrong.json')
    expect([wrong.status, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toMatch(/^wrong\.json:1:\d+: error GTY-/m)
    expect(diff(cwd, 'same.json', '--format', 'hex')).toMatchObject({ status: 2, stdout: '' })
  })

  it('shows what leads from the other to this one', () => {
    const cwd = place()
    const { stdout } = diff(cwd, 'other.json')
    expect(stdout).toContain('~ set host name\n    name: "before" -> "now"\n')
    expect(diff(cwd, 'old').stdout).toBe(stdout)
    expect(gantry(['plan', '--host', 'facts.json', '-b', 'old', '--diff', '.'], { cwd }).stdout).toContain(
      'name: "now" -> "before"',
    )
  })

  it('says the same in JSON', () => {
    const { differences, same } = JSON.parse(diff(place(), 'other.json', '-f', 'json').stdout)
    expect(differences).toEqual([
      {
        part: 'operations',
        kind: 'changed',
        what: 'set host name',
        before: { name: 'before' },
        after: { name: 'now' },
      },
    ])
    expect(same).toBeGreaterThan(50)
  })

  it('reads a pair of 2015', () => {
    const cwd = place()
    const config = { version: '0.1.0', platform: { os: 'linux', arch: 'amd64' }, root: { path: 'rootfs' } }
    const process = { terminal: false, user: { uid: 0, gid: 0 }, args: ['sh'], env: [], cwd: '/' }
    const runtime = { linux: { namespaces: [{ type: 'mount' }], resources: {} } }
    writeFileSync(join(cwd, 'old/config.json'), JSON.stringify({ ...config, process, hostname: '', mounts: [] }))
    writeFileSync(join(cwd, 'old/runtime.json'), JSON.stringify(runtime))
    const { status, stderr } = gantry(['plan', '--host', 'facts.json', '-b', 'old'], { cwd })
    expect([status, stderr.match(/ error /)]).toEqual([0, null])
    expect(diff(cwd, 'old').status).toBe(1)
    writeFileSync(join(cwd, 'old/runtime.json'), '{ "linux": 1 }')
    expect(diff(cwd, 'old').stderr).toMatch(/^old\/runtime\.json:1:12: error GTY-TYPE-/m)
  })

  it('reads a config of libcontainer, and what to run in it', () => {
    const cwd = place()
    copyFileSync(join(built.root, 'test/golden/plan/libcontainer-readme/config.json'), join(cwd, 'container.json'))
    const run = (...args: string[]) =>
      gantry(['plan', '--host', 'facts.json', '--input', 'libcontainer', ...args], { cwd })
    const without = run()
    expect([without.status, without.stdout]).toEqual([1, ''])
    expect(without.stderr).toMatch(/^container\.json:1:1: error GTY-CONVERT-003: /m)
    const { status, stdout } = run('name', '--', '/bin/bash', '-c', 'true')
    expect(status).toBe(0)
    expect(stdout).toContain('set arguments strings=[/bin/bash -c true]')
    expect(run('--diff', 'container.json', 'name', '--', 'sh')).toMatchObject({ status: 0 })
  })

  it('refuses a language that there is not', () => {
    expect(gantry(['plan', '--input', 'yaml'], { cwd: place() })).toMatchObject({
      status: 1,
      stderr:
        'gantry plan failed: input cannot be "yaml": the languages are auto, oci, ocf, libcontainer, process, resources, state and features\n',
    })
  })
})
