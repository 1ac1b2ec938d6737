// SPDX-License-Identifier: Apache-2.0
// What strace(1) recorded: `strace -f -xx -s 65535 -e trace=%network,write -e read=all -e write=all`. The bytes come
// from the dumps that -e read and -e write give, else from the strings of the calls; where strace shows a message as
// fields and gives no dump, nobody can tell the bytes, and the trace is refused.
import { NetlinkError, type Protocol } from '../types.js'
import { type Buffers, readBuffers } from './strace-strings.js'
import { type Datagram, mostBytes } from './types.js'

const protocolNames: Readonly<Record<string, Protocol>> = {
  NETLINK_ROUTE: 'route',
  NETLINK_GENERIC: 'generic',
  NETLINK_SOCK_DIAG: 'sock_diag',
  NETLINK_INET_DIAG: 'sock_diag',
  NETLINK_CONNECTOR: 'connector',
  NETLINK_KOBJECT_UEVENT: 'uevent',
}
/** As -y and -yy show a descriptor: `3<NETLINK:[ROUTE:4711]>`. */
const annotated: Readonly<Record<string, Protocol>> = {
  ROUTE: 'route',
  GENERIC: 'generic',
  SOCK_DIAG: 'sock_diag',
  INET_DIAG: 'sock_diag',
  CONNECTOR: 'connector',
  KOBJECT_UEVENT: 'uevent',
}

const transfer = /^(sendto|sendmsg|write|recvfrom|recvmsg|read)\((\d+)(?:<([^>]*)>)?, /
const resumed = /^<\.\.\. (\w+) resumed>/
const initMessage = 62000

export const isStrace = (text: string): boolean =>
  /^(?:\[pid +\d+\] |\d+ +)?(?:[\d:.]+ )?(?:socket|sendto|sendmsg|recvfrom|recvmsg|write|read)\(/m.test(text)

/**
 * The datagrams of all netlink sockets, and libcontainer's messages, in the order in which the calls ended.
 * @throws NetlinkError with the offset of the line that cannot be read.
 */
export function readStrace(text: string): Datagram[] {
  if (text.length > 4 * mostBytes) throw new NetlinkError('the trace is too long', 4 * mostBytes)
  const trace = new Trace()
  let at = 0
  for (const line of text.split('\n')) {
    trace.line(line, at)
    at += line.length + 1
  }
  return trace.end()
}

interface Call {
  line: string
  pid: string
  /** Where it stands in the file. */
  at: number
  dump: number[]
}

class Trace {
  readonly #datagrams: Datagram[] = []
  /** What each descriptor is, by `process:fd` and by `fd` alone, for threads share them and children inherit them. */
  readonly #sockets = new Map<string, Protocol | 'other'>()
  readonly #unfinished = new Map<string, string>()
  #call: Call | undefined

  line(line: string, at: number): void {
    const dump = /^ \| [0-9a-f]{5,} {2}([0-9a-f ]{48}) {2}/.exec(line)
    if (dump !== null) {
      for (const pair of dump[1]?.match(/\S\S/g) ?? []) this.#call?.dump.push(Number.parseInt(pair, 16))
      return
    }
    if (/^ \* \d+ bytes in buffer \d+/.test(line)) return
    this.#finish()
    const [prefix = '', bracketed, bare] = /^(?:\[pid +(\d+)\] |(\d+) +)?(?: *\d[\d:.]* )?/.exec(line) ?? []
    const pid = bracketed ?? bare ?? ''
    const text = line.slice(prefix.length)
    if (text.endsWith(' <unfinished ...>')) {
      this.#unfinished.set(pid, text.slice(0, -' <unfinished ...>'.length))
      return
    }
    const rest = resumed.exec(text)
    const whole = rest === null ? text : (this.#unfinished.get(pid) ?? '') + text.slice(rest[0].length)
    if (rest !== null) this.#unfinished.delete(pid)
    if (this.#socket(whole, pid)) return
    if (transfer.test(whole)) this.#call = { line: whole, pid, at, dump: [] }
  }

  end(): Datagram[] {
    this.#finish()
    return this.#datagrams
  }

  #socket(line: string, pid: string): boolean {
    const [, family, protocol, fd] = /^socket\((\w+), [^,]+, ([^)]+)\) += (\d+)/.exec(line) ?? []
    const closed = /^close\((\d+)/.exec(line)?.[1]
    const number = fd ?? closed
    if (number === undefined) return false
    const known = family === 'AF_NETLINK' ? (protocolNames[protocol ?? ''] ?? 'other') : 'other'
    for (const key of [`${pid}:${number}`, ...(closed === undefined ? [number] : [])]) {
      if (closed === undefined) this.#sockets.set(key, known)
      else this.#sockets.delete(key)
    }
    return true
  }

  #finish(): void {
    const call = this.#call
    this.#call = undefined
    if (call === undefined) return
    const [, name = '', fd = '', label] = transfer.exec(call.line) ?? []
    const returned = returnedBy(call.line)
    if (returned === 0 || call.line.includes('MSG_PEEK')) return
    const known = this.#protocol(call.pid, fd, label)
    const buffers = readBuffers(call.line)
    const message = known === undefined && name === 'write' ? libcontainerMessage(call, buffers, returned) : undefined
    if (message !== undefined) {
      this.#datagrams.push({ bytes: message, protocol: 'libcontainer', direction: 'sent' })
      return
    }
    const shown = call.line.includes('{nlmsg_len=')
    if (known === 'other' || (known === undefined && !shown)) return
    const bytes = bytesOf(call, buffers, returned)
    const direction = name.startsWith('r') ? 'received' : 'sent'
    this.#datagrams.push({ bytes, direction, ...(known === undefined ? {} : { protocol: known }) })
  }

  #protocol(pid: string, fd: string, label: string | undefined): Protocol | 'other' | undefined {
    const family = /^NETLINK:\[(\w+)/.exec(label ?? '')?.[1]
    if (family !== undefined) return annotated[family] ?? 'other'
    return this.#sockets.get(`${pid}:${fd}`) ?? this.#sockets.get(fd)
  }
}

/** What stands behind the last `=`; 0 if the call did not end. */
function returnedBy(line: string): number {
  const at = line.lastIndexOf('= ')
  const number = Number.parseInt(line.slice(at + 2), 10)
  return at > 0 && /\)\s*$/.test(line.slice(Math.max(0, at - 40), at)) && number > 0 ? number : 0
}

function bytesOf({ dump, at }: Call, { bytes, shortened, fields }: Buffers, returned: number): Uint8Array {
  const found = dump.length > 0 ? Uint8Array.from(dump) : bytes
  if (dump.length === 0 && fields) {
    throw new NetlinkError('strace shows fields here, not bytes: record with -e read=all -e write=all', at)
  }
  if (dump.length === 0 && shortened) throw new NetlinkError('strace cut a string short: record with -s 65535', at)
  if (found.length < returned) {
    throw new NetlinkError(`the trace holds ${found.length} of ${returned} bytes of this datagram`, at)
  }
  return found.subarray(0, returned)
}

/** A write that is exactly one bootstrap message; other writes are none of ours. */
function libcontainerMessage(call: Call, buffers: Buffers, returned: number): Uint8Array | undefined {
  const found = call.dump.length > 0 ? Uint8Array.from(call.dump) : buffers.bytes
  const [length, type] = [le(found, 0, 4), le(found, 4, 2)]
  if (type !== initMessage || length !== returned) return undefined
  return bytesOf(call, buffers, returned)
}

const le = (bytes: Uint8Array, at: number, size: number) =>
  Array.from(bytes.subarray(at, at + size)).reduceRight((sum, byte) => sum * 256 + byte, 0)
