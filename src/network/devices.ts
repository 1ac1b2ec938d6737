// SPDX-License-Identifier: Apache-2.0
// Devices of the host that a container takes over, and gives back.
import { NetlinkSocketError } from '../netlink/socket.js'
import type { LinkManager } from './links.js'
import type { MovedDevice } from './state.js'
import type { Link } from './types.js'

/** One side of a move: an open namespace, and its descriptor. */
export interface Side {
  links: LinkManager
  namespace: number
}

/** Looks at a device that is to be moved. */
export async function survey(host: LinkManager, name: string, inside: string): Promise<MovedDevice> {
  const { index, up, macAddress } = await host.link(name)
  const addresses = await host.addresses(index)
  return {
    name,
    index,
    ...(macAddress === undefined ? {} : { macAddress }),
    up,
    // The others were given by a server or by the kernel, for where the device was.
    addresses: addresses.filter(({ flags = [] }) => flags.includes('IFA_F_PERMANENT')),
    inside,
  }
}

/**
 * Moves a device into the container, with its permanent addresses of global scope, and sets it up. `noted` is called as
 * soon as it is there.
 */
export async function moveIn(host: Side, container: Side, device: MovedDevice, noted: () => void): Promise<void> {
  const before = await container.links.links()
  if (before.some(({ name, altNames }) => name === device.inside || altNames.includes(device.inside))) {
    throw new NetlinkSocketError('EEXIST', `the container has a network device ${device.inside} already (EEXIST)`)
  }
  await host.links.move(device.index, container.namespace, device.inside)
  const known = new Set(before.map(({ index }) => index))
  const after = await container.links.links()
  const there = after.find((link) => !known.has(link.index) && link.macAddress === device.macAddress)
  if (!there) throw new NetlinkSocketError('ENODEV', `network device ${device.name} did not arrive (ENODEV)`)
  device.inside = there.name
  device.insideIndex = there.index
  noted()
  for (const address of device.addresses) {
    if (address.scope === 'RT_SCOPE_UNIVERSE') await container.links.addAddress(there.index, address)
  }
  await container.links.setUp(there.index)
}

/** Gives a device back, as it was. One that is on the host still, or nowhere any more, is fine. */
export async function moveOut(host: Side, container: Side, device: MovedDevice): Promise<void> {
  const before = await host.links.links()
  // It has never left. The container may have one that looks the same: loopback, for one.
  if (device.insideIndex === undefined && before.some((link) => link.index === device.index && isLike(link, device)))
    return
  const there = (await container.links.links()).find((link) => isDevice(link, device))
  if (!there) return
  const known = new Set(before.map(({ index }) => index))
  try {
    await container.links.move(there.index, host.namespace, device.name)
  } catch (error) {
    // Somebody has taken its name meanwhile. The kernel itself would call it so.
    if (!isErrno(error, 'EEXIST')) throw error
    await container.links.move(there.index, host.namespace, 'dev%d')
  }
  const back = (await host.links.links()).find(({ index, macAddress }) => {
    return !known.has(index) && macAddress === there.macAddress
  })
  if (!back) throw new NetlinkSocketError('ENODEV', `network device ${device.name} did not come back (ENODEV)`)
  for (const address of device.addresses) await addOnce(host.links, back.index, address)
  if (device.up) await host.links.setUp(back.index)
}

/** A start that broke off while it was moved has not noted its index there. */
const isDevice = (link: Link, device: MovedDevice) =>
  device.insideIndex === undefined ? isLike(link, device) : link.index === device.insideIndex

const isLike = ({ name, macAddress }: Link, device: MovedDevice) =>
  macAddress === device.macAddress && (name === device.inside || name === device.name)

/** The kernel gives some addresses by itself. */
async function addOnce(links: LinkManager, index: number, address: MovedDevice['addresses'][number]): Promise<void> {
  try {
    await links.addAddress(index, address)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}

export const isErrno = (error: unknown, code: string) => error instanceof NetlinkSocketError && error.code === code
