// SPDX-License-Identifier: Apache-2.0
// What `gantry netlink` reads: a file or the standard input, in any format.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { detect, readDatagrams } from '../../netlink/formats/read.js'
import { type Datagram, type InputFormat, inputFormats, mostBytes } from '../../netlink/formats/types.js'
import * as codec from '../../netlink/index.js'
import { type ByteOrder, type Message, NetlinkError, type Protocol } from '../../netlink/types.js'
import type { Call } from '../frame/call.js'
import { byteOrderOption, choice, protocolOption } from './options.js'

/** A datagram with what its numbers mean. */
export type Known = Datagram & { protocol: Protocol }

/** What is wrong lies in a datagram, not in the file around it. */
export class DatagramError extends NetlinkError {
  /** @param datagram Counted from 1. */
  constructor(
    cause: NetlinkError,
    readonly datagram: number,
  ) {
    super(cause.reason, cause.offset, cause.path)
  }
}

export interface Input {
  datagrams: Known[]
  /** Of all datagrams. */
  messages: Message[]
  protocol: Protocol
  byteOrder: ByteOrder
}

/** @throws NetlinkError for what cannot be read, DatagramError for what is no netlink. */
export function readInput(call: Call, path: string): Input {
  const { options } = call
  const bytes = readAll(call, path)
  const format: InputFormat = choice(options, 'input', inputFormats) ?? detect(bytes)
  const byteOrder = byteOrderOption(options)
  const wanted = protocolOption(options)
  if (format === 'json') {
    const protocol = wanted ?? 'route'
    const messages = codec.parse(Buffer.from(bytes).toString(), { protocol, byteOrder })
    const datagrams = messages.map((message) => ({ bytes: codec.encode(message, { protocol, byteOrder }), protocol }))
    return { datagrams, messages, protocol, byteOrder }
  }
  const { datagrams, protocol } = ofOneProtocol(readDatagrams(bytes, format), wanted)
  return { datagrams, messages: decodeAll(datagrams, byteOrder), protocol, byteOrder }
}

/** Where the file tells, `--protocol` picks; where it does not, it says what the numbers mean. */
function ofOneProtocol(found: readonly Datagram[], wanted: Protocol | undefined) {
  const told = [...new Set(found.flatMap(({ protocol }) => protocol ?? []))]
  const [first, second] = told
  if (wanted === undefined && second !== undefined) {
    throw new NetlinkError(`the input holds messages of ${told.join(' and ')}: choose with --protocol`, 0)
  }
  const protocol = wanted ?? first ?? 'route'
  const datagrams = found
    .filter((one) => (one.protocol ?? protocol) === protocol)
    .map((one): Known => ({ ...one, protocol }))
  if (datagrams.length === 0 && found.length > 0) {
    throw new NetlinkError(`the input holds no messages of ${protocol}, but of ${told.join(' and ')}`, 0)
  }
  return { datagrams, protocol }
}

function decodeAll(datagrams: readonly Known[], byteOrder: ByteOrder): Message[] {
  return datagrams.flatMap(({ bytes, protocol }, index) => {
    try {
      return codec.decode(bytes, { protocol, byteOrder })
    } catch (error) {
      throw error instanceof NetlinkError && datagrams.length > 1 ? new DatagramError(error, index + 1) : error
    }
  })
}

export function readAll({ place, reach }: Call, path: string): Uint8Array {
  const fd = path === '-' ? place.input : openSync(reach(path), 'r')
  try {
    if (fstatSync(fd).isDirectory()) throw new Error(`${path} is a directory`)
    return readDescriptor(fd)
  } finally {
    if (path !== '-') closeSync(fd)
  }
}

function readDescriptor(fd: number): Uint8Array {
  const chunks: Uint8Array[] = []
  for (let length = 0; ; ) {
    const chunk = Buffer.allocUnsafe(1 << 18)
    const count = readSome(fd, chunk)
    if (count === 0) return Buffer.concat(chunks)
    length += count
    if (length > mostBytes) throw new NetlinkError(`more than ${mostBytes} bytes`, mostBytes)
    chunks.push(chunk.subarray(0, count))
  }
}

function readSome(fd: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, chunk)
    } catch (error) {
      // Whoever gave us the descriptor made it nonblocking: wait a moment for the writer.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}
