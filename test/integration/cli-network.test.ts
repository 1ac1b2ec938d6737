// requires: root, linux, cgroup, netns, command ip
// Network devices of the host in containers, by the command. All of it runs in a network namespace of the test's own.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { convert } from '../../src/config/index.js'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { networkNamespace, type TestNamespace } from '../helpers/network.js'
import { built } from '../helpers/paths.js'
import { slow } from '../helpers/slow.js'

interface Stage {
  host: TestNamespace
  files: Bundle
  id: string
  /** The state directory. */
  root: string
  /** Runs `gantry ARGS` as the host. */
  gantry(...args: string[]): { status: number | null; stderr: string; stdout: string }
  /** `ip ARGS` in the container. */
  inside(args: string): string
}

async function stage(args: string[], change: (config: Bundle['config'], bundle: string) => void): Promise<Stage> {
  const host = await networkNamespace()
  host.ip('link add phys type veth peer name wire')
  host.ip('address add 192.0.2.5/24 dev phys')
  host.ip('link set phys up')
  const id = uniqueId('network')
  const [root, path] = [folder('gantry-state-'), folder()]
  const files = bundle(path, args, (config) => {
    config.linux.netDevices = { phys: { name: 'eth0' } }
    change(config, path)
  })
  const gantry = (...command: string[]) => {
    const words = [`--net=${host.path}`, process.execPath, built.command, '--root', root, ...command]
    // Files in place of pipes: a detached container would keep these open.
    const script = `exec nsenter "$@" </dev/null >${path}/stdout 2>${path}/stderr`
    const { status } = spawnSync('sh', ['-c', script, 'sh', ...words], { timeout: slow(60_000) })
    const [stdout, stderr] = ['stdout', 'stderr'].map((name) => readFileSync(join(path, name), 'utf8')) as [
      string,
      string,
    ]
    return { status, stdout, stderr }
  }
  onTestFinished(() => {
    gantry('delete', '--force', id)
  })
  const inside = (words: string) => {
    const { pid } = JSON.parse(gantry('state', id).stdout)
    return spawnSync('nsenter', [`--net=/proc/${pid}/ns/net`, 'ip', ...words.split(' ')], { encoding: 'utf8' }).stdout
  }
  return { host, files, id, root, gantry, inside }
}

const isBack = ({ host }: Stage) => {
  expect(host.ip('address show dev phys')).toContain('inet 192.0.2.5/24')
  expect(host.ip('link show dev phys')).toContain('UP')
}
const nothingBound = ({ id }: Stage) => expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(id)

it('a container gets a device, which hooks and sysctls find, and gives it back', async () => {
  const here = await stage(['sleep', '60'], (config, path) => {
    config.linux.sysctl = { 'net.ipv4.conf.eth0.forwarding': '1' }
    const script = `pid=$(sed 's/.*"pid":\\([0-9]*\\).*/\\1/'); cat /proc/$pid/net/dev > ${path}/devices`
    config.hooks = { createRuntime: [{ path: '/bin/sh', args: ['sh', '-c', script] }] }
  })
  const { host, files, id, root, gantry, inside } = here
  expect(gantry('create', '--bundle', files.path, id)).toMatchObject({ status: 0, stderr: '' })
  expect(readFileSync(join(files.path, 'devices'), 'utf8')).toContain('eth0:')
  expect(inside('address show dev eth0')).toContain('inet 192.0.2.5/24')
  expect(inside('link show dev lo')).toContain('UP')
  expect(host.ip('link')).not.toContain('phys')
  expect(gantry('start', id).status).toBe(0)
  // What the library says of its counters, in a process of the host.
  const script = `import { createFactory } from '${join(built.root, 'dist/index.js')}'
    const container = await createFactory({ root: '${root}' }).load('${id}')
    console.log(JSON.stringify(await container.networkStats()))`
  const [eth0] = JSON.parse(host.run(process.execPath, '--input-type=module', '--eval', script))
  expect(eth0).toMatchObject({ Name: 'eth0', RxErrors: 0, TxErrors: 0 })
  expect(Object.keys(eth0)).toHaveLength(9)
  expect(gantry('delete', '--force', id)).toMatchObject({ status: 0, stderr: '' })
  isBack(here)
  nothingBound(here)
})

it('also a container that has ended by itself gives its device back', async () => {
  const here = await stage(['true'], () => {})
  const { files, id, gantry } = here
  expect(gantry('run', '--detach', '--bundle', files.path, id)).toMatchObject({ status: 0, stderr: '' })
  await expect.poll(() => JSON.parse(gantry('state', id).stdout).status).toBe('stopped')
  expect(gantry('delete', id)).toMatchObject({ status: 0, stderr: '' })
  isBack(here)
  nothingBound(here)
})

it('run gives it back at its end', async () => {
  const here = await stage(['true'], () => {})
  const { files, id, gantry } = here
  expect(gantry('run', '--bundle', files.path, id)).toMatchObject({ status: 0, stderr: '' })
  isBack(here)
  nothingBound(here)
})

it('a start that fails gives it back at once', async () => {
  const here = await stage(['true'], (config) => {
    config.process.args = ['/bin/missing']
  })
  const { files, id, gantry } = here
  expect(gantry('create', '--bundle', files.path, id).status).toBe(1)
  isBack(here)
  nothingBound(here)
  expect(gantry('list', '--quiet').stdout).toBe('')
})

it('a device that is missing is an error that names it', async () => {
  const here = await stage(['true'], (config) => {
    config.linux.netDevices = { phys: {}, other: {} }
  })
  const { files, id, gantry } = here
  const { status, stderr } = gantry('create', '--bundle', files.path, id)
  expect(status).toBe(1)
  expect(stderr).toContain('moving the network device other into the container: RTM_GETLINK: no such device (ENODEV)')
  isBack(here)
  nothingBound(here)
})

it('in a user namespace it works as well', async () => {
  const here = await stage(['sleep', '60'], (config) => {
    config.linux.namespaces?.push({ type: 'user' })
    config.linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
    config.linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
  })
  const { files, id, gantry, inside } = here
  expect(gantry('create', '--bundle', files.path, id)).toMatchObject({ status: 0, stderr: '' })
  expect(inside('address show dev eth0')).toContain('inet 192.0.2.5/24')
  expect(gantry('delete', '--force', id).status).toBe(0)
  isBack(here)
})

it('in a joined network namespace the device stays', async () => {
  const joined = await networkNamespace()
  const here = await stage(['true'], (config) => {
    const network = config.linux.namespaces?.find(({ type }) => type === 'network')
    network!.path = joined.path
  })
  const { host, files, id, gantry } = here
  expect(gantry('run', '--bundle', files.path, id)).toMatchObject({ status: 0, stderr: '' })
  expect(joined.ip('address show dev eth0')).toContain('inet 192.0.2.5/24')
  expect(host.ip('link')).not.toContain('phys')
  expect(existsSync(joined.path)).toBe(true)
})

it('a container is destroyed also from another network namespace, with a warning', async () => {
  const here = await stage(['sleep', '60'], () => {})
  const { files, id, root, gantry } = here
  expect(gantry('create', '--bundle', files.path, id).status).toBe(0)
  const other = await networkNamespace()
  const { status, stderr } = spawnSync(
    'nsenter',
    [`--net=${other.path}`, process.execPath, built.command, '--root', root, 'delete', '--force', id],
    { encoding: 'utf8' },
  )
  expect(stderr).toContain('made from another network namespace')
  expect(status).toBe(0)
  nothingBound(here)
})

it('a config of libcontainer brings its networks and routes', async () => {
  const host = await networkNamespace()
  host.ip('link add br0 type bridge')
  host.ip('address add 192.0.2.1/24 dev br0')
  host.ip('link set br0 up')
  const [root, path] = [folder('gantry-state-'), folder()]
  const { rootfs, config } = bundle(path, ['sleep', '60'])
  const { document } = convert(JSON.stringify({ ...config, root: { path: rootfs } }), { to: 'libcontainer' })
  const interfaces = [
    { type: 'loopback', address: '127.0.0.1/0', gateway: 'localhost' },
    {
      type: 'veth',
      name: 'eth0',
      bridge: 'br0',
      host_interface_name: 'host0',
      mtu: 1400,
      address: '192.0.2.7/24',
      gateway: '192.0.2.1',
    },
  ]
  const routes = [{ destination: '198.51.100.0/24', gateway: '192.0.2.1', interface_name: 'eth0' }]
  const text = JSON.stringify({ ...JSON.parse(String(document)), networks: interfaces, routes })
  const id = uniqueId('network')
  onTestFinished(() => {
    spawnSync(process.execPath, [built.command, '--root', root, 'delete', '--force', id])
  })
  // The container is made, looked at from within its network namespace, and destroyed, all by a process of the host.
  const script = `import { execFileSync } from 'node:child_process'
    import { createFactory } from '${join(built.root, 'dist/index.js')}'
    const options = { bundle: '${path}', args: ['/bin/program', 'sleep', '60'] }
    const container = await createFactory({ root: '${root}' }).create('${id}', ${JSON.stringify(text)}, options)
    const changed = await container.run({ cwd: '/tmp' }).catch((error) => error.message)
    const { pid } = await container.run()
    const ip = (...args) => JSON.parse(execFileSync('nsenter', ['--net=/proc/' + pid + '/ns/net', 'ip', '-json', ...args]))
    const seen = { changed, links: ip('address'), routes: ip('route'), host: execFileSync('ip', ['link']).toString() }
    await container.destroy({ force: true })
    console.log(JSON.stringify(seen))`
  const seen = JSON.parse(host.run(process.execPath, '--input-type=module', '--eval', script))
  expect(seen.changed).toBe('option cwd cannot change the process of a libcontainer config')
  expect(seen.links).toMatchObject([
    { ifname: 'lo', flags: expect.arrayContaining(['UP']) },
    { ifname: 'eth0', mtu: 1400, addr_info: expect.arrayContaining([expect.objectContaining({ local: '192.0.2.7' })]) },
  ])
  expect(seen.routes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ dst: 'default', gateway: '192.0.2.1', dev: 'eth0' }),
      expect.objectContaining({ dst: '198.51.100.0/24', gateway: '192.0.2.1', dev: 'eth0' }),
    ]),
  )
  expect(seen.host).toMatch(/host0@.* master br0 /)
  expect(host.ip('link')).not.toContain('host0')
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(id)
})
