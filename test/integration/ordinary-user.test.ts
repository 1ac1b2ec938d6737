// requires: root, linux, command setpriv
// SPDX-License-Identifier: Apache-2.0
// What the command answers an ordinary user: all that needs no privilege, from a state directory of the user's own.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'
import { slow } from '../helpers/slow.js'

const uid = 65_432

/** Runs `gantry ARGS` as a user who has nothing but a runtime directory. */
function asUser(args: string[], { runtime = true } = {}) {
  const home = folder()
  chownSync(home, uid, uid)
  chmodSync(home, 0o700)
  const { status, stdout, stderr } = spawnSync(
    'setpriv',
    ['--reuid', `${uid}`, '--regid', `${uid}`, '--clear-groups', '--', process.execPath, built.command, ...args],
    {
      cwd: home,
      env: { PATH: process.env['PATH'], ...(runtime ? { XDG_RUNTIME_DIR: home } : {}) },
      encoding: 'utf8',
      timeout: slow(60_000),
    },
  )
  return { status, stdout, stderr, home }
}

it.each([[['list']], [['state', 'x']]])(
  '%j believes nothing that somebody else has put in the place of the state',
  (args) => {
    const place = `/tmp/gantry-${uid}`
    mkdirSync(place, { mode: 0o755 })
    onTestFinished(() => rmSync(place, { recursive: true, force: true }))
    const { status, stderr } = asUser(args, { runtime: false })
    expect([status, stderr]).toEqual([1, expect.stringContaining(`state directory ${place} belongs to user 0`)])
  },
)

describe.each([
  ['with a runtime directory', true],
  ['without', false],
])('%s', (_, runtime) => {
  const run = (...args: string[]) => {
    onTestFinished(() => rmSync(`/tmp/gantry-${uid}`, { recursive: true, force: true }))
    return asUser(args, { runtime })
  }

  it.each([
    [['list'], 'ID'],
    [['list', '-q'], ''],
    [['list', '-f', 'json'], 'null\n'],
    [['--help'], 'NAME:'],
    [['spec'], ''],
    [['features'], '{'],
    [['sandbox', '--help'], 'NAME:'],
    [['plan', '--help'], 'NAME:'],
  ])('%j', (args, begin) => {
    const { status, stdout, stderr } = run(...args)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.slice(0, begin.length)).toBe(begin)
  })

  it('state knows of no container', () => {
    const { status, stderr } = run('state', 'x')
    expect([status, stderr]).toEqual([1, expect.stringContaining('msg="container does not exist"')])
  })

  it('sandbox --print-config writes a config', () => {
    const { status, stdout, stderr, home } = run('sandbox', '--print-config', '--', 'true')
    expect([status, stderr]).toEqual([0, ''])
    const place = runtime ? `${home}/gantry` : `/tmp/gantry-${uid}`
    const { process: program, root } = JSON.parse(stdout)
    expect([program.user, root.path.startsWith(`${place}/`), existsSync(place)]).toEqual([
      { uid, gid: uid },
      true,
      true,
    ])
  })

  it('a sandbox says that it needs root, and makes nothing', () => {
    const { status, stderr, home } = run('sandbox', '--', 'true')
    expect([status, readdirSync(home)]).toEqual([125, []])
    expect(stderr).toContain(`creating a container needs root, but the effective user id is ${uid}`)
    expect(stderr).toContain('help: run it with sudo')
  })
})
