// requires: root, linux, netns, command ip
import { closeSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { openNetworkNamespace } from '../../src/bridge/index.js'
import { LinkManager } from '../../src/network/links.js'
import { networkNamespace, ownNamespaces, type TestNamespace } from '../helpers/network.js'

async function manage({ path }: TestNamespace): Promise<LinkManager> {
  const links = await LinkManager.open(path)
  onTestFinished(() => links.close())
  return links
}

async function descriptor({ pid }: TestNamespace): Promise<number> {
  const fd = await openNetworkNamespace({ pid })
  onTestFinished(() => closeSync(fd))
  return fd
}

/** What `ip -json` says of a link, in detail. */
const shown = (place: TestNamespace, name: string) => JSON.parse(place.ip(`-json -details link show dev ${name}`))[0]

it('loopback is set up and down', async () => {
  const place = await networkNamespace()
  const links = await manage(place)
  expect(await links.link('lo')).toMatchObject({ index: 1, name: 'lo', up: false, mtu: 65536, altNames: [] })
  await links.setUp('lo')
  expect((await links.link(1)).up).toBe(true)
  expect(shown(place, 'lo').flags).toContain('UP')
  await links.setDown('lo')
  expect((await links.link('lo')).up).toBe(false)
})

it('a veth pair is made with its other end in another namespace', async () => {
  const [here, there] = [await networkNamespace(), await networkNamespace()]
  const links = await manage(here)
  const before = ownNamespaces()
  await links.createVeth({
    name: 'near',
    mtu: 1400,
    txQueueLength: 77,
    peer: { name: 'far', namespace: await descriptor(there), macAddress: '02:00:00:00:00:07' },
  })
  expect(ownNamespaces()).toEqual(before)
  expect(await links.link('near')).toMatchObject({ kind: 'veth', mtu: 1400, txQueueLength: 77, up: false })
  expect(shown(there, 'far')).toMatchObject({ mtu: 1400, txqlen: 77, address: '02:00:00:00:00:07' })
  await expect(links.link('far')).rejects.toMatchObject({ code: 'ENODEV' })
  await links.remove('near')
  expect((await (await manage(there)).links()).map(({ name }) => name)).toEqual(['lo'])
})

it('a link is renamed, resized, addressed and given further names', async () => {
  const place = await networkNamespace()
  const links = await manage(place)
  await links.createVeth({ name: 'a0', peer: { name: 'b0' } })
  await links.rename('a0', 'a1')
  await links.change('a1', { mtu: 1300, macAddress: '02:00:00:00:00:01', txQueueLength: 5, up: true })
  await links.addAltName('a1', 'a-name-that-is-longer-than-fifteen-bytes')
  await links.addAltName('a1', 'short')
  const link = await links.link('a-name-that-is-longer-than-fifteen-bytes')
  expect(link).toMatchObject({ name: 'a1', mtu: 1300, macAddress: '02:00:00:00:00:01', txQueueLength: 5, up: true })
  expect(link.altNames).toEqual(['a-name-that-is-longer-than-fifteen-bytes', 'short'])
  expect((await links.link('short')).index).toBe(link.index)
  expect(shown(place, 'a1').altnames).toEqual(link.altNames)
})

it('a bridge has members, with hairpin mode', async () => {
  const place = await networkNamespace()
  const links = await manage(place)
  await links.createBridge('br0')
  await links.createVeth({ name: 'port', peer: { name: 'other' } })
  await links.setBridge('port', 'br0')
  await links.setHairpin('port', true)
  expect((await links.link('port')).master).toBe((await links.link('br0')).index)
  expect(shown(place, 'port').linkinfo.info_slave_data.hairpin).toBe(true)
  await links.setHairpin('port', false)
  expect(shown(place, 'port').linkinfo.info_slave_data.hairpin).toBe(false)
  await links.setBridge('port', null)
  expect((await links.link('port')).master).toBeUndefined()
})

it('addresses are added, listed as they were given, and removed', async () => {
  const place = await networkNamespace()
  const links = await manage(place)
  await links.createVeth({ name: 'a0', peer: { name: 'b0' } })
  await links.addAddress('a0', '10.0.0.2/24')
  await links.addAddress('a0', { address: '10.1.0.1/30', peer: '10.1.0.2', scope: 'RT_SCOPE_LINK' })
  await links.addAddress('a0', { address: '10.2.0.1/24', broadcast: '10.2.0.255', flags: ['IFA_F_NOPREFIXROUTE'] })
  await links.addAddress('a0', 'fd00::2/64')
  await links.addAddress('b0', '10.9.0.1/24')
  const addresses = (await links.addresses('a0')).toSorted((a, b) => (a.address < b.address ? -1 : 1))
  const permanent = expect.arrayContaining(['IFA_F_PERMANENT'])
  expect(addresses).toEqual([
    { address: '10.0.0.2/24', scope: 'RT_SCOPE_UNIVERSE', flags: permanent },
    { address: '10.1.0.1/30', peer: '10.1.0.2/30', scope: 'RT_SCOPE_LINK', flags: permanent },
    {
      address: '10.2.0.1/24',
      broadcast: '10.2.0.255',
      scope: 'RT_SCOPE_UNIVERSE',
      flags: expect.arrayContaining(['IFA_F_PERMANENT', 'IFA_F_NOPREFIXROUTE']),
    },
    { address: 'fd00::2/64', scope: 'RT_SCOPE_UNIVERSE', flags: permanent },
  ])
  await expect(links.addAddress('a0', '10.0.0.2/24')).rejects.toMatchObject({ code: 'EEXIST' })
  for (const address of addresses) await links.removeAddress('a0', address)
  expect(await links.addresses('a0')).toEqual([])
  await expect(links.removeAddress('a0', '10.0.0.2/24')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
})

it('routes are added and removed', async () => {
  const place = await networkNamespace()
  const links = await manage(place)
  await links.createVeth({ name: 'a0', peer: { name: 'b0' } })
  await links.addAddress('a0', '10.0.0.2/24')
  await links.addAddress('a0', { address: 'fd00::2/64', flags: ['IFA_F_NODAD'] })
  await links.setUp('a0')
  await links.setUp('b0')
  const routes = [
    { gateway: '10.0.0.1' },
    { destination: '10.1.0.0/16', gateway: '10.0.0.3', interfaceName: 'a0' },
    { destination: '10.2.0.0/16', source: '10.0.0.2', interfaceName: 'a0' },
    { destination: '::/0', gateway: 'fd00::1', interfaceName: 'a0' },
  ]
  for (const route of routes) await links.addRoute(route)
  const lines = `${place.ip('route')}${place.ip('-6 route')}`.split('\n').map((line) => line.trim())
  expect(lines).toEqual(
    expect.arrayContaining([
      'default via 10.0.0.1 dev a0',
      '10.1.0.0/16 via 10.0.0.3 dev a0',
      '10.2.0.0/16 dev a0 scope link src 10.0.0.2',
      expect.stringMatching(/^default via fd00::1 dev a0 /),
    ]),
  )
  for (const route of routes) await links.removeRoute(route)
  expect(place.ip('route').trim()).toBe('10.0.0.0/24 dev a0 proto kernel scope link src 10.0.0.2')
  await expect(links.removeRoute(routes[0]!)).rejects.toMatchObject({ code: 'ESRCH' })
})

it('the kernel says what it does not like', async () => {
  const links = await manage(await networkNamespace())
  await links.createVeth({ name: 'a0', peer: { name: 'b0' } })
  await expect(links.change('a0', { mtu: 10 })).rejects.toMatchObject({
    code: 'EINVAL',
    text: expect.stringContaining('mtu'),
  })
  await expect(links.createVeth({ name: 'a0', peer: { name: 'c0' } })).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(links.setUp('missing')).rejects.toMatchObject({ code: 'ENODEV' })
})
