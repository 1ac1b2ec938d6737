// SPDX-License-Identifier: Apache-2.0
// The codec over the exports of the netlink module. Both ways to run the module end here.
import type { NetlinkExports } from './exports.js'
import { layoutOf } from './layout.js'
import { type Place, StreamReader } from './read.js'
import { anyNumber, makeSchema, type Schema, type Tables } from './tables.js'
import {
  type Codec,
  type CodecOptions,
  type EncodeOptions,
  type Finding,
  type Message,
  type MessageInput,
  NetlinkError,
  type Protocol,
} from './types.js'
import { StreamWriter } from './write.js'

// In the order of core-c/netlink/codec/tables.h.
const protocols: readonly Protocol[] = ['route', 'generic', 'libcontainer', 'sock_diag', 'connector', 'uevent']
const byteOrders = ['little', 'big'] as const
const strictnesses = ['kernel', 'strict'] as const

const decoder = new TextDecoder()

function numberOf<T>(list: readonly T[], value: T, what: string): number {
  const number = list.indexOf(value)
  if (number < 0) throw new RangeError(`${what} is not one of ${list.join(', ')}: ${value}`)
  return number
}

const protocolOf = ({ protocol = 'route' }: CodecOptions) => numberOf(protocols, protocol, 'protocol')
const orderOf = ({ byteOrder = 'little' }: CodecOptions) => numberOf(byteOrders, byteOrder, 'byteOrder')

/** The codec, and the tables that it works with. */
export interface CodecWithTables extends Codec {
  /** What is known of messages and attributes. */
  tables(): Tables
}

export function codecOver(exports: NetlinkExports): CodecWithTables {
  const made: { tables?: Tables; schema?: Schema; reader?: StreamReader; writer?: StreamWriter } = {}
  const tables = () => {
    made.tables ??= JSON.parse(decoder.decode(exports.tables())) as Tables
    return made.tables
  }
  const schema = () => {
    made.schema ??= makeSchema(tables())
    return made.schema
  }

  function encode(messages: MessageInput | readonly MessageInput[], options: EncodeOptions = {}): Uint8Array {
    made.writer ??= new StreamWriter(schema())
    const list = (Array.isArray(messages) ? messages : [messages]) as readonly MessageInput[]
    const protocol = protocolOf(options)
    const order = orderOf(options)
    const known = schema()
    const { bytes, refused } = made.writer.write(list, options)
    return exports.encode(bytes, protocol, order, (result) => {
      if (result[0] === 0 && !refused) return result.slice(4)
      const told = refusalsIn(result.subarray(4), known)[0]!
      throw new NetlinkError(refused?.reason ?? told.message, told.offset, refused?.path ?? told.path)
    })
  }

  function decode(bytes: Uint8Array, options: CodecOptions = {}): Message[] {
    return read(bytes, options, (reader, result) => reader.messages(result))
  }

  // The tables are asked for before: a call within the call would write over the result.
  function read<T>(bytes: Uint8Array, options: CodecOptions, use: (reader: StreamReader, result: Uint8Array) => T): T {
    const known = schema()
    made.reader ??= new StreamReader(known)
    const { reader } = made
    return exports.decode(bytes, protocolOf(options), orderOf(options), (result) => {
      if (result[0] === 0) return use(reader, result)
      const { message, offset, path } = refusalsIn(result.subarray(4), known)[0]!
      throw new NetlinkError(message, offset, path)
    })
  }

  return {
    encode,
    decode,
    tables,
    validate(bytes, strictness, options = {}) {
      const number = numberOf(strictnesses, strictness, 'strictness')
      const known = schema()
      return exports.validate(bytes, protocolOf(options), orderOf(options), number, (result) =>
        refusalsIn(result.subarray(4), known),
      )
    },
    layout: (bytes, options = {}) =>
      read(bytes, options, (reader, result) => {
        const places: Place[] = []
        reader.messages(result, places)
        return layoutOf(places, bytes.length)
      }),
    stringify: (messages, space) =>
      JSON.stringify(messages, (_, value) => (typeof value === 'bigint' ? String(value) : value), space),
    parse(text, options = {}) {
      let value: MessageInput | MessageInput[]
      try {
        value = JSON.parse(text)
      } catch (error) {
        throw new NetlinkError(`not JSON: ${(error as Error).message}`, 0)
      }
      // What is written reads back exactly, with 64 bits as bigint.
      return decode(encode(value, options), options)
    },
  }
}

/** Each an offset, a text, and the steps of a path. */
function refusalsIn(bytes: Uint8Array, schema: Schema): Finding[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const list: Finding[] = []
  let at = 0
  const word = () => {
    at += 4
    return view.getUint32(at - 4, true)
  }
  while (at < bytes.length) {
    const offset = word()
    const length = word()
    const message = decoder.decode(bytes.subarray(at, at + length))
    at += (length + 3) & ~3
    const path = Array.from({ length: word() }, () => stepName(word(), schema))
    list.push({ message, offset, path: path.join('.') })
  }
  return list
}

/** The name of an attribute, or its number where it goes by that. */
export function stepName(step: number, schema: Schema): string {
  const row = schema.rows[step & 0xffff]
  return row && row.name !== '' && !(row.any && row.number === anyNumber) ? row.name : String(step >>> 16)
}
