// requires: root, linux, command script
// The standard streams of a process that is another user: it may open those that were made for it anew, and does not
// become the owner of what was handed over.
import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, fchmodSync, fstatSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mkfifo, pipe } from '../../src/bridge/index.js'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { create, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

const user = { uid: 1000, gid: 1000 }
const asUser = (config: Bundle['config']) => {
  config.process.user = user
}
const about = (fd: number) => {
  const { uid, gid, mode } = fstatSync(fd)
  return { uid, gid, mode }
}

describe('of another user', () => {
  it('a regular file keeps owner, mode and content', async () => {
    const path = join(folder(), 'input')
    writeFileSync(path, 'of the host', { mode: 0o600 })
    const input = openSync(path, 'r+')
    const before = about(input)
    const args = ['cat', ';', 'overwrite', '/proc/self/fd/0', 'changed']
    const { container } = await create(args, asUser)
    const { stdout, stderr } = await finish(await container.run({ stdio: [input, 'pipe', 'pipe'] }))
    expect(about(input)).toEqual(before)
    closeSync(input)
    expect(readFileSync(path, 'utf8')).toBe('of the host')
    expect(stdout).toBe('of the host')
    expect(stderr).toBe('overwrite /proc/self/fd/0: EACCES\n')
  })

  it('a fifo and a pipe that were handed over keep their owners', async () => {
    const path = join(folder(), 'fifo')
    mkfifo(path, 0o600)
    const fifo = openSync(path, 'r+')
    const [readEnd, writeEnd] = pipe()
    const before = [about(fifo), about(writeEnd)]
    const { container } = await create(['true'], asUser)
    expect(await finish(await container.run({ stdio: [fifo, writeEnd, 'ignore'] }))).toMatchObject({ exitCode: 0 })
    expect([about(fifo), about(writeEnd)]).toEqual(before)
    for (const fd of [fifo, readEnd, writeEnd]) closeSync(fd)
    expect(statSync(path).uid).toBe(0)
  })

  const opensAnew = ['append', '/proc/self/fd/1', 'out', ';', 'append', '/proc/self/fd/2', 'err', ';', 'cat']

  it('pipes that are made for it can be opened anew', async () => {
    const { container } = await create([...opensAnew, '/proc/self/fd/0'], asUser)
    const process = await container.run()
    process.stdin?.end('in')
    expect(await finish(process)).toMatchObject({ stdout: 'outin', stderr: 'err', exitCode: 0 })
  })

  it('also in a user namespace', async () => {
    const { container, bundle } = await create(opensAnew, (config) => {
      config.process.user = user
      config.linux.namespaces?.push({ type: 'user' })
      config.linux.uidMappings = config.linux.gidMappings = [{ containerID: 0, hostID: 100_000, size: 65_536 }]
    })
    chmodSync(bundle.path, 0o755)
    expect(await finish(await container.run())).toMatchObject({ stdout: 'out', stderr: 'err', exitCode: 0 })
  })

  // script(1) has a pty for its command; the container is that command's child.
  it('a terminal that was handed over can be opened anew', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['isatty', ';', 'append', '/proc/self/fd/1', 'opened anew'], asUser)
    const command = [process.execPath, built.command, '--root', root, 'run', '-b', path, uniqueId('tty')].join(' ')
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', input: '' })
    expect(stdout.replaceAll('\r', '')).toBe('0 tty\n1 tty\n2 tty\nopened anew')
  })
})

it('what the container changes of a stream is seen', () => {
  const [readEnd, writeEnd] = pipe()
  const before = about(writeEnd)
  fchmodSync(writeEnd, 0o666)
  expect(about(readEnd)).not.toEqual(before)
  for (const fd of [readEnd, writeEnd]) closeSync(fd)
})
