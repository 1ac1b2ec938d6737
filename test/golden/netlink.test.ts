// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// Messages that iproute2, pyroute2, runc and the kernel made.
import { describe, expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import { hex, readHex, writeCommentedHex } from '../../src/netlink/formats/hex.js'
import * as codec from '../../src/netlink/index.js'
import { compactJson, expectGolden, hostNamed } from '../helpers/golden.js'
import { runcConfig, vectors } from '../helpers/netlink.js'

const all = vectors()
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const typeOf = (bytes: Uint8Array) => view(bytes).getUint16(4, true)

describe('the vectors', () => {
  it('are many, from several producers', () => {
    expect(all.length).toBeGreaterThan(250)
    const of = (producer: string) => all.filter(({ name }) => name.startsWith(`${producer}/`)).length
    expect(of('iproute2')).toBeGreaterThan(100)
    expect(of('pyroute2')).toBeGreaterThan(30)
    expect(of('kernel')).toBeGreaterThan(90)
    expect(of('runc')).toBeGreaterThan(10)
  })

  it.each(all)('$name says where it comes from and what it means', ({ head }) => {
    expect(head).toMatchObject({
      producer: expect.stringMatching(/^(iproute2 \d|pyroute2 \d|runc \d|Linux \d|Python)/),
      direction: expect.stringMatching(/^(request|answer|event)$/),
      command: expect.stringMatching(/./),
      meaning: expect.stringMatching(/./),
    })
    expect(head['kernel'] ?? head['producer']).toMatch(/^Linux \d/)
  })

  // rtnetlink's request and answer families by the base of their types, and the other protocols.
  it.each([
    ['links', 16, 19],
    ['addresses', 20, 22],
    ['routes', 24, 26],
    ['neighbours', 28, 30],
    ['rules', 32, 34],
    ['queueing disciplines', 36, 38],
    ['filters', 44, 46],
    ['network configuration', 80, 82],
    ['namespace ids', 88, 90],
  ])('have requests, answers or events about %s', (_, first, last) => {
    const some = all.filter(({ protocol, bytes }) => {
      const type = typeOf(bytes)
      return protocol === 'route' && type >= first && type <= last
    })
    expect(new Set(some.map(({ head }) => head['direction'] === 'request')).size).toBe(2)
  })

  it.each(['generic', 'sock_diag', 'uevent', 'connector', 'libcontainer'])('have messages of %s', (protocol) => {
    expect(all.some((one) => one.protocol === protocol)).toBe(true)
  })

  it('have errors with words and offsets, dumps of several messages, and events', () => {
    const extended = all.filter(({ bytes, protocol }) => {
      const flags = view(bytes).getUint16(6, true)
      return protocol !== 'uevent' && typeOf(bytes) === 2 && (flags & 0x200) !== 0
    })
    expect(extended.length).toBeGreaterThan(7)
    const multi = all.filter(({ bytes, protocol }) => protocol === 'route' && view(bytes).getUint16(6, true) & 2)
    expect(multi.length).toBeGreaterThan(20)
    expect(all.filter(({ head }) => head['direction'] === 'event').length).toBeGreaterThan(10)
  })
})

describe.each(all)('$name', ({ bytes, protocol, golden }) => {
  const messages = () => codec.decode(bytes, { protocol })

  it('is read as was reviewed', () => {
    expectGolden(golden, `${compactJson(JSON.parse(codec.stringify(messages())))}\n`)
  })

  it('comes back byte for byte', () => {
    expect(hex(codec.encode(messages(), { protocol }))).toBe(hex(bytes))
  })

  it('comes back byte for byte from JSON', () => {
    const parsed = codec.parse(codec.stringify(messages()), { protocol })
    expect(hex(codec.encode(parsed, { protocol }))).toBe(hex(bytes))
  })

  it('is covered by its layout', () => {
    const pieces = codec.layout(bytes, { protocol })
    let at = 0
    for (const { offset, length } of pieces) {
      expect(offset).toBe(at)
      at += length
    }
    expect(at).toBe(bytes.length)
    const text = writeCommentedHex([{ bytes, protocol }], () => pieces)
    expect(readHex(text)).toEqual([{ bytes, protocol }])
  })
})

describe('the bootstrap message', () => {
  const runc = all.filter(({ name }) => runcConfig(name) !== undefined)
  // gantry has no containers of unprivileged users: it refuses them by name.
  const comparable = runc.filter(({ head }) => !head['meaning']?.includes('without privilege'))

  it('can be compared', () => expect(comparable.length).toBeGreaterThan(8))

  it.each(comparable)('of $name is what gantry writes for the same container, before its operations', (one) => {
    const host = hostNamed('hybrid')
    const { plan, diagnostics } = rawCore().compile(Buffer.from(runcConfig(one.name) ?? ''), {
      id: 'x',
      bundle: '/bundle',
      host,
    })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const read = (bytes: Uint8Array) => codec.decode(bytes, { protocol: 'libcontainer' })[0]
    const [theirs, ours] = [read(one.bytes), read(plan!.message)]
    expect({ ...ours, attributes: ours?.attributes?.slice(0, theirs?.attributes?.length) }).toEqual(theirs)
    expect(ours?.attributes?.length).toBe((theirs?.attributes?.length ?? 0) + 1)
  })
})
