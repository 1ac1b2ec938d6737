// requires: root, linux, netns, command ip
// The network of a container between two namespaces of the test's own: one plays the host.
import { expect, it } from 'vitest'
import type { PlanInterface, PlanNetwork } from '../../src/core/types.js'
import { NetlinkSocketError } from '../../src/netlink/socket.js'
import { makeNetwork, newNetworkState, type Place, takeBack } from '../../src/network/container.js'
import { networkStatistics } from '../../src/network/statistics.js'
import { networkNamespace, type TestNamespace } from '../helpers/network.js'

interface Scene {
  host: TestNamespace
  container: TestNamespace
  place: Place
  /** What was written of the state, each time. */
  written: string[]
  make(plan: Partial<PlanNetwork>): Promise<void>
}

async function scene({ joined = false } = {}): Promise<Scene> {
  const [host, container] = [await networkNamespace(), await networkNamespace()]
  host.ip('link set lo up')
  container.ip('link set lo up')
  const state = newNetworkState(host.path, joined ? container.path : undefined)
  const place = { state, host: host.path, container: container.path }
  const written: string[] = []
  const write = () => {
    written.push(JSON.stringify(state))
  }
  const make = (plan: Partial<PlanNetwork>) =>
    makeNetwork({ devices: [], interfaces: [], routes: [], ...plan }, place, write)
  return { host, container, place, written, make }
}

/** Everything that `ip` shows of a namespace and that does not change by itself. */
function everything(place: TestNamespace): string {
  const commands = ['link', 'address', 'route show table all', '-6 route']
  const changing = /valid_lft.*|qdisc \S+|state \S+|<\S+>|link-netns\S* \S+|linkdown |multicast ff00.*\n/g
  return commands.map((command) => place.ip(command).replace(changing, '')).join('\n')
}

const names = (place: TestNamespace): string[] =>
  (JSON.parse(place.ip('-json link')) as { ifname: string }[]).map(({ ifname }) => ifname)
const addresses = (place: TestNamespace, name: string): string[] =>
  (JSON.parse(place.ip(`-json address show dev ${name}`))[0].addr_info as { local: string; prefixlen: number }[])
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
    .filter((address) => !address.startsWith('fe80'))

const veth: PlanInterface = {
  type: 'veth',
  name: 'eth0',
  hostInterfaceName: 'vethc1',
  bridge: 'br0',
  macAddress: '02:00:00:00:00:11',
  address: '10.0.0.2/24',
  gateway: '10.0.0.1',
  ipv6Address: 'fd00::2/64',
  ipv6Gateway: 'fd00::1',
  mtu: 1400,
  txQueueLen: 99,
  hairpinMode: true,
}

it('a veth pair leads through a bridge to the host', async () => {
  const { host, container, place, make } = await scene()
  host.ip('link add br0 address 02:00:00:00:00:bb type bridge')
  host.ip('link set br0 addrgenmode none')
  host.ip('address add 10.0.0.1/24 dev br0')
  host.ip('link set br0 up')
  const before = everything(host)
  await make({ interfaces: [{ type: 'loopback', name: 'lo', hostInterfaceName: '' }, veth] })
  const far = JSON.parse(container.ip('-json -details link show dev eth0'))[0]
  expect(far).toMatchObject({ address: veth.macAddress, mtu: 1400, txqlen: 99, flags: expect.arrayContaining(['UP']) })
  const near = JSON.parse(host.ip('-json -details link show dev vethc1'))[0]
  expect(near).toMatchObject({ master: 'br0', mtu: 1400, txqlen: 99, flags: expect.arrayContaining(['UP']) })
  expect(near.linkinfo.info_slave_data.hairpin).toBe(true)
  expect(addresses(container, 'eth0')).toEqual(['10.0.0.2/24', 'fd00::2/64'])
  expect(container.ip('route')).toContain('default via 10.0.0.1 dev eth0')
  expect(container.ip('-6 route')).toContain('default via fd00::1 dev eth0')
  // Somebody answers in the container: the way is open in both directions.
  host.run('bash', '-c', 'echo hello > /dev/udp/10.0.0.2/9')
  await expect.poll(() => host.ip('neighbour show 10.0.0.2')).toContain(veth.macAddress)
  const [statistics, ...more] = await networkStatistics(place)
  expect(more).toEqual([])
  const counted = JSON.parse(container.ip('-json -stats link show dev eth0'))[0].stats64
  expect(statistics?.Name).toBe('eth0')
  expect(statistics?.RxPackets).toBeGreaterThan(0)
  expect(statistics?.TxBytes).toBeGreaterThan(0)
  expect(statistics?.RxPackets).toBeLessThanOrEqual(counted.rx.packets)
  await takeBack(place, false)
  expect(names(container)).toEqual(['lo'])
  await expect.poll(() => everything(host)).toBe(before)
})

it('a device is moved with its name, its address and its permanent global addresses, and given back', async () => {
  const { host, container, place, written, make } = await scene()
  host.ip('link add dev0 type veth peer name wire')
  host.ip('link set dev0 mtu 1450 address 02:00:00:00:00:22')
  for (const address of ['192.0.2.5/24', '192.0.2.6/24', 'fd01::5/64 nodad']) host.ip(`address add ${address} dev dev0`)
  host.ip('address add 169.254.7.7/16 dev dev0 scope link')
  host.ip('address add 198.51.100.1/32 dev dev0 valid_lft 600 preferred_lft 600')
  host.ip('link set dev0 up')
  const before = addresses(host, 'dev0')
  await make({ devices: [{ host: 'dev0', name: 'eth0' }] })
  expect(names(host)).not.toContain('dev0')
  const inside = JSON.parse(container.ip('-json link show dev eth0'))[0]
  expect(inside).toMatchObject({ mtu: 1450, address: '02:00:00:00:00:22', flags: expect.arrayContaining(['UP']) })
  expect(addresses(container, 'eth0').toSorted()).toEqual(['192.0.2.5/24', '192.0.2.6/24', 'fd01::5/64'])
  // Before the device is touched, what it takes to give it back stands in the state.
  expect(JSON.parse(written[0]!).devices).toMatchObject([{ name: 'dev0', up: true, inside: 'eth0' }])
  expect(JSON.parse(written[0]!).devices[0].insideIndex).toBeUndefined()
  expect(JSON.parse(written.at(-1)!).devices[0].insideIndex).toBe(inside.ifindex)
  expect((await networkStatistics(place)).map(({ Name }) => Name)).toEqual(['eth0'])
  // The container may do with it what it likes.
  container.ip('link set eth0 down')
  container.ip('link set eth0 name renamed')
  await takeBack(place, false)
  expect(names(container)).toEqual(['lo'])
  expect(JSON.parse(host.ip('-json link show dev dev0'))[0]).toMatchObject({
    mtu: 1450,
    address: '02:00:00:00:00:22',
    flags: expect.arrayContaining(['UP']),
  })
  expect(addresses(host, 'dev0').toSorted()).toEqual(
    before.filter((address) => address !== '198.51.100.1/32').toSorted(),
  )
  // Once more does nothing.
  await takeBack(place, false)
})

it('a template gives a device a name that is free', async () => {
  const { host, container, place, make } = await scene()
  host.ip('link add one type ifb')
  host.ip('link add two type ifb')
  container.ip('link add eth0 type ifb')
  await make({ devices: ['one', 'two'].map((name) => ({ host: name, name: 'eth%d' })) })
  expect(names(container)).toEqual(expect.arrayContaining(['eth0', 'eth1', 'eth2']))
  expect((await networkStatistics(place)).map(({ Name }) => Name)).toEqual(['eth1', 'eth2'])
  await takeBack(place, false)
  expect(names(container).toSorted()).toEqual(['eth0', 'lo'])
  expect(names(host)).toEqual(expect.arrayContaining(['one', 'two']))
})

it('a name that is taken on the host meanwhile does not keep a device in the container', async () => {
  const { host, container, place, make } = await scene()
  host.ip('link add phys type ifb')
  await make({ devices: [{ host: 'phys', name: 'phys' }] })
  host.ip('link add phys type ifb')
  await takeBack(place, false)
  expect(names(container)).toEqual(['lo'])
  expect(names(host).toSorted()).toEqual([expect.stringMatching(/^dev\d$/), 'lo', 'phys'])
})

it('a device that the container has lost is not missed', async () => {
  const { host, container, place, make } = await scene()
  host.ip('link add phys type ifb')
  await make({
    devices: [{ host: 'phys', name: 'eth0' }],
    interfaces: [{ type: 'veth', name: 'v', hostInterfaceName: 'vh' }],
  })
  container.ip('link delete eth0')
  container.ip('link delete v')
  expect(await networkStatistics(place)).toEqual([])
  await takeBack(place, false)
  expect(names(host)).toEqual(['lo'])
})

it.each([
  ['the name', 'vh', 'type ifb'],
  ['name and index', 'vh', 'index INDEX type ifb'],
  ['the index', 'other', 'index INDEX type veth peer name peer'],
])('another interface that was given %s of ours stays', async (_, name, words) => {
  const { host, place, make } = await scene()
  await make({ interfaces: [{ type: 'veth', name: 'v', hostInterfaceName: 'vh' }] })
  const index = /^(\d+):/.exec(host.ip('-o link show vh'))?.[1] ?? ''
  host.ip('link delete vh')
  host.ip(`link add ${name} ${words.replace('INDEX', index)}`)
  await takeBack(place, false)
  expect(names(host)).toContain(name)
})

it('what is in a namespace of somebody else stays there, but for a failed start', async () => {
  for (const failed of [false, true]) {
    const { host, container, place, make } = await scene({ joined: true })
    host.ip('link add phys type ifb')
    host.ip('address add 192.0.2.5/24 dev phys')
    const routes = [{ destination: '203.0.113.0/24', interfaceName: 'eth0' }]
    await make({ devices: [{ host: 'phys', name: 'eth0' }], routes })
    expect(container.ip('route')).toContain('203.0.113.0/24 dev eth0')
    await takeBack(place, failed)
    expect(names(failed ? host : container)).toEqual(['lo', failed ? 'phys' : 'eth0'])
    expect(addresses(failed ? host : container, failed ? 'phys' : 'eth0')).toEqual(['192.0.2.5/24'])
    if (!failed) expect(container.ip('route')).not.toContain('203.0.113.0/24')
  }
})

it('from another namespace of the host nothing is taken back', async () => {
  const { place, make } = await scene()
  const other = await networkNamespace()
  await make({ interfaces: [{ type: 'veth', name: 'v', hostInterfaceName: 'vh' }] })
  await expect(takeBack({ ...place, host: other.path }, false)).rejects.toThrow('another network namespace')
})

const failures: [name: string, plan: Partial<PlanNetwork>, message: RegExp, code: string][] = [
  ['a bridge that is missing', { interfaces: [{ ...veth, bridge: 'nobr' }] }, /interface eth0: RTM_GETLINK/, 'ENODEV'],
  ['an address that makes no sense', { interfaces: [{ ...veth, address: '10.0.0.2/33' }] }, /interface eth0/, ''],
  ['a gateway that is nowhere', { interfaces: [{ ...veth, gateway: '203.0.113.1' }] }, /interface eth0/, 'ENETUNREACH'],
  ['an mtu that is too small', { interfaces: [{ ...veth, mtu: 1 }] }, /interface eth0: RTM_NEWLINK/, 'EINVAL'],
  [
    'a name that is taken on the host',
    { interfaces: [{ ...veth, hostInterfaceName: 'br0' }] },
    /RTM_NEWLINK/,
    'EEXIST',
  ],
  ['a name that is taken in the container', { interfaces: [{ ...veth, name: 'lo' }] }, /RTM_NEWLINK/, 'EEXIST'],
  [
    'a device that is missing',
    { devices: [{ host: 'none', name: 'eth0' }] },
    /device none into the container/,
    'ENODEV',
  ],
  ['a device name that is taken', { devices: [{ host: 'phys', name: 'lo' }] }, /device lo already/, 'EEXIST'],
  ['a device that cannot move', { devices: [{ host: 'lo', name: 'eth5' }] }, /device lo into the container/, 'EINVAL'],
  [
    'two devices of one name',
    { devices: ['phys', 'dev2'].map((host) => ({ host, name: 'e' })) },
    /device e already/,
    'EEXIST',
  ],
  [
    'a route by an interface that is missing',
    {
      interfaces: [veth],
      devices: [{ host: 'phys', name: 'p' }],
      routes: [{ destination: '10.5.0.0/16', interfaceName: 'none' }],
    },
    /adding the route to 10\.5\.0\.0\/16/,
    'ENODEV',
  ],
]

it.each(failures)('%s: everything is as it was before', async (_, plan, message, code) => {
  const { host, container, place, make } = await scene()
  host.ip('link add br0 address 02:00:00:00:00:bb type bridge')
  host.ip('link set br0 addrgenmode none')
  host.ip('link add phys type veth peer name wire')
  host.ip('link add dev2 type ifb')
  host.ip('address add 192.0.2.5/24 dev phys')
  host.ip('address add fd01::5/64 dev phys nodad')
  host.ip('link set phys up')
  host.ip('link set wire up')
  await expect.poll(() => host.ip('-6 address show').match(/inet6 fe80/g)).toHaveLength(2)
  const before = [everything(host), everything(container)]
  const failure = await make(plan).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ message: expect.stringMatching(message) })
  if (code !== '') expect(failure).toMatchObject({ errnoName: code, cause: expect.any(NetlinkSocketError) })
  await takeBack(place, true)
  await expect.poll(() => [everything(host), everything(container)]).toEqual(before)
})
