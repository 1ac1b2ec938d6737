// SPDX-License-Identifier: Apache-2.0
// pcap files of LINKTYPE_NETLINK, as `tcpdump -i nlmon0` and Wireshark write them: each packet is a cooked header of 16
// bytes, big endian, and a datagram. https://www.tcpdump.org/linktypes/LINKTYPE_NETLINK.html
import { NetlinkError } from '../types.js'
import { type Datagram, mostBytes, protocolNumbers, protocolOf } from './types.js'

export const linktypeNetlink = 253
const arphrdNetlink = 824
const cookedHeader = 16
/** PACKET_OUTGOING: from a program to the kernel, as nlmon numbers it. */
const outgoing = 4
const fileHeader = 24
const recordHeader = 16

// By the first four bytes: byte order. Times are in microseconds or nanoseconds, which matters to nobody here.
const magics = new Map([
  ['a1b2c3d4', false],
  ['a1b23c4d', false],
  ['d4c3b2a1', true],
  ['4d3cb2a1', true],
])

export const isPcap = (bytes: Uint8Array): boolean => bytes.length >= 4 && magics.has(magicOf(bytes))

const magicOf = (bytes: Uint8Array) =>
  Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @throws NetlinkError for a file that is cut, of another link type, or whose lengths do not fit. */
export function readPcap(bytes: Uint8Array): Datagram[] {
  const little = magics.get(magicOf(bytes))
  if (little === undefined) throw new NetlinkError('no pcap file: its first four bytes are none of the known ones', 0)
  if (bytes.length < fileHeader) throw new NetlinkError('the pcap file ends in its header', bytes.length)
  const view = viewOf(bytes)
  checkLinktype(view.getUint32(20, little) & 0x0fff_ffff, 20)
  const datagrams: Datagram[] = []
  let at = fileHeader
  while (at < bytes.length) {
    if (bytes.length - at < recordHeader)
      throw new NetlinkError("the pcap file ends in a packet's header", bytes.length)
    const [captured, original] = [view.getUint32(at + 8, little), view.getUint32(at + 12, little)]
    if (captured > bytes.length - at - recordHeader) {
      throw new NetlinkError(`a packet of ${captured} bytes, but the pcap file ends before`, at + 8)
    }
    at += recordHeader
    datagrams.push(readPacket(bytes.subarray(at, at + captured), original, at))
    at += captured
  }
  return datagrams
}

export function checkLinktype(linktype: number, offset: number): void {
  if (linktype === linktypeNetlink) return
  throw new NetlinkError(`link type ${linktype}: only ${linktypeNetlink}, LINKTYPE_NETLINK, holds netlink`, offset)
}

/** A cooked header and a datagram. */
export function readPacket(packet: Uint8Array, original: number, offset: number): Datagram {
  if (packet.length < original) {
    throw new NetlinkError(`the packet was cut to ${packet.length} of ${original} bytes: capture with -s 0`, offset)
  }
  if (packet.length < cookedHeader) {
    throw new NetlinkError(`a packet of ${packet.length} bytes is shorter than its header of ${cookedHeader}`, offset)
  }
  const view = viewOf(packet)
  if (view.getUint16(2) !== arphrdNetlink) {
    throw new NetlinkError(`the packet's hardware type is ${view.getUint16(2)}, not ${arphrdNetlink}`, offset + 2)
  }
  const number = view.getUint16(14)
  const protocol = protocolOf(number)
  if (protocol === undefined) {
    throw new NetlinkError(`netlink protocol ${number} is none that gantry reads`, offset + 14)
  }
  const direction = view.getUint16(0) === outgoing ? 'sent' : 'received'
  return { bytes: packet.subarray(cookedHeader), protocol, direction }
}

/** Times are zero, so that the same datagrams give the same file. */
export function writePcap(datagrams: readonly Datagram[]): Uint8Array {
  const size = datagrams.reduce((sum, { bytes }) => sum + recordHeader + cookedHeader + bytes.length, fileHeader)
  if (size > mostBytes) throw new NetlinkError(`more than ${mostBytes} bytes`, 0)
  const file = new Uint8Array(size)
  const view = viewOf(file)
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, mostBytes, true)
  view.setUint32(20, linktypeNetlink, true)
  let at = fileHeader
  for (const { bytes, protocol = 'route', direction = 'sent' } of datagrams) {
    if (protocol === 'libcontainer') {
      throw new NetlinkError('messages of libcontainer have no place in a pcap file: they never pass the kernel', 0)
    }
    const length = cookedHeader + bytes.length
    view.setUint32(at + 8, length, true)
    view.setUint32(at + 12, length, true)
    at += recordHeader
    view.setUint16(at, direction === 'sent' ? outgoing : 0)
    view.setUint16(at + 2, arphrdNetlink)
    view.setUint16(at + 14, protocolNumbers[protocol])
    file.set(bytes, at + cookedHeader)
    at += length
  }
  return file
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
