// requires: root, linux, netns, command ip
import { execFileSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { addon } from '../../src/bridge/addon.js'
import {
  bindNetworkNamespace,
  detachMount,
  isReceiveFailure,
  openNetlink,
  openNetworkNamespace,
  readable,
  receiveNetlink,
  sendNetlink,
} from '../../src/bridge/index.js'
import { folder } from '../helpers/bundle.js'
import { openDescriptors } from '../helpers/machine.js'
import { networkNamespace, ownNamespaces } from '../helpers/network.js'

/** RTM_GETLINK with NLM_F_REQUEST and NLM_F_DUMP, and number 7. */
const dumpLinks = Buffer.from('2000000012000103070000000000000000000000000000000000000000000000', 'hex')

async function open(namespace: number | undefined, groups: string[] = [], receiveBuffer = 0): Promise<number> {
  const { fd } = await openNetlink('route', namespace, groups, receiveBuffer)
  onTestFinished(() => closeSync(fd))
  return fd
}

async function enter(place: Parameters<typeof openNetworkNamespace>[0]): Promise<number> {
  const fd = await openNetworkNamespace(place)
  onTestFinished(() => closeSync(fd))
  return fd
}

async function receiveAll(fd: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for (;;) {
    await readable([fd])
    for (const { data } of await receiveNetlink(fd)) {
      parts.push(data)
      // NLMSG_DONE ends a dump.
      if (Buffer.from(data).readUInt16LE(data.length - 16) === 3) return Buffer.concat(parts)
    }
  }
}

it('a namespace is opened by path, pid and descriptor', async () => {
  const { path, pid } = await networkNamespace()
  const byPath = await enter(path)
  for (const fd of [byPath, await enter({ pid }), await enter({ fd: byPath })]) {
    expect(readlinkSync(`/proc/self/fd/${fd}`)).toBe(readlinkSync(path))
  }
})

it('what is no network namespace is refused', async () => {
  const place = folder()
  execFileSync('mkfifo', [join(place, 'fifo')])
  const file = openSync(import.meta.filename, 'r')
  onTestFinished(() => closeSync(file))
  const before = openDescriptors()
  for (const wrong of [
    place,
    join(place, 'fifo'),
    '/dev/null',
    '/proc/self/ns/mnt',
    '/proc/self/ns/user',
    { fd: file },
  ]) {
    await expect(openNetworkNamespace(wrong)).rejects.toMatchObject({ code: 'EINVAL' })
  }
  await expect(openNetworkNamespace(join(place, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(openNetworkNamespace({ pid: 2 ** 30 })).rejects.toMatchObject({ code: 'ENOENT' })
  expect(openDescriptors()).toEqual(before)
})

it('a socket in another namespace sees its links, and no thread goes there', async () => {
  const { path, ip } = await networkNamespace()
  ip('link add inside0 type veth peer name inside1')
  const before = ownNamespaces()
  const fd = await open(await enter(path))
  expect(ownNamespaces()).toEqual(before)
  await sendNetlink(fd, dumpLinks)
  const answer = await receiveAll(fd)
  expect(answer.includes('inside0\0')).toBe(true)
  expect(answer.includes('inside1\0')).toBe(true)
})

it('a datagram larger than the usual buffer comes whole', async () => {
  const { path, ip } = await networkNamespace()
  ip('link add large0 type veth peer name large1')
  // So many alternative names make the one message of the link longer than 32 KiB.
  const names = Array.from({ length: 260 }, (_, i) => `${i}-`.padEnd(127, 'x'))
  ip('-batch -', names.map((name) => `link property add dev large0 altname ${name}\n`).join(''))
  const fd = await open(await enter(path))
  const getLink = Buffer.alloc(44)
  getLink.writeUInt32LE(44, 0)
  getLink.writeUInt16LE(18, 4)
  getLink.writeUInt16LE(1, 6)
  getLink.writeUInt16LE(11, 32)
  getLink.writeUInt16LE(3, 34)
  getLink.write('large0\0', 36)
  await sendNetlink(fd, getLink)
  await readable([fd])
  const [answer] = await receiveNetlink(fd)
  expect(answer?.data.length).toBeGreaterThan(32768)
  expect(Buffer.from(answer!.data).readUInt32LE(0)).toBe(answer!.data.length)
})

it('an overrun is an error, once, and what came before it is kept', async () => {
  const { path, ip } = await networkNamespace()
  const fd = await open(await enter(path), ['RTNLGRP_LINK'], 4096)
  for (let mtu = 1400; mtu < 1440; mtu++) ip(`link set lo mtu ${mtu}`)
  const failure = await receiveNetlink(fd).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'ENOBUFS' })
  const received = isReceiveFailure(failure) ? failure.received : []
  expect(received.length).toBeGreaterThan(0)
  expect(received.every(({ group }) => group === 1)).toBe(true)
  // All was read: from here on the kernel would tell of a loss again.
  expect(await receiveNetlink(fd)).toEqual([])
})

it('messages of other processes are dropped', async () => {
  const { fd, port } = await openNetlink('route', undefined, [], 0)
  onTestFinished(() => closeSync(fd))
  const forge = `
import socket
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
s.bind((0, 0))
s.sendto(bytes.fromhex('${dumpLinks.toString('hex')}'), (${port}, 0))`
  execFileSync('python3', ['-c', forge])
  await readable([fd])
  expect(await receiveNetlink(fd)).toEqual([])
})

it('a namespace that is bound to a file outlives its processes', async () => {
  const { path } = await networkNamespace()
  const file = join(folder(), 'netns')
  const fd = await enter(path)
  await bindNetworkNamespace(fd, file)
  try {
    const bound = await enter(file)
    expect(fstatSync(bound).ino).toBe(statSync(path).ino)
    await expect(bindNetworkNamespace(fd, file)).rejects.toMatchObject({ code: 'EEXIST' })
  } finally {
    await detachMount(file)
  }
  await expect(openNetworkNamespace(file)).rejects.toMatchObject({ code: 'EINVAL' })
  await detachMount(file)
  await detachMount(`${file}.missing`)
})

it('unknown names are refused', () => {
  expect(() => addon().openNetlink('nothing', undefined, [], 0)).toThrow('unknown netlink protocol nothing')
  expect(() => addon().openNetlink('route', undefined, ['RTNLGRP_NOTHING'], 0)).toThrow(
    'unknown netlink group RTNLGRP_NOTHING',
  )
  expect(() => addon().openNetlink('route', undefined, [0], 0)).toThrow(TypeError)
})
