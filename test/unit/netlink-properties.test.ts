// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What holds of all messages and of all bytes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codecOver } from '../../src/netlink/codec.js'
import { componentExports } from '../../src/netlink/component.js'
import { rawExports } from '../../src/netlink/raw.js'
import { type ByteOrder, type CodecOptions, NetlinkError, type Protocol } from '../../src/netlink/types.js'
import { messageOf, selectedOf } from '../helpers/netlink-arbitrary.js'

const codec = codecOver(rawExports())
const component = codecOver(componentExports())
const protocols: Protocol[] = ['route', 'generic', 'libcontainer', 'sock_diag', 'connector']
const orders: ByteOrder[] = ['little', 'big']
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Bytes that once were a message. */
const spoilt = (protocol: Protocol) =>
  fc
    .tuple(
      fc.array(messageOf(codec.tables(), protocol), { minLength: 1, maxLength: 2 }),
      fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 3, 4, 8, 0x80, 0xff))), { maxLength: 4 }),
      fc.nat(),
    )
    .map(([messages, changes, cut]) => {
      const bytes = codec.encode(messages, { protocol })
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      return cut % 3 === 0 ? bytes.slice(0, cut % (bytes.length + 1)) : bytes
    })

/** Decodes to what encodes to the same bytes, or is refused as `validate` says. */
function check(bytes: Uint8Array, options: CodecOptions): void {
  const findings = codec.validate(bytes, 'strict', options)
  for (const { offset, message } of [...findings, ...codec.validate(bytes, 'kernel', options)]) {
    expect(offset, message).toBeLessThanOrEqual(bytes.length)
  }
  let messages: ReturnType<typeof codec.decode>
  try {
    messages = codec.decode(bytes, options)
  } catch (error) {
    expect(error).toBeInstanceOf(NetlinkError)
    const { offset, reason, path } = error as NetlinkError
    expect(findings).toContainEqual({ message: reason, offset, path })
    return
  }
  expect(hexOf(codec.encode(messages, options))).toBe(hexOf(bytes))
  expect(codec.parse(codec.stringify(messages), options)).toEqual(messages)
  let end = 0
  for (const { offset, length } of codec.layout(bytes, options)) {
    expect(offset).toBe(end)
    end += length
  }
  expect(end).toBe(bytes.length)
}

describe.each(protocols)('%s', (protocol) => {
  it.each(orders)('decode(encode(message)) is the message, %s endian', (byteOrder) => {
    fc.assert(
      fc.property(messageOf(codec.tables(), protocol), (message) => {
        const bytes = codec.encode(message, { protocol, byteOrder })
        expect(codec.decode(bytes, { protocol, byteOrder })).toEqual([message])
        expect(bytes).toEqual(component.encode(message, { protocol, byteOrder }))
      }),
      { numRuns: 150 },
    )
  })

  it.each(orders)('encode(decode(bytes)) is the bytes, of bytes that were a message, %s endian', (byteOrder) => {
    fc.assert(
      fc.property(spoilt(protocol), (bytes) => check(bytes, { protocol, byteOrder: 'little' })),
      { numRuns: 150 },
    )
    fc.assert(
      fc.property(spoilt(protocol), (bytes) => check(bytes, { protocol, byteOrder })),
      { numRuns: 30 },
    )
  })

  it('throws nothing but NetlinkError for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        check(bytes, { protocol })
        if (bytes.length < 16) return
        // A header that is right lets more of the rest be looked at.
        const header = new DataView(bytes.buffer, bytes.byteOffset)
        header.setUint32(0, bytes.length, true)
        header.setUint16(4, 16 + (bytes[4]! % 100), true)
        check(bytes, { protocol })
      }),
      { numRuns: 150 },
    )
  })
})

describe('nests that something beside them decides', () => {
  it('decode(encode(message)) is the message', () => {
    fc.assert(
      fc.property(selectedOf(codec.tables()), (message) => {
        expect(codec.decode(codec.encode(message))).toEqual([message])
      }),
      { numRuns: 150 },
    )
  })
})

describe('uevents', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll(/[\0@=]/g, ''))

  it('decode(encode(message)) is the message', () => {
    const attributes = fc.array(fc.record({ name: word, value: word }), { maxLength: 5 })
    const message = fc
      .record({ action: word, devpath: word })
      .chain((header) =>
        attributes.map((list) => ({ type: 'UEVENT', flags: [], sequence: 0, port: 0, header, attributes: list })),
      )
    fc.assert(
      fc.property(message, (value) => {
        fc.pre(value.header.action !== '' || value.header.devpath !== '')
        expect(codec.decode(codec.encode(value, { protocol: 'uevent' }), { protocol: 'uevent' })).toEqual([value])
      }),
    )
  })

  it('throws nothing but NetlinkError for random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => check(bytes, { protocol: 'uevent' })))
  })
})
