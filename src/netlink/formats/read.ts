// SPDX-License-Identifier: Apache-2.0
// One door to the formats that can be read. What a file is can be seen from its first bytes.
import { NetlinkError } from '../types.js'
import { readHex } from './hex.js'
import { isPcap, readPcap } from './pcap.js'
import { isPcapng, readPcapng } from './pcapng.js'
import { isStrace, readStrace } from './strace.js'
import { type Datagram, type InputFormat, mostBytes } from './types.js'

/** A guess that is wrong for no file that one of the writers makes; `--from` is there for the others. */
export function detect(bytes: Uint8Array): InputFormat {
  if (isPcap(bytes)) return 'pcap'
  if (isPcapng(bytes)) return 'pcapng'
  // Every message has a zero byte in its header, and every uevent one behind its first line; text has none.
  if (bytes.includes(0)) return 'raw'
  const text = latin1(bytes)
  if (/^\s*[[{]\s*(?:["{\]]|$)/.test(text)) return 'json'
  return isStrace(text) ? 'strace' : 'hex'
}

/**
 * The datagrams of a file.
 * @throws NetlinkError with an offset in the file.
 */
export function readDatagrams(bytes: Uint8Array, format: Exclude<InputFormat, 'json'> = binaryOr(bytes)): Datagram[] {
  if (bytes.length > mostBytes) throw new NetlinkError(`more than ${mostBytes} bytes`, mostBytes)
  switch (format) {
    case 'pcap':
      return readPcap(bytes)
    case 'pcapng':
      return readPcapng(bytes)
    case 'raw':
      return bytes.length === 0 ? [] : [{ bytes }]
    case 'strace':
      return readStrace(latin1(bytes))
    case 'hex':
      return readHex(latin1(bytes))
  }
}

function binaryOr(bytes: Uint8Array): Exclude<InputFormat, 'json'> {
  const found = detect(bytes)
  if (found === 'json') throw new NetlinkError('this is JSON, not bytes of netlink', 0)
  return found
}

/** A byte a character, so that offsets in the text are offsets in the file. */
function latin1(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return parts.join('')
}
