// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The formats that netlink messages come in: bytes in, datagrams out, and nothing read past an end.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hex, readHex, writeCommentedHex, writeHex } from '../../src/netlink/formats/hex.js'
import { writePcap } from '../../src/netlink/formats/pcap.js'
import { detect, readDatagrams } from '../../src/netlink/formats/read.js'
import { readStrace } from '../../src/netlink/formats/strace.js'
import { formatText } from '../../src/netlink/formats/text/index.js'
import { type Datagram, inputFormats } from '../../src/netlink/formats/types.js'
import * as codec from '../../src/netlink/index.js'
import { NetlinkError } from '../../src/netlink/types.js'
import { vectors } from '../helpers/netlink.js'

const bytesOf = (text: string) =>
  Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16))
const ascii = (text: string) => new TextEncoder().encode(text)
const shown = (datagrams: Datagram[]) => datagrams.map(({ bytes }) => hex(bytes))

const request = '14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00 00 00 00 00'
const requestBytes = bytesOf(request)
const escaped = request.replace(/(..) ?/g, '\\x$1')

function refusal(action: () => unknown): NetlinkError {
  try {
    action()
  } catch (error) {
    if (error instanceof NetlinkError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('hex', () => {
  it.each([
    ['blanks', request],
    ['no blanks', request.replaceAll(' ', '')],
    ['words', '14000000 12000103 01000000 00000000 00000000'],
    ['0x and commas', request.replace(/(..) ?/g, '0x$1, ')],
    ['upper case', '14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00 00 00 00 00'.toUpperCase()],
    ['comments', `# a request\n14 00 00 00 # length\n12 00 01 03 // type, flags\n${request.slice(24)}\n`],
    [
      'xxd',
      '00000000: 1400 0000 1200 0103 0100 0000 0000 0000  ..........# ....\n00000010: 0000 0000            ....\n',
    ],
    [
      'hexdump -C',
      '00000000  14 00 00 00 12 00 01 03  01 00 00 00 00 00 00 00  |................|\n' +
        '00000010  00 00 00 00                                       |....|\n00000014\n',
    ],
    ['carriage returns', `${request.slice(0, 23)}\r\n${request.slice(24)}\r\n`],
  ])('is read with %s', (_, text) => expect(shown(readHex(text))).toEqual([request]))

  it('repeats the line that a star stands for', () => {
    const text = '000000  01 02\n*\n000006  03\n000007\n'
    expect(shown(readHex(text))).toEqual(['01 02 01 02 01 02 03'])
  })

  it('holds several datagrams, each with what is said of it', () => {
    const text = `# protocol: generic\n# direction: request\n01 02\n---\n# direction: answer\n03\n`
    expect(readHex(text)).toEqual([
      { bytes: Uint8Array.of(1, 2), protocol: 'generic', direction: 'sent' },
      { bytes: Uint8Array.of(3), direction: 'received' },
    ])
    expect(shown(readHex(writeHex(readHex(text))))).toEqual(['01 02', '03'])
  })

  it('is written piece by piece, and read back', () => {
    const one: Datagram = { bytes: Uint8Array.from({ length: 20 }, (_, i) => i), protocol: 'route', direction: 'sent' }
    const text = writeCommentedHex([one], () => [
      { offset: 0, length: 2, depth: 0, path: '', text: 'a field' },
      { offset: 2, length: 18, depth: 1, path: 'X', text: 'a long one' },
    ])
    expect(text).toMatch(
      /^# protocol: route\n# direction: sent\n00 01 +# a field\n {2}02 03 .* 11 +# {3}a long one\n {2}12 13\n$/,
    )
    expect(readHex(text)).toEqual([one])
  })

  it.each([
    ['zz', 'no hex', 0],
    ['01 02\n03 0', 'no hex', 9],
    ['00000000: 0102\n00000003: 03\n', "the line's offset is 0x3, but it holds byte 0x2", 15],
  ])('refuses %j', (text, reason, offset) => {
    expect(refusal(() => readHex(text))).toMatchObject({ reason: expect.stringContaining(reason), offset })
  })
})

describe('pcap', () => {
  const datagrams: Datagram[] = [
    { bytes: requestBytes, protocol: 'route', direction: 'sent' },
    { bytes: Uint8Array.of(1, 2, 3), protocol: 'generic', direction: 'received' },
  ]
  const file = writePcap(datagrams)

  it('comes back as it went', () => {
    expect(detect(file)).toBe('pcap')
    expect(readDatagrams(file)).toEqual(datagrams)
  })

  it('is read in the other byte order too', () => {
    const swapped = file.slice()
    const swap = (at: number, size: number) => swapped.subarray(at, at + size).reverse()
    for (const at of [0, 8, 12, 16, 20]) swap(at, 4)
    for (const at of [4, 6]) swap(at, 2)
    for (const at of [24, 24 + 16 + 16 + requestBytes.length]) for (const part of [0, 4, 8, 12]) swap(at + part, 4)
    expect(readDatagrams(swapped)).toEqual(datagrams)
  })

  it('has no place for messages of libcontainer', () => {
    expect(refusal(() => writePcap([{ bytes: requestBytes, protocol: 'libcontainer' }])).reason).toContain(
      'libcontainer',
    )
  })

  const changed = (at: number, ...values: number[]) => {
    const copy = file.slice()
    copy.set(values, at)
    return copy
  }
  it.each([
    ['a link type', changed(20, 1), 'link type 1', 20],
    ['a length that overruns', changed(32, 255, 255, 255, 255), 'a packet of 4294967295 bytes', 32],
    ['a length that is too short', changed(32, 4), 'cut to 4 of 36 bytes', 40],
    ['a short packet', changed(32, 4, 0, 0, 0, 4, 0, 0, 0), 'shorter than its header', 40],
    ['a hardware type', changed(42, 0, 1), 'hardware type is 1', 42],
    ['a protocol', changed(54, 0, 9), 'netlink protocol 9', 54],
    ['an end in the header', file.subarray(0, 20), 'ends in its header', 20],
    ['an end in a packet', file.subarray(0, file.length - 1), 'ends before', file.length - 3 - 16 - 8],
    ["an end in a packet's header", file.subarray(0, 30), "ends in a packet's header", 30],
  ])('refuses %s', (_, bytes, reason, offset) => {
    expect(refusal(() => readDatagrams(bytes))).toMatchObject({ reason: expect.stringContaining(reason), offset })
  })
})

describe('pcapng', () => {
  const block = (type: number, body: Uint8Array) => {
    const length = 12 + Math.ceil(body.length / 4) * 4
    const out = new Uint8Array(length)
    const view = new DataView(out.buffer)
    view.setUint32(0, type, true)
    view.setUint32(4, length, true)
    out.set(body, 8)
    view.setUint32(length - 4, length, true)
    return out
  }
  const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
  const section = block(0x0a0d0d0a, bytesOf('4d3c2b1a 01000000 ffffffffffffffff'))
  const device = block(1, bytesOf('fd00 0000 00000000'))
  const packet = writePcap([{ bytes: requestBytes, protocol: 'route', direction: 'received' }]).subarray(40)
  const enhanced = block(6, join(bytesOf('00000000 00000000 00000000 24000000 24000000'), packet))

  it('is read', () => {
    const file = join(section, device, block(5, Uint8Array.of(1)), enhanced)
    expect(detect(file)).toBe('pcapng')
    expect(readDatagrams(file)).toEqual([{ bytes: requestBytes, protocol: 'route', direction: 'received' }])
    const simple = join(section, device, block(3, join(bytesOf('24000000'), packet)))
    expect(shown(readDatagrams(simple))).toEqual([request])
  })

  it.each([
    ['no interface', join(section, enhanced), 'an interface that the file does not describe'],
    ['another link type', join(section, block(1, bytesOf('0100 0000 00000000')), enhanced), 'link type 1'],
    ['an end', join(section, device, enhanced).subarray(0, -4), 'ends before'],
    ['a length of zero', join(section, bytesOf('01000000 00000000 00000000')), 'a block of 0 bytes'],
    ['an odd length', join(section, bytesOf('01000000 0d000000 00000000 00')), 'a block of 13 bytes'],
    ['lengths that differ', join(section, bytesOf('05000000 10000000 00000000 0c000000')), 'differ'],
    [
      'a long packet',
      join(section, device, block(6, bytesOf(`${'00'.repeat(12)} ff000000 ff000000`))),
      'longer than its block',
    ],
    ['no byte order', block(0x0a0d0d0a, new Uint8Array(16)), 'without a byte order'],
  ])('refuses %s', (_, bytes, reason) => expect(refusal(() => readDatagrams(bytes)).reason).toContain(reason))
})

describe('strace', () => {
  const socket = 'socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3'
  const dump =
    ' | 00000  14 00 00 00 12 00 01 03  01 00 00 00 00 00 00 00  ................ |\n' +
    ' | 00010  00 00 00 00                                       ....             |\n'
  const fields =
    '[{nlmsg_len=20, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP}, {ifi_family=AF_UNSPEC}]'

  it.each([
    ['strings', `${socket}\nsendto(3, "${escaped}", 20, 0, NULL, 0) = 20\n`],
    [
      'octal strings',
      `${socket}\nsendto(3, "\\24\\0\\0\\0\\22\\0\\1\\3\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0", 20, 0, NULL, 0) = 20\n`,
    ],
    ['dumps', `${socket}\nsendto(3, ${fields}, 20, 0, NULL, 0) = 20\n${dump}`],
    ['processes', `7 ${socket}\n7 sendto(3, "${escaped}", 20, 0, NULL, 0) = 20\n`],
    ['times', `[pid  7] 12:00:01.5 ${socket}\n[pid  7] 12:00:01.6 sendto(3, "${escaped}", 20, 0, NULL, 0) = 20\n`],
    [
      'calls that were interrupted',
      `7 ${socket}\n7 sendto(3, "${escaped}", 20, 0 <unfinished ...>\n8 ${socket}\n7 <... sendto resumed>, NULL, 0) = 20\n`,
    ],
    [
      'messages',
      `${socket}\nsendmsg(3, {msg_name={sa_family=AF_NETLINK}, msg_namelen=12, msg_iov=[{iov_base="${escaped.slice(0, 40)}", iov_len=10}, {iov_base="${escaped.slice(40)}", iov_len=10}], msg_iovlen=2}, 0) = 20\n`,
    ],
    ['descriptors that are named', `write(3<NETLINK:[ROUTE:77]>, "${escaped}", 20) = 20\n`],
    ['a socket that it did not see, with fields and dumps', `sendto(3, ${fields}, 20, 0, NULL, 0) = 20\n${dump}`],
  ])('is read with %s', (_, text) => {
    expect(detect(ascii(text))).toBe('strace')
    expect(readStrace(text)).toMatchObject([{ bytes: requestBytes, direction: 'sent' }])
  })

  it('leaves out what is none of it', () => {
    const text = [
      socket,
      'socket(AF_UNIX, SOCK_STREAM, 0) = 4',
      'sendto(4, "\\x01", 1, 0, NULL, 0) = 1',
      'write(1, "hello"..., 500) = 500',
      'recvmsg(3, {msg_iov=[{iov_base=NULL, iov_len=0}], msg_flags=MSG_TRUNC}, MSG_PEEK|MSG_TRUNC) = 20',
      'recvmsg(3, {msg_namelen=12}, 0) = -1 EAGAIN (Resource temporarily unavailable)',
      `recvfrom(3, "${escaped}", 8192, 0, NULL, NULL) = 20`,
      '+++ exited with 0 +++',
    ].join('\n')
    expect(readStrace(text)).toEqual([{ bytes: requestBytes, protocol: 'route', direction: 'received' }])
  })

  it('finds the message of libcontainer among writes', () => {
    const message = '20 00 00 00 30 f2 01 00 01 00 00 00 00 00 00 00 08 00 91 6a 00 00 02 6c 08 00 97 6a 00 00 00 00'
    const text = `7 write(1, "x", 1) = 1\n7 write(8, "${message.replace(/(..) ?/g, '\\x$1')}", 32) = 32\n`
    expect(readStrace(text)).toEqual([{ bytes: bytesOf(message), protocol: 'libcontainer', direction: 'sent' }])
  })

  it('takes no time that grows with the square of a line', () => {
    const line = `write(1, ${') = 1 '.repeat(300_000)}"`
    expect(readStrace(`${socket}\n${line}\n`)).toEqual([])
  })

  it.each([
    [`sendto(3, ${fields}, 20, 0, NULL, 0) = 20`, 'record with -e read=all -e write=all'],
    [`sendto(3, "${escaped.slice(0, 16)}"..., 20, 0, NULL, 0) = 20`, 'record with -s 65535'],
    [`sendto(3, "${escaped.slice(0, 16)}", 20, 0, NULL, 0) = 20`, 'the trace holds 4 of 20 bytes'],
  ])('refuses %j', (line, reason) => {
    const error = refusal(() => readStrace(`${socket}\n${line}\n`))
    expect(error.reason).toContain(reason)
    expect(error.offset).toBe(socket.length + 1)
  })
})

describe('any bytes', () => {
  const format = fc.constantFrom(...inputFormats.filter((name) => name !== 'json'))
  it('give datagrams or a NetlinkError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), format, (bytes, from) => {
        try {
          readDatagrams(bytes, from)
        } catch (error) {
          if (!(error instanceof NetlinkError)) throw error
        }
      }),
    )
  })

  it('do so after a change to a good file', () => {
    const good = writePcap([{ bytes: requestBytes }, { bytes: requestBytes, protocol: 'generic' }])
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, end) => {
        const bytes = good.slice(0, end)
        if (at < end) bytes[at] = value
        try {
          readDatagrams(bytes, 'pcap')
        } catch (error) {
          if (!(error instanceof NetlinkError)) throw error
        }
      }),
    )
  })
})

describe('what decodes', () => {
  const all = vectors()
  const lines = (text: string) => text.split('\n')

  it('can be shown, and holds no line that somebody else wrote', () => {
    for (const { bytes, protocol } of all) {
      expect(lines(formatText(codec.decode(bytes, { protocol }))).length).toBeGreaterThan(1)
    }
    const name = 'x\nRTM_FAKE\u001b[2J'
    const text = formatText(
      codec.decode(codec.encode({ type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_IFNAME', value: name }] })),
    )
    expect(text).toContain('0: x\\u000aRTM_FAKE\\u001b[2J: <>')
  })

  it('can be shown, and comes back from commented hex, also after changes', () => {
    const changed = fc.tuple(fc.nat(all.length - 1), fc.nat(), fc.nat(255)).map(([which, at, value]) => {
      const { bytes, protocol } = all[which] as (typeof all)[number]
      const copy = bytes.slice()
      copy[at % copy.length] = value
      return { bytes: copy, protocol }
    })
    fc.assert(
      fc.property(changed, (one) => {
        const { bytes, protocol } = one
        let messages: codec.Message[]
        try {
          messages = codec.decode(bytes, { protocol })
        } catch (error) {
          if (!(error instanceof NetlinkError)) throw error
          return
        }
        formatText(messages)
        const commented = writeCommentedHex([one], () => codec.layout(bytes, { protocol }))
        expect(readHex(commented)).toEqual([one])
      }),
      { numRuns: 500 },
    )
  })
})
