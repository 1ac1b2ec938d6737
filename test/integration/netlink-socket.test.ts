// requires: root, linux, netns, command ip
// Real conversations with the kernel, each in a network namespace of the test's own.
import { closeSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { openNetworkNamespace } from '../../src/bridge/index.js'
import { type OpenOptions, openNetlinkSocket } from '../../src/netlink/socket.js'
import type { Message } from '../../src/netlink/types.js'
import { openDescriptors } from '../helpers/machine.js'
import { networkNamespace, ownNamespaces } from '../helpers/network.js'

async function open(options: OpenOptions) {
  const socket = await openNetlinkSocket(options)
  onTestFinished(() => socket.close())
  return socket
}

const value = ({ attributes = [] }: Message, name: string) => attributes.find((one) => one.name === name)?.value
const names = (messages: Message[]) => messages.map((message) => value(message, 'IFLA_IFNAME'))
const setMtu = (index: number, mtu: number) => ({
  type: 'RTM_NEWLINK',
  header: { index },
  attributes: [{ name: 'IFLA_MTU', value: mtu }],
})

it('links are listed in a namespace by path, by pid and by descriptor, and no thread moves there', async () => {
  const { path, pid, ip } = await networkNamespace()
  ip('link add here0 type veth peer name here1')
  const fd = await openNetworkNamespace(path)
  onTestFinished(() => closeSync(fd))
  const before = ownNamespaces()
  for (const namespace of [path, { pid }, { fd }]) {
    const socket = await open({ namespace })
    expect(names(await socket.dump({ type: 'RTM_GETLINK', header: {} }))).toEqual(['lo', 'here1', 'here0'])
    const [lo] = await socket.request({ type: 'RTM_GETLINK', header: { index: 1 } })
    expect(value(lo!, 'IFLA_MTU')).toBe(65536)
  }
  expect(ownNamespaces()).toEqual(before)
})

it('without a namespace it is the one of this process', async () => {
  const socket = await open({})
  expect(names(await socket.request({ type: 'RTM_GETLINK', header: { index: 1 } }))).toEqual(['lo'])
})

it('a long list comes whole', async () => {
  const { path, ip } = await networkNamespace()
  ip('-batch -', Array.from({ length: 150 }, (_, i) => `link add many${i} type ifb\n`).join(''))
  const socket = await open({ namespace: path })
  expect(await socket.dump({ type: 'RTM_GETLINK', header: {} })).toHaveLength(151)
})

it('the kernel names the attribute that it does not like, and why', async () => {
  const { path } = await networkNamespace()
  const socket = await open({ namespace: path })
  await expect(
    socket.request({
      type: 'RTM_NEWLINK',
      flags: ['NLM_F_CREATE', 'NLM_F_EXCL'],
      header: {},
      attributes: [
        { name: 'IFLA_IFNAME', value: 'x0' },
        { name: 'IFLA_LINKINFO', attributes: [{ name: 'IFLA_INFO_KIND', value: 'nosuchkind' }] },
      ],
    }),
  ).rejects.toMatchObject({ code: 'EOPNOTSUPP', text: 'Unknown device type' })
  await expect(
    socket.request({
      type: 'RTM_NEWADDR',
      flags: ['NLM_F_CREATE'],
      header: { family: 'AF_INET', prefixlen: 24, index: 1 },
      attributes: [
        { name: 'IFA_ADDRESS', value: '10.0.0.1' },
        // An index of 4 bytes is wanted.
        { name: 'IFA_LOCAL', bytes: '0a00' },
      ],
    }),
  ).rejects.toMatchObject({ code: 'ERANGE', path: 'IFA_LOCAL', offset: 32 })
  // Strict checking: filters that the kernel does not know are refused, not ignored.
  await expect(
    socket.dump({ type: 'RTM_GETLINK', header: {}, attributes: [{ name: 'IFLA_MTU', value: 1 }] }),
  ).rejects.toMatchObject({ code: 'EINVAL' })
})

it('a batch is carried out to its end', async () => {
  const { path, ip } = await networkNamespace()
  const socket = await open({ namespace: path })
  const results = await socket.batch([setMtu(1, 1500), setMtu(77, 1500), setMtu(1, 2000)])
  expect(results).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'ENODEV' } },
    { status: 'fulfilled' },
  ])
  expect(ip('link show lo')).toContain('mtu 2000')
  const many = await socket.batch(Array.from({ length: 500 }, (_, i) => setMtu(1, 2000 + i)))
  expect(many.every(({ status }) => status === 'fulfilled')).toBe(true)
  expect(ip('link show lo')).toContain('mtu 2499')
})

it('events are heard, beside requests of the same socket', async () => {
  const { path, ip } = await networkNamespace()
  const socket = await open({ namespace: path, groups: ['RTNLGRP_LINK', 'RTNLGRP_IPV4_IFADDR'] })
  await socket.request(setMtu(1, 1500))
  ip('address add 10.0.0.1/24 dev lo')
  const heard: Message[] = []
  for await (const event of socket.events()) {
    heard.push(event)
    if (event.type === 'RTM_NEWADDR') break
  }
  expect(heard.map(({ type }) => type)).toEqual(['RTM_NEWLINK', 'RTM_NEWADDR'])
  expect(value(heard[0]!, 'IFLA_MTU')).toBe(1500)
  expect(value(heard[1]!, 'IFA_LOCAL')).toBe('10.0.0.1')
})

it('an overrun is told, and a new iteration goes on', async () => {
  const { path, ip } = await networkNamespace()
  const socket = await open({ namespace: path, groups: ['RTNLGRP_LINK'], receiveBuffer: 4096 })
  ip('-batch -', Array.from({ length: 100 }, (_, i) => `link set lo mtu ${1400 + i}\n`).join(''))
  const listen = async () => {
    for await (const event of socket.events()) if (value(event, 'IFLA_MTU') === 1700) return
  }
  await expect(listen()).rejects.toMatchObject({ name: 'NetlinkSocketError', code: 'ENOBUFS' })
  const listening = listen()
  ip('link set lo mtu 1700')
  await listening
})

it('generic netlink works the same way', async () => {
  const generic = await open({ protocol: 'generic' })
  const [controller] = await generic.request({
    type: 16,
    header: { cmd: 'CTRL_CMD_GETFAMILY', version: 1 },
    attributes: [{ name: 'CTRL_ATTR_FAMILY_NAME', value: 'nlctrl' }],
  })
  expect(value(controller!, 'CTRL_ATTR_FAMILY_ID')).toBe(16)
})

it('nothing is left after closing, and an abort leaves the socket usable', async () => {
  const { path } = await networkNamespace()
  const before = openDescriptors()
  const socket = await openNetlinkSocket({ namespace: path, groups: ['RTNLGRP_LINK'] })
  const controller = new AbortController()
  const waiting = socket.events({ signal: controller.signal }).next()
  setTimeout(() => controller.abort(new Error('enough')), 10)
  await expect(waiting).rejects.toThrow('enough')
  expect(names(await socket.request({ type: 'RTM_GETLINK', header: { index: 1 } }))).toEqual(['lo'])
  await socket.close()
  expect(openDescriptors()).toEqual(before)
})

it('a namespace that is none is refused', async () => {
  await expect(openNetlinkSocket({ namespace: '/proc/self/ns/mnt' })).rejects.toMatchObject({ code: 'EINVAL' })
  await expect(openNetlinkSocket({ groups: ['RTNLGRP_NOTHING'] })).rejects.toThrow('RTNLGRP_NOTHING')
})
