// requires: root, linux, cgroup
// What a container could reach of its supervisor: descriptors, and the init's own executable.
import { spawnSync } from 'node:child_process'
import { closeSync, fchmodSync, fstatSync, openSync, readlinkSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFactory } from '../../src/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { temporaryFolder } from '../helpers/folder.js'
import { built } from '../helpers/paths.js'
import { runToEnd } from '../helpers/run.js'
import { slow } from '../helpers/slow.js'

const base = temporaryFolder('gantry-descriptors-')
const factory = createFactory({ root: join(base, 'state') })

/** Numbers of the descriptors that `fds` lists. */
const numbers = (listed: string) =>
  listed
    .split('\n')
    .filter(Boolean)
    .map((line) => Number.parseInt(line, 10))

/** Descriptors that are not close-on-exec, as a careless parent hands them on. */
function runCommand(args: string[], bundlePath: string, extra: number) {
  const secret = openSync('/etc/hostname', 'r')
  const stdio = ['ignore', 'pipe', 'pipe', ...Array.from({ length: extra }, () => secret)] as const
  const all = [built.command, '--root', factory.root, ...args, '--bundle', bundlePath]
  const done = spawnSync(process.execPath, all, { stdio: [...stdio], encoding: 'utf8', timeout: slow(60_000) })
  closeSync(secret)
  return done
}

describe('descriptors', () => {
  it('of the supervisor do not reach the container', async () => {
    const held = Array.from({ length: 20 }, () => openSync('/etc/hostname', 'r'))
    const { stdout, failure } = await runToEnd(factory, uniqueId('fds'), bundle(folder(), ['fds']))
    for (const fd of held) closeSync(fd)
    expect(failure).toBeUndefined()
    expect(numbers(stdout)).toEqual([0, 1, 2])
  })

  it('that the command inherited do not reach the container', () => {
    const { path } = bundle(folder(), ['fds'])
    const { stdout, status, stderr } = runCommand(['run', uniqueId('inherited')], path, 6)
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(numbers(stdout)).toEqual([0, 1, 2])
  })

  it('are handed on as asked, and no more', () => {
    const { path } = bundle(folder(), ['fds', ';', 'readfd', '4'])
    const { stdout, status } = runCommand(['run', '--preserve-fds', '2', uniqueId('preserve')], path, 6)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^0 .*\n1 .*\n2 .*\n3 .*hostname\n4 .*hostname\n/)
    expect(numbers(stdout.split('\n').slice(0, 6).join('\n')).filter((fd) => fd > 4)).toEqual([])
  })

  it('that are asked for but not there are an error, and nothing starts', () => {
    const { path } = bundle(folder(), ['echo', 'started'])
    const { stdout, stderr, status } = runCommand(['run', '--preserve-fds', '30', uniqueId('missing')], path, 2)
    expect(stdout).toBe('')
    expect(status).toBe(1)
    expect(stderr).toMatch(/preserve|descriptor/)
  })

  it('of other hooks and containers do not reach a hook inside', async () => {
    const made = bundle(folder(), ['true'], (config) => {
      config.root!.readonly = false
      config.hooks = { startContainer: [{ path: '/bin/program', args: ['program', 'fds', ';', 'exit', '3'] }] }
    })
    const { failure } = await runToEnd(factory, uniqueId('hook'), made)
    const listed = /stdout: (.*?)(, stderr|$)/s.exec(failure?.message ?? '')?.[1] ?? failure?.message ?? ''
    expect(listed).toMatch(/^0 /)
    expect(
      numbers(
        listed
          .split('\n')
          .filter((line) => /^\d+ /.test(line))
          .join('\n'),
      ),
    ).toEqual([0, 1, 2])
  })

  it('of the container’s first process stay the same after many others', async () => {
    for (let round = 0; round < 5; round++) {
      const { stdout } = await runToEnd(factory, uniqueId('again'), bundle(folder(), ['fds']))
      expect(numbers(stdout)).toEqual([0, 1, 2])
    }
  })
})

describe('the executable of the init', () => {
  it('is a sealed copy in memory: nobody writes to it, and the file of the package stays as it is', async () => {
    const before = statSync(built.init)
    const { config, path } = bundle(folder(), ['true'])
    const container = await factory.create(uniqueId('sealed'), config, { bundle: path })
    const { pid } = await container.start({ stdio: 'ignore' })
    expect(readlinkSync(`/proc/${pid}/exe`)).toMatch(/^\/memfd:/)
    expect(() => openSync(`/proc/${pid}/exe`, 'r+')).toThrow(/ETXTBSY/)
    const held = openSync(`/proc/${pid}/exe`, 'r')
    await container.destroy({ force: true })
    // Nobody executes it any more, so the kernel would let it be opened: the seal is what keeps it.
    let written: unknown
    try {
      const writable = openSync(`/proc/self/fd/${held}`, 'r+')
      try {
        written = writeSync(writable, 'overwritten')
      } finally {
        closeSync(writable)
      }
    } catch (error) {
      written = (error as NodeJS.ErrnoException).code
    }
    closeSync(held)
    expect(['EPERM', 'ETXTBSY', 'EACCES']).toContain(written)
    const after = statSync(built.init)
    expect([after.mtimeMs, after.size, after.ino]).toEqual([before.mtimeMs, before.size, before.ino])
  })

  it('is executed anew, whatever is done to a copy that a container got hold of', async () => {
    const { config, path } = bundle(folder(), ['true'])
    const start = async () => {
      const container = await factory.create(uniqueId('spoilt'), config, { bundle: path })
      const { pid } = await container.start({ stdio: 'ignore' })
      const copy = openSync(`/proc/${pid}/exe`, 'r')
      await container.destroy({ force: true })
      return copy
    }
    const first = await start()
    expect(fstatSync(first).mode & 0o7777).toBe(0o500)
    const writable = openSync(`/proc/self/fd/${first}`, 'r+')
    const second = await start()
    expect(fstatSync(second).ino).not.toBe(fstatSync(first).ino)
    try {
      fchmodSync(second, 0)
    } catch (error) {
      expect(error).toMatchObject({ code: 'EPERM' }) // Linux 6.3 seals the mode, too
    }
    const third = await start()
    for (const fd of [first, writable, second, third]) closeSync(fd)
  })

  // CVE-2019-5736: a program that is a link to /proc/self/exe runs the init once more, inside.
  it.each([[], ['3'], ['1']])(
    'made the program of the container it ends at once and says nothing: %j',
    async (...args) => {
      const made = bundle(folder(), [], (config) => {
        config.process.args = ['/proc/self/exe', ...args]
      })
      const { failure, exit, stdout, stderr } = await runToEnd(factory, uniqueId('exe'), made)
      expect(failure).toBeUndefined()
      expect({ ...exit, stdout, stderr }).toMatchObject({ exitCode: 255, stdout: '', stderr: '' })
    },
  )

  it('is not to be seen from inside: /proc/1/exe is the container’s program', async () => {
    const { stdout } = await runToEnd(factory, uniqueId('inside'), bundle(folder(), ['readlink', '/proc/1/exe']))
    expect(stdout).toBe('/bin/program\n')
  })
})
