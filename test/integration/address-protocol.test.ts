// requires: root, linux, netns, command ip, kernel >= 5.18
// Who gave an address: the kernel tells, and keeps what it is told.
import { expect, it } from 'vitest'
import { makeNetwork, newNetworkState, takeBack } from '../../src/network/container.js'
import { LinkManager } from '../../src/network/links.js'
import { networkNamespace } from '../helpers/network.js'

it('is kept by a device that a container had', async () => {
  const [host, container] = [await networkNamespace(), await networkNamespace()]
  host.ip('link add phys type veth peer name wire')
  host.ip('link set wire up')
  host.ip('link set phys up')
  await using links = await LinkManager.open(host.path)
  await links.addAddress('phys', { address: '10.0.0.5/24', protocol: 9 })
  const given = async () =>
    Object.fromEntries((await links.addresses('phys')).map((one) => [one.address, one.protocol]))
  const linkLocal = /^fe80::.*\/64$/
  await expect.poll(async () => Object.keys(await given()).filter((one) => linkLocal.test(one))).toHaveLength(1)
  const before = await given()
  expect(Object.entries(before).toSorted()).toEqual([
    ['10.0.0.5/24', 9],
    [expect.stringMatching(linkLocal), 'IFAPROT_KERNEL_LL'],
  ])
  const place = { state: newNetworkState(host.path, undefined), host: host.path, container: container.path }
  const plan = { interfaces: [], routes: [], devices: [{ host: 'phys', name: 'eth0' }] }
  await makeNetwork(plan, place, () => {})
  await using inside = await LinkManager.open(container.path)
  expect(await inside.addresses('eth0')).toContainEqual(
    expect.objectContaining({ address: '10.0.0.5/24', protocol: 9 }),
  )
  await takeBack(place, false)
  expect(await given()).toEqual(before)
})
