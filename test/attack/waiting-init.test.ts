// requires: root, linux
// A created container's init waits for the start, and whoever is run in the container meanwhile may look at it, with
// CAP_SYS_PTRACE even into it: what it holds must not lead to the host.
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { OciConfig } from '../../src/config/oci.js'
import { createFactory } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { temporaryFolder } from '../helpers/folder.js'
import { built } from '../helpers/paths.js'

const folder = temporaryFolder('gantry-waiting-')
const factory = createFactory({ root: join(folder, 'state') })
let count = 0

/** What the descriptors of a waiting init are: number and path. */
async function held(change: (config: Bundle['config']) => void): Promise<[string, string][]> {
  count += 1
  const { path, config } = bundle(join(folder, `bundle-${count}`), ['true'], change)
  await using container = await factory.create(`gantry-waiting-${process.pid}-${count}`, config, { bundle: path })
  await container.start({ stdio: 'ignore' })
  const { pid = 0 } = await container.ociState()
  const directory = `/proc/${pid}/fd`
  const open = readdirSync(directory).map((fd): [string, string] => [fd, readlinkSync(join(directory, fd))])
  for (const [fd, target] of open) {
    if (!statSync(join(directory, fd)).isDirectory()) continue
    // Not join: it would take the `..` away.
    const above = readdirSync(`${directory}/${fd}/..`)
    expect(above, `above ${target}`).not.toContain('sysrq-trigger')
    expect(above, `above ${target}`).not.toContain(`bundle-${count}`)
  }
  return open
}

const userNamespace: (config: OciConfig & { linux: NonNullable<OciConfig['linux']> }) => void = ({ linux }) => {
  linux.namespaces!.push({ type: 'user' })
  linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
  linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
}

describe('the descriptors of an init that waits for the start', () => {
  it.each<[string, (config: Bundle['config']) => void]>([
    ['by default', () => {}],
    ['in a user namespace', userNamespace],
  ])('are its streams, its socket, the fifo and nothing of the host, %s', async (_, change) => {
    const others = (await held(change)).filter(([, target]) => !/^(\/dev\/null|\/|socket:\[\d+\])$/.test(target))
    expect(others.map(([, target]) => target)).toEqual([expect.stringMatching(/exec\.fifo$/)])
  })

  it('are no more where the command inherited others, which are not close-on-exec', () => {
    const { path } = bundle(join(folder, 'inherited'), ['true'])
    const id = `gantry-waiting-${process.pid}-inherited`
    const secret = openSync('/etc/hostname', 'r')
    const command = (...args: string[]) => {
      // Those that come behind a gap Node does not see.
      const stdio = [...Array(3).fill('ignore'), secret, ...Array(50).fill('ignore'), secret]
      return spawnSync(process.execPath, [built.command, '--root', factory.root, ...args], { stdio })
    }
    onTestFinished(() => void command('delete', '--force', id))
    expect(command('create', '--bundle', path, '--pid-file', join(folder, 'pid'), id).status).toBe(0)
    closeSync(secret)
    const directory = `/proc/${readFileSync(join(folder, 'pid'), 'utf8')}/fd`
    const targets = readdirSync(directory).map((fd) => readlinkSync(join(directory, fd)))
    expect(targets.length).toBeGreaterThan(3)
    expect(targets).not.toContain('/etc/hostname')
  })
})
