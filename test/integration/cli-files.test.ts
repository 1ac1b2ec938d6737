// requires: root, linux
// Every file that the command writes for a caller is a new one or a regular one: nothing else is written or replaced.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mkfifo } from '../../src/bridge/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'

const kinds: [string, (path: string) => void | Promise<void>][] = [
  ['a directory', (path) => void mkdirSync(path)],
  ['a fifo', (path) => mkfifo(path, 0o600)],
  ['a symbolic link', (path) => symlinkSync('elsewhere', path)],
  // A node of its own: that of /dev is the machine's.
  ['a device', (path) => expect(spawnSync('mknod', [path, 'c', '1', '3']).status).toBe(0)],
  [
    'a socket',
    (path) =>
      new Promise((listening) => {
        const server = createServer().listen(path, listening)
        onTestFinished(() => void server.close())
      }),
  ],
]

const writers: [string, (path: string) => string[]][] = [
  ['--pid-file', (path) => ['run', '-d', '--pid-file', path, uniqueId('file')]],
  ['--log', (path) => ['--log', path, 'list']],
  ['validate --output', (path) => ['validate', '--output', path]],
  ['convert --output', (path) => ['convert', '--to', 'libcontainer', '--output', path]],
]

describe.each(writers)('%s', (_, line) => {
  it.each(kinds)('refuses %s, and leaves it', async (kind, make) => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['true'])
    const target = join(path, 'target')
    await make(target)
    const before = lstatSync(target)
    const { status, stderr } = gantry(line(target), { cwd: path })
    expect(status).not.toBe(0)
    expect(stderr).toContain(`target is ${kind}: only a new file or a regular one is written`)
    const { mode, ino, rdev } = lstatSync(target)
    expect([mode, ino, rdev]).toEqual([before.mode, before.ino, before.rdev])
    expect(existsSync(join(path, 'elsewhere'))).toBe(false)
    expect(gantry(['list', '-q']).stdout).toBe('')
  })

  it('writes a new file, and a regular one', () => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['true'])
    const target = join(path, 'target')
    for (const before of [undefined, 'x'.repeat(100_000)]) {
      if (before !== undefined) writeFileSync(target, before)
      const { status, stderr } = gantry(line(target), { cwd: path })
      expect([status, stderr.includes('only a new file')]).toEqual([0, false])
      expect(statSync(target).isFile()).toBe(true)
    }
    expect(readdirSync(path).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

it('a report keeps the file that it is written to', () => {
  const { gantry } = stateRoot()
  const { path } = bundle(folder(), ['true'])
  const target = join(path, 'report')
  writeFileSync(target, 'x'.repeat(100_000))
  chmodSync(target, 0o640)
  const { ino } = statSync(target)
  expect(gantry(['validate', '--output', target], { cwd: path }).status).toBe(0)
  expect(statSync(target).ino).toBe(ino)
  expect((statSync(target).mode & 0o777).toString(8)).toBe('640')
  expect(readFileSync(target, 'utf8')).toMatch(/^0 errors/)
})

it('a file that cannot be written is called by the name that was given', () => {
  const { gantry } = stateRoot()
  const { path } = bundle(folder(), ['true'])
  const { status, stderr } = gantry(['run', '-d', '--pid-file', '/no-such-folder/pid', uniqueId('file')], { cwd: path })
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/writing \/no-such-folder\/pid: ENOENT: no such file or directory\W*$/),
  ])
})

it('a container that was never completely made shows what is known of it', () => {
  const { root, gantry } = stateRoot()
  const id = uniqueId('hollow')
  mkdirSync(join(root, id))
  expect(JSON.parse(gantry(['state', id]).stdout)).toEqual({ id, pid: 0, status: 'stopped', owner: '' })
})
