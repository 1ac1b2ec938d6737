// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// Messages to bytes and back, through the component and the raw instance of the netlink module. The bytes were put
// together by hand from the kernel's headers; those of others are in the vectors.
import { describe, expect, it } from 'vitest'
import { codecOver } from '../../src/netlink/codec.js'
import { componentExports } from '../../src/netlink/component.js'
import { rawExports } from '../../src/netlink/raw.js'
import { type CodecOptions, type Message, NetlinkError } from '../../src/netlink/types.js'

const ways = [
  ['component', componentExports],
  ['raw instance', rawExports],
] as const

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(/\s+/g, ''), 'hex'))
const hexOf = (list: Uint8Array) => Buffer.from(list).toString('hex')
const noLink = { family: 'AF_UNSPEC', type: 'ARPHRD_NETROM', index: 0, flags: [], change: [] }
const create = ['NLM_F_REQUEST', 'NLM_F_ACK', 'NLM_F_EXCL', 'NLM_F_CREATE']

interface Example extends CodecOptions {
  name: string
  hex: string
  message: Message
}

const examples: Example[] = [
  {
    name: 'loopback up',
    hex: '20000000100005000100000000000000 00000000010000000100000001000000',
    message: {
      type: 'RTM_NEWLINK',
      flags: ['NLM_F_REQUEST', 'NLM_F_ACK'],
      sequence: 1,
      port: 0,
      header: { ...noLink, index: 1, flags: ['IFF_UP'], change: ['IFF_UP'] },
    },
  },
  {
    name: 'a veth pair, its kind without a NUL',
    hex: `5c000000100005060200000000000000 00000000000000000000000000000000 0700030076300000
      34001200 0800010076657468 28000200 24000100 00000000070000000000000000000000 0700030076310000
      0800130092100000`,
    message: {
      type: 'RTM_NEWLINK',
      flags: create,
      sequence: 2,
      port: 0,
      header: noLink,
      attributes: [
        { name: 'IFLA_IFNAME', value: 'v0' },
        {
          name: 'IFLA_LINKINFO',
          attributes: [
            { name: 'IFLA_INFO_KIND', value: 'veth', terminated: false },
            {
              name: 'IFLA_INFO_DATA',
              attributes: [
                {
                  name: 'VETH_INFO_PEER',
                  header: { ...noLink, index: 7 },
                  attributes: [
                    { name: 'IFLA_IFNAME', value: 'v1' },
                    { name: 'IFLA_NET_NS_PID', value: 4242 },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  },
  {
    name: 'an IPv6 address',
    hex: `34000000140005060300000000000000 0a40000002000000
      14000200fe800000000000000000000000000001 0800080002020000`,
    message: {
      type: 'RTM_NEWADDR',
      flags: create,
      sequence: 3,
      port: 0,
      header: { family: 'AF_INET6', prefixlen: 64, flags: [], scope: 'RT_SCOPE_UNIVERSE', index: 2 },
      attributes: [
        { name: 'IFA_LOCAL', value: 'fe80::1' },
        { name: 'IFA_FLAGS', value: ['IFA_F_NODAD', 'IFA_F_NOPREFIXROUTE'] },
      ],
    },
  },
  {
    name: 'a route over two next hops',
    hex: `60000000180005060400000000000000 02100000fe03000100000000 080001000a070000
      18000800 0800020078050000 09001000 6375626963000000
      24000900 1000000103000000 080005000a090002 1000040003000000 080005000a090003`,
    message: {
      type: 'RTM_NEWROUTE',
      flags: create,
      sequence: 4,
      port: 0,
      header: {
        family: 'AF_INET',
        dst_len: 16,
        src_len: 0,
        tos: 0,
        table: 'RT_TABLE_MAIN',
        protocol: 'RTPROT_BOOT',
        scope: 'RT_SCOPE_UNIVERSE',
        type: 'RTN_UNICAST',
        flags: [],
      },
      attributes: [
        { name: 'RTA_DST', value: '10.7.0.0' },
        {
          name: 'RTA_METRICS',
          attributes: [
            { name: 'RTAX_MTU', value: 1400 },
            { name: 'RTAX_CC_ALGO', value: 'cubic', terminated: false },
          ],
        },
        {
          name: 'RTA_MULTIPATH',
          attributes: [
            {
              name: 'nexthop',
              header: { flags: [], hops: 1, ifindex: 3 },
              attributes: [{ name: 'RTA_GATEWAY', value: '10.9.0.2' }],
            },
            {
              name: 'nexthop',
              header: { flags: ['RTNH_F_ONLINK'], hops: 0, ifindex: 3 },
              attributes: [{ name: 'RTA_GATEWAY', value: '10.9.0.3' }],
            },
          ],
        },
      ],
    },
  },
  {
    name: 'an error with an extended acknowledgement',
    hex: `4c00000002000002090000004d000000 efffffff
      20000000100005060900000000000000 00000000000000000000000000000000
      1000010046696c652065786973747300 0800020020000000`,
    message: {
      type: 'NLMSG_ERROR',
      flags: ['NLM_F_ACK_TLVS'],
      sequence: 9,
      port: 77,
      error: 'EEXIST',
      request: { type: 'RTM_NEWLINK', flags: create, sequence: 9, port: 0, header: noLink },
      attributes: [
        { name: 'NLMSGERR_ATTR_MSG', value: 'File exists' },
        { name: 'NLMSGERR_ATTR_OFFS', value: 32 },
      ],
    },
  },
  {
    name: 'an acknowledgement: only the header of the request',
    hex: '2400000002000001090000004d000000 00000000 2c000000100005060900000000000000',
    message: {
      type: 'NLMSG_ERROR',
      flags: ['NLM_F_CAPPED'],
      sequence: 9,
      port: 77,
      error: 0,
      request: { type: 'RTM_NEWLINK', flags: create, sequence: 9, port: 0, length: 44 },
    },
  },
  {
    name: 'the end of a dump',
    hex: '1400000003000200090000004d000000 00000000',
    message: { type: 'NLMSG_DONE', flags: ['NLM_F_MULTI'], sequence: 9, port: 77, error: 0 },
  },
  {
    name: 'a dump request that holds the family only, without padding',
    hex: '11000000120001030500000000000000 0a',
    message: {
      type: 'RTM_GETLINK',
      flags: ['NLM_F_REQUEST', 'NLM_F_DUMP'],
      sequence: 5,
      port: 0,
      header: { family: 'AF_INET6' },
      headerSize: 1,
      padding: '',
    },
  },
  {
    name: 'an MTU from a big endian machine',
    byteOrder: 'big',
    hex: '00000028001000050000000100000000 00000001000000050000000000000000 00080004000005dc',
    message: {
      type: 'RTM_NEWLINK',
      flags: ['NLM_F_REQUEST', 'NLM_F_ACK'],
      sequence: 1,
      port: 0,
      header: { ...noLink, type: 'ARPHRD_ETHER', index: 5 },
      attributes: [{ name: 'IFLA_MTU', value: 1500 }],
    },
  },
  {
    name: 'what no table knows: attributes, flags, a nest, padding that is no zeros',
    hex: `40000000101085000100000000000000 00000000000000000000000000000000
      0500ff3f01aabbcc 0c00fe3f 0800010005000000 0c00fd bf 08000100 05000000`.replace('fd bf', 'fdbf'),
    message: {
      type: 0x1010,
      flags: ['NLM_F_REQUEST', 'NLM_F_ACK', '0x80'],
      sequence: 1,
      port: 0,
      payload: `000000000000000000000000000000000500ff3f01aabbcc0c00fe3f08000100050000000c00fdbf0800010005000000`,
    },
  },
  {
    name: 'attributes that no table knows: bytes, and a nest that says so; odd padding; a u8 in four bytes',
    hex: `44000000 20000500 01000000 00000000 020000000000000100000000
      0500ff3f01aabbcc 0c00fdbf 0800010005000000 0800160006000000 09000340 657468303a000000`.replace(
      '0900 0340',
      '09000340',
    ),
    message: {
      type: 'RTM_NEWRULE',
      flags: ['NLM_F_REQUEST', 'NLM_F_ACK'],
      sequence: 1,
      port: 0,
      header: {
        family: 'AF_INET',
        dst_len: 0,
        src_len: 0,
        tos: 0,
        table: 'RT_TABLE_UNSPEC',
        action: 'FR_ACT_TO_TBL',
        flags: [],
      },
      attributes: [
        { type: 0x3fff, bytes: '01', padding: 'aabbcc' },
        { type: 0x3ffd, attributes: [{ type: 1, bytes: '05000000' }], nested: true },
        { name: 'FRA_IP_PROTO', value: 'IPPROTO_TCP', rest: '000000' },
        { name: 'FRA_IIFNAME', value: 'eth0:', terminated: false, networkByteOrder: true },
      ],
    },
  },
  {
    name: 'a look-up of a generic family',
    protocol: 'generic',
    hex: '20000000100005000100000000000000 03010000 0b0002006e65746465760000',
    message: {
      type: 'GENL_ID_CTRL',
      flags: ['NLM_F_REQUEST', 'NLM_F_ACK'],
      sequence: 1,
      port: 0,
      header: { cmd: 'CTRL_CMD_GETFAMILY', version: 1 },
      attributes: [{ name: 'CTRL_ATTR_FAMILY_NAME', value: 'netdev' }],
    },
  },
  {
    name: 'the bootstrap message of a plain `runc run`',
    protocol: 'libcontainer',
    hex: '2000000030f201000100000000000000 0800916a0000026c 0800976a00000000',
    message: {
      type: 'init',
      flags: ['NLM_F_REQUEST'],
      sequence: 1,
      port: 0,
      attributes: [
        {
          name: 'CloneFlagsAttr',
          value: ['CLONE_NEWNS', 'CLONE_NEWUTS', 'CLONE_NEWIPC', 'CLONE_NEWPID', 'CLONE_NEWNET'],
        },
        { name: 'RootlessEUIDAttr', value: 0 },
      ],
    },
  },
  {
    name: 'a uevent',
    protocol: 'uevent',
    hex: Buffer.from('add@/devices/virtual/net/v0\0ACTION=add\0SEQNUM=12\0').toString('hex'),
    message: {
      type: 'UEVENT',
      flags: [],
      sequence: 0,
      port: 0,
      header: { action: 'add', devpath: '/devices/virtual/net/v0' },
      attributes: [
        { name: 'ACTION', value: 'add' },
        { name: 'SEQNUM', value: '12' },
      ],
    },
  },
]

describe.each(ways)('the %s', (_, make) => {
  const codec = codecOver(make())

  it.each(examples)('decodes $name', ({ hex, message, ...options }) => {
    expect(codec.decode(bytes(hex), options)).toEqual([message])
  })

  it.each(examples)('encodes $name', ({ hex, message, ...options }) => {
    expect(hexOf(codec.encode(message, options))).toBe(hexOf(bytes(hex)))
  })

  it.each(examples)('keeps $name in JSON', ({ message, ...options }) => {
    expect(codec.parse(codec.stringify([message]), options)).toEqual([message])
  })

  it('takes the least that says what is wanted', () => {
    const message = { type: 'RTM_NEWLINK', flags: 5, header: { index: 1, flags: ['IFF_UP'], change: 1 } }
    expect(hexOf(codec.encode([message, message], { sequence: 7, port: 3 }))).toBe(
      hexOf(
        bytes(`20000000100005000700000003000000 00000000010000000100000001000000
               20000000100005000800000003000000 00000000010000000100000001000000`),
      ),
    )
  })

  it('decodes nothing to nothing', () => {
    expect(codec.decode(new Uint8Array())).toEqual([])
    expect(codec.encode([])).toEqual(new Uint8Array())
  })

  it('keeps 64 bits', () => {
    const header = { family: 2, flags: [] }
    const attributes = [{ name: 'FRA_TUN_ID', value: 2n ** 63n + 1n }]
    const list = codec.encode({ type: 'RTM_NEWRULE', header, attributes })
    expect(hexOf(list.subarray(28))).toBe('0c000c008000000000000001')
    expect(codec.decode(list)[0]!.attributes).toEqual(attributes)
    const [message] = codec.parse(codec.stringify(codec.decode(list)))
    expect(message!.attributes).toEqual(attributes)
  })
})

describe('a codec', () => {
  const codec = codecOver(rawExports())

  it.each(examples)('lays out $name: pieces cover all bytes, in order', ({ hex, message: _, ...options }) => {
    const list = bytes(hex)
    let end = 0
    for (const { offset, length, text } of codec.layout(list, options)) {
      expect(offset, text).toBe(end)
      expect(length, text).toBeGreaterThan(0)
      end += length
    }
    expect(end).toBe(list.length)
  })

  it('tells what each piece is', () => {
    const pieces = codec
      .layout(bytes(examples[1]!.hex))
      .map(({ offset, depth, path, text }) => [offset, depth, path, text])
    expect(pieces).toContainEqual([4, 0, '', 'nlmsg_type RTM_NEWLINK'])
    expect(pieces).toContainEqual([36, 0, 'IFLA_IFNAME', 'v0'])
    expect(pieces).toContainEqual([39, 0, '', 'padding'])
    const peer = 'IFLA_LINKINFO.IFLA_INFO_DATA.VETH_INFO_PEER'
    expect(pieces).toContainEqual([76, 3, `${peer}.IFLA_IFNAME`, 'IFLA_IFNAME, 7 bytes'])
    expect(pieces).toContainEqual([64, 2, peer, 'index 7'])
  })

  it.each([
    [{ type: 'RTM_NEWLINKS' }, '', /unknown type of message "RTM_NEWLINKS" at byte 0/],
    [{ type: 'RTM_NEWLINK', header: { ifindex: 1 } }, 'header', /ifinfomsg has no "ifindex"/],
    [{ type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_MTU', value: -1 }] }, 'IFLA_MTU', /value is not from 0 to/],
    [{ type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_MTU', value: 1.5 }] }, 'IFLA_MTU', /not a whole number/],
    [{ type: 'RTM_NEWLINK', attributes: [{ name: 'IFA_LOCAL', value: '::' }] }, 'IFA_LOCAL', /no such attribute here/],
    [{ type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_MTU' }] }, 'IFLA_MTU', /one of value, attributes and bytes/],
    [{ type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_MTU', value: 1, valu: 1 }] }, 'IFLA_MTU', /have no valu/],
    [{ type: 'RTM_NEWADDR', attributes: [{ name: 'IFA_LOCAL', value: '10.0.0.256' }] }, 'IFA_LOCAL', /not an IPv4/],
    [{ type: 'RTM_NEWADDR', attributes: [{ name: 'IFA_LABEL', value: 'a\0b' }] }, 'IFA_LABEL', /holds a NUL/],
    [{ type: 'RTM_NEWADDR', header: { family: 'AF_INET7' } }, 'header.family', /"AF_INET7" is none of af/],
    [{ type: 'RTM_NEWADDR', flags: ['NLM_F_DUMP'] }, '', /"NLM_F_DUMP" is none of/],
    [{ type: 'RTM_NEWADDR', attributes: [{ type: 1, bytes: 'abc' }] }, '1', /not bytes in hex/],
    [
      {
        type: 'RTM_NEWLINK',
        attributes: [
          {
            name: 'IFLA_LINKINFO',
            attributes: [
              { name: 'IFLA_INFO_DATA', attributes: [{ name: 'IFLA_VLAN_ID', value: 5 }] },
              { name: 'IFLA_INFO_KIND', value: 'bridge' },
            ],
          },
        ],
      },
      'IFLA_LINKINFO.IFLA_INFO_DATA',
      /do not belong to what is beside it/,
    ],
  ])('refuses %j at its place', (message, path, reason) => {
    let error: unknown
    try {
      codec.encode(message as never)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(NetlinkError)
    expect((error as NetlinkError).message).toMatch(reason)
    expect((error as NetlinkError).path).toBe(path)
  })

  it('says at which byte it would have stood', () => {
    const attributes = [
      { name: 'IFLA_MTU', value: 1 },
      { name: 'IFLA_IFNAME', value: 7 },
    ]
    expect(() => codec.encode({ type: 'RTM_NEWLINK', attributes })).toThrow(/not a text at byte 44 \(IFLA_IFNAME\)/)
  })
})
