// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as codec from '../../src/netlink/index.js'
import {
  ack,
  answer,
  assertSameMessages,
  diffMessages,
  dump,
  duplicated,
  error,
  formatDifferences,
  goldenText,
  interleaved,
  lost,
  type MemoryChannel,
  matchGolden,
  netlinkMatchers,
  openSocketTo,
  RtnetlinkModel,
  ScriptedPeer,
  truncated,
} from '../../src/netlink/testkit/index.js'
import type { MessageInput } from '../../src/netlink/types.js'
import { built } from '../helpers/paths.js'

expect.extend({ ...netlinkMatchers })
interface OurMatchers {
  toMatchNetlinkGolden(golden: string, options?: object): void
  toEqualNetlink(expected: unknown, options?: object): void
}
const expectNetlink = (value: unknown): OurMatchers & { not: OurMatchers } => expect(value) as never

type Made = MessageInput & { flags?: readonly string[] }
const link = (index: number, name: string): Made => ({
  type: 'RTM_NEWLINK',
  header: { index },
  attributes: [{ name: 'IFLA_IFNAME', value: name }],
})
const getLink = { type: 'RTM_GETLINK', header: { index: 1 } }
const decodeOne = (message: MessageInput) => codec.decode(codec.encode(message))

describe('the diff', () => {
  const [a] = decodeOne({
    ...link(1, 'a'),
    attributes: [
      { name: 'IFLA_MTU', value: 1500 },
      { name: 'IFLA_TXQLEN', value: 1 },
    ],
  })
  const [b] = decodeOne({
    ...link(2, 'a'),
    attributes: [
      { name: 'IFLA_TXQLEN', value: 1 },
      { name: 'IFLA_GROUP', value: 3 },
    ],
  })

  it('names what is different by its path', () => {
    expect(formatDifferences(diffMessages([a!], [b!]))).toBe(
      '[0].header.index: 1 is expected, not 2\n[0].IFLA_MTU: 1500 is missing\n[0].IFLA_GROUP: 3 is too many\n',
    )
  })

  it('finds no difference in the same', () => expect(diffMessages([a!], [a!])).toEqual([]))

  it('leaves out what is ignored', () => {
    expect(diffMessages([a!], [b!], { ignore: ['index', 'IFLA_MTU', 'IFLA_GROUP'] })).toEqual([])
  })

  it('tells order only if that is wanted', () => {
    const reversed = { ...a!, attributes: [...a!.attributes!].reverse() }
    expect(diffMessages([a!], [reversed]).map(({ path }) => path)).toEqual(['[0] (order)'])
    expect(diffMessages([a!], [reversed], { order: false })).toEqual([])
  })

  it('looks into nests, next hops and whole messages', () => {
    const route = (gateway: string): MessageInput => ({
      type: 'RTM_NEWROUTE',
      header: { family: 'AF_INET', type: 'RTN_UNICAST' },
      attributes: [
        {
          name: 'RTA_MULTIPATH',
          attributes: [
            { name: 'nexthop', header: { ifindex: 1 }, attributes: [{ name: 'RTA_GATEWAY', value: '10.0.0.1' }] },
            { name: 'nexthop', header: { ifindex: 1 }, attributes: [{ name: 'RTA_GATEWAY', value: gateway }] },
          ],
        },
      ],
    })
    const found = diffMessages(decodeOne(route('10.0.0.2')), decodeOne(route('10.0.0.3')))
    expect(found).toEqual([
      { path: '[0].RTA_MULTIPATH.nexthop[1].RTA_GATEWAY', expected: '10.0.0.2', actual: '10.0.0.3' },
    ])
    expect(diffMessages([a!], []).map(({ path }) => path)).toContain('[0].type')
  })
})

describe('golden files', () => {
  const golden = readFileSync(join(built.root, 'test/golden/netlink/iproute2/link-add-veth.hex'), 'utf8')
  const request = (name: string): MessageInput => ({
    type: 'RTM_NEWLINK',
    flags: ['NLM_F_REQUEST', 'NLM_F_ACK', 'NLM_F_EXCL', 'NLM_F_CREATE'],
    attributes: [
      { name: 'IFLA_ADDRESS', value: '02:00:00:00:00:01' },
      { name: 'IFLA_IFNAME', value: name },
      {
        name: 'IFLA_LINKINFO',
        attributes: [
          { name: 'IFLA_INFO_KIND', value: 'veth', terminated: false },
          {
            name: 'IFLA_INFO_DATA',
            attributes: [
              {
                name: 'VETH_INFO_PEER',
                header: { index: 11 },
                attributes: [
                  { name: 'IFLA_ADDRESS', value: '02:00:00:00:00:02' },
                  { name: 'IFLA_IFNAME', value: 'v1' },
                ],
              },
            ],
          },
        ],
      },
    ],
    header: { index: 10 },
  })
  const sequence = codec.decode(codec.encode(request('v0')))[0]!.sequence + 1

  it('match but for what is ignored', () => {
    const bytes = codec.encode(request('v0'), { sequence })
    expectNetlink(bytes).not.toMatchNetlinkGolden(golden)
    expectNetlink(bytes).toMatchNetlinkGolden(golden, { ignore: ['sequence'] })
  })

  it('say what is different', () => {
    const { pass, message } = matchGolden(codec.encode(request('x0')), golden, { ignore: ['sequence'] })
    expect([pass, message]).toEqual([false, '[0].IFLA_IFNAME: "v0" is expected, not "x0"\n'])
    expect(matchGolden([], golden).message).toBe('1 datagrams are expected, not 0\n')
  })

  it('are written with comments, and match what they were written from', () => {
    const bytes = codec.encode(request('v0'))
    const text = goldenText([{ bytes, protocol: 'route' }])
    expect(text).toContain('# protocol: route\n')
    expect(text).toMatch(/# +IFLA_IFNAME.*\n/)
    expectNetlink(bytes).toMatchNetlinkGolden(text)
  })

  it('compare messages too', () => {
    const messages = codec.decode(codec.encode(request('v0')))
    expectNetlink(messages).toEqualNetlink(messages)
    expectNetlink(messages).not.toEqualNetlink(codec.decode(codec.encode(request('x0'))))
    expect(() => assertSameMessages(messages, codec.decode(codec.encode(request('x0'))))).toThrow('IFLA_IFNAME')
  })
})

describe('a scripted peer', () => {
  const talk = (peer: MemoryChannel) => openSocketTo(peer)

  it('acknowledges, answers and refuses, in the order of its script', async () => {
    const peer = new ScriptedPeer([
      { type: 'RTM_NEWLINK', reply: ack() },
      answer(link(1, 'lo')),
      error('EEXIST', { text: 'there is one', attribute: 'IFLA_IFNAME' }),
    ])
    await using socket = talk(peer)
    expect(await socket.request(link(0, 'x'))).toEqual([])
    expect(await socket.request(getLink)).toMatchObject([{ type: 'RTM_NEWLINK', header: { index: 1 } }])
    await expect(socket.request(link(0, 'x'))).rejects.toMatchObject({
      code: 'EEXIST',
      text: 'there is one',
      path: 'IFLA_IFNAME',
      offset: 32,
    })
    expect(peer.requests.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['RTM_NEWLINK', 1],
      ['RTM_GETLINK', 2],
      ['RTM_NEWLINK', 3],
    ])
  })

  it('refuses what its script does not expect', async () => {
    await using socket = talk(new ScriptedPeer([{ type: 'RTM_NEWLINK', reply: ack() }]))
    await expect(socket.request(getLink)).rejects.toThrow(
      'request 1 is RTM_GETLINK, but the script expects RTM_NEWLINK',
    )
    await expect(socket.request(getLink)).rejects.toThrow('request 2 is not in the script: RTM_GETLINK')
  })

  it('lets the script look at requests', async () => {
    const check = ({ header }: { header?: object }) => expect(header).toMatchObject({ index: 2 })
    await using socket = talk(new ScriptedPeer([{ check, reply: ack() }]))
    await expect(socket.request(getLink)).rejects.toThrow('index')
  })

  const all = [link(1, 'lo'), link(2, 'a'), link(3, 'b')]
  it.each([
    ['in parts', dump(all)],
    ['in larger parts', dump(all, { perDatagram: 2 })],
    ['among other messages', interleaved(dump(all), [{ ...link(9, 'other'), sequence: 999 }])],
  ])('dumps %s', async (_, reply) => {
    await using socket = talk(new ScriptedPeer([reply]))
    const found = await socket.dump({ type: 'RTM_GETLINK' })
    expect(found.map(({ header }) => header?.['index'])).toEqual([1, 2, 3])
  })

  it('says everything twice', async () => {
    await using socket = talk(new ScriptedPeer([duplicated(ack()), answer(link(1, 'lo'))]))
    expect(await socket.request(link(0, 'x'))).toEqual([])
    expect(await socket.request(getLink)).toMatchObject([{ header: { index: 1 } }])
  })

  it('interrupts a dump, which is asked for again', async () => {
    const peer = new ScriptedPeer([dump(all, { flags: ['NLM_F_DUMP_INTR'] }), dump(all)])
    await using socket = talk(peer)
    expect(await socket.dump({ type: 'RTM_GETLINK' })).toHaveLength(3)
    expect(peer.requests).toHaveLength(2)
  })

  it('cuts a datagram short', async () => {
    await using socket = talk(new ScriptedPeer([truncated(answer(link(1, 'lo')), 30)]))
    await expect(socket.request(getLink)).rejects.toBeInstanceOf(codec.NetlinkError)
  })

  it('loses what was to come', async () => {
    await using socket = talk(new ScriptedPeer([lost(dump(all), 1)]))
    await expect(socket.dump({ type: 'RTM_GETLINK' })).rejects.toMatchObject({ code: 'ENOBUFS' })
  })

  it('tells what nobody asked for', async () => {
    const peer = new ScriptedPeer([])
    await using socket = openSocketTo(peer, { listens: true })
    peer.tell(codec.encode(link(7, 'new')), 1)
    for await (const message of socket.events()) {
      expect(message).toMatchObject({ type: 'RTM_NEWLINK', header: { index: 7 } })
      break
    }
  })
})

describe('the model', () => {
  const bridge: MessageInput & { flags: string[] } = {
    type: 'RTM_NEWLINK',
    flags: ['NLM_F_CREATE', 'NLM_F_EXCL'],
    attributes: [
      { name: 'IFLA_IFNAME', value: 'br0' },
      { name: 'IFLA_LINKINFO', attributes: [{ name: 'IFLA_INFO_KIND', value: 'bridge' }] },
    ],
  }

  it('tells listeners what changes', async () => {
    const model = new RtnetlinkModel()
    await using listener = openSocketTo(model.open({ groups: ['RTNLGRP_LINK'] }), { listens: true })
    await using socket = openSocketTo(model.open())
    await socket.request(bridge)
    await socket.request({ type: 'RTM_DELLINK', attributes: [{ name: 'IFLA_IFNAME', value: 'br0' }] })
    const seen: (string | number)[] = []
    for await (const { type } of listener.events()) {
      seen.push(type)
      if (type === 'RTM_DELLINK') break
    }
    expect(seen).toEqual(['RTM_NEWLINK', 'RTM_NEWLINK', 'RTM_DELLINK'])
  })

  it('is one namespace for all its sockets, and another one for another model', async () => {
    const model = new RtnetlinkModel()
    await using first = openSocketTo(model.open())
    await using second = openSocketTo(model.open())
    await using other = openSocketTo(new RtnetlinkModel().open())
    await first.request(bridge)
    expect(await second.dump({ type: 'RTM_GETLINK' })).toHaveLength(2)
    expect(await other.dump({ type: 'RTM_GETLINK' })).toHaveLength(1)
  })

  it('moves links between namespaces that it was told of', async () => {
    const [host, container] = [new RtnetlinkModel(), new RtnetlinkModel()]
    host.attach(container, { pid: 4711, fd: 9 })
    await using outside = openSocketTo(host.open())
    await using inside = openSocketTo(container.open())
    const kind = { name: 'IFLA_LINKINFO', attributes: [{ name: 'IFLA_INFO_KIND', value: 'veth' }] }
    const names = { name: 'IFLA_IFNAME', value: 'v0' }
    await outside.request({ type: 'RTM_NEWLINK', flags: ['NLM_F_CREATE'], attributes: [names, kind] })
    const toContainer = { name: 'IFLA_NET_NS_FD', value: 9 }
    await outside.request({ type: 'RTM_NEWLINK', attributes: [names, toContainer] })
    const getByName = { type: 'RTM_GETLINK', attributes: [names] }
    await expect(outside.request(getByName)).rejects.toMatchObject({ code: 'ENODEV' })
    expect(await inside.request(getByName)).toHaveLength(1)
    const noProcess = { name: 'IFLA_NET_NS_PID', value: 1 }
    const elsewhere = { type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_IFNAME', value: 'veth0' }, noProcess] }
    await expect(outside.request(elsewhere)).rejects.toMatchObject({ code: 'ESRCH' })
  })

  it('refuses what it does not know, by name', async () => {
    await using socket = openSocketTo(new RtnetlinkModel().open())
    const request = { type: 'RTM_NEWLINK', header: { index: 1 }, attributes: [{ name: 'IFLA_GSO_MAX_SEGS', value: 1 }] }
    await expect(socket.request(request)).rejects.toMatchObject({
      code: 'EOPNOTSUPP',
      text: 'the model of rtnetlink does not know IFLA_GSO_MAX_SEGS',
      path: 'IFLA_GSO_MAX_SEGS',
    })
    await expect(socket.request({ type: 'RTM_GETRULE' })).rejects.toMatchObject({ code: 'EOPNOTSUPP' })
  })

  it('answers nothing that is no request', () => {
    expect(new RtnetlinkModel().answer(codec.encode(bridge))).toEqual([])
  })
})
