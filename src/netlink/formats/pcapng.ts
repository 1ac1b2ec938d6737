// SPDX-License-Identifier: Apache-2.0
// pcapng files of LINKTYPE_NETLINK, as Wireshark and dumpcap write them: blocks of a type and a length that stands in
// front and behind. https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html
import { NetlinkError } from '../types.js'
import { checkLinktype, readPacket, viewOf } from './pcap.js'
import type { Datagram } from './types.js'

const block = { section: 0x0a0d0d0a, interface: 1, simplePacket: 3, enhancedPacket: 6 } as const
const byteOrderMagic = 0x1a2b3c4d
/** Type, length, and the length again. */
const leastBlock = 12

export const isPcapng = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && viewOf(bytes).getUint32(0) === block.section

/** @throws NetlinkError for a file that is cut, has another link type, or whose lengths do not fit. */
export function readPcapng(bytes: Uint8Array): Datagram[] {
  if (!isPcapng(bytes)) throw new NetlinkError('no pcapng file: it does not begin with a section', 0)
  const view = viewOf(bytes)
  const datagrams: Datagram[] = []
  let little = true
  let linktypes: number[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes.length - at < leastBlock) throw new NetlinkError('the pcapng file ends in a block', bytes.length)
    const type = view.getUint32(at, little)
    if (type === block.section) {
      little = sectionOrder(view, at)
      linktypes = []
    }
    const length = view.getUint32(at + 4, little)
    if (length < leastBlock || length % 4 !== 0) throw new NetlinkError(`a block of ${length} bytes`, at + 4)
    if (length > bytes.length - at) {
      throw new NetlinkError(`a block of ${length} bytes, but the pcapng file ends before`, at + 4)
    }
    if (view.getUint32(at + length - 4, little) !== length) {
      throw new NetlinkError('the two lengths of a block differ', at + length - 4)
    }
    const body = viewOf(bytes.subarray(at + 8, at + length - 4))
    if (type === block.interface) linktypes.push(field(body, 0, 2, little, at))
    else if (type === block.enhancedPacket) datagrams.push(enhanced(body, little, linktypes, at + 8))
    else if (type === block.simplePacket) datagrams.push(simple(body, little, linktypes, at + 8))
    at += length
  }
  return datagrams
}

/** Each section has a byte order of its own; its type reads the same either way. */
function sectionOrder(view: DataView, at: number): boolean {
  if (view.byteLength - at < 28) throw new NetlinkError("the pcapng file ends in a section's header", view.byteLength)
  if (view.getUint32(at + 8, true) === byteOrderMagic) return true
  if (view.getUint32(at + 8, false) === byteOrderMagic) return false
  throw new NetlinkError('a section without a byte order', at + 8)
}

function enhanced(body: DataView, little: boolean, linktypes: readonly number[], offset: number): Datagram {
  const link = linktypes[field(body, 0, 4, little, offset)]
  if (link === undefined) throw new NetlinkError('a packet of an interface that the file does not describe', offset)
  checkLinktype(link, offset)
  const [captured, original] = [field(body, 12, 4, little, offset), field(body, 16, 4, little, offset)]
  return readPacket(packetAt(body, 20, captured, offset), original, offset + 20)
}

function simple(body: DataView, little: boolean, linktypes: readonly number[], offset: number): Datagram {
  checkLinktype(linktypes[0] ?? -1, offset)
  const original = field(body, 0, 4, little, offset)
  return readPacket(packetAt(body, 4, Math.min(original, body.byteLength - 4), offset), original, offset + 4)
}

function packetAt(body: DataView, start: number, length: number, offset: number): Uint8Array {
  if (length > body.byteLength - start) {
    throw new NetlinkError(`a packet of ${length} bytes is longer than its block`, offset)
  }
  return new Uint8Array(body.buffer, body.byteOffset + start, length)
}

function field(body: DataView, at: number, size: 2 | 4, little: boolean, offset: number): number {
  if (body.byteLength < at + size) throw new NetlinkError('the block is too short for what it holds', offset)
  return size === 2 ? body.getUint16(at, little) : body.getUint32(at, little)
}
