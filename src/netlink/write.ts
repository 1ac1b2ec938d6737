// SPDX-License-Identifier: Apache-2.0
// Messages as a stream for the netlink module (core-c/netlink/codec/stream.h). Names become numbers here; bytes are made
// in the module.
import { attributeWords, marks, messageWords, noMessageRow } from './read.js'
import {
  type AttributeRow,
  anyNumber,
  type Field,
  type MessageRow,
  rows,
  type Schema,
  type Scope,
  type Structure,
  type Words,
} from './tables.js'
import type { AttributeInput, EncodeOptions, MessageInput, Protocol } from './types.js'

const encoder = new TextEncoder()
const greatest64 = 2n ** 64n - 1n
const least64 = -(2n ** 63n)

/** Why a value cannot be written. The module says at which offset; see `write`. */
class Refusal extends Error {}

export interface Written {
  /** What could not be written; the stream ends there. */
  refused?: { reason: string; path: string }
  bytes: Uint8Array
}

export class StreamWriter {
  readonly #schema: Schema
  #words = new Uint32Array(1 << 14)
  #bytes = new Uint8Array(this.#words.buffer)
  #at = 0
  #protocol: Protocol = 'route'
  readonly #path: string[] = []

  constructor(schema: Schema) {
    this.#schema = schema
  }

  /** The stream of all messages, valid until the next call; up to the first that cannot be written. */
  write(messages: readonly MessageInput[], { protocol = 'route', sequence = 0, port = 0 }: EncodeOptions): Written {
    this.#at = 0
    this.#path.length = 0
    this.#protocol = protocol
    let next = sequence
    try {
      for (const message of messages) {
        this.#message(message, message.sequence ?? next, port)
        if (message.sequence === undefined) next++
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#room(1)
      this.#words[this.#at++] = rows.refused
      return { refused: { reason: error.message, path: this.#path.join('.') }, bytes: this.#written() }
    }
    return { bytes: this.#written() }
  }

  #written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at << 2)
  }

  #room(words: number): void {
    if (this.#at + words <= this.#words.length) return
    const grown = new Uint32Array(2 ** Math.ceil(Math.log2(this.#at + words + 1)))
    grown.set(this.#words.subarray(0, this.#at))
    this.#words = grown
    this.#bytes = new Uint8Array(grown.buffer)
  }

  #put(word: number): void {
    if (this.#at === this.#words.length) this.#room(1)
    this.#words[this.#at++] = word
  }

  // ---- messages -----------------------------------------------------------------------------------------------------

  #message(message: MessageInput, sequence: number, port: number): void {
    if (typeof message !== 'object' || message === null) throw new Refusal('not a message')
    for (const key in message) if (!messageKeys.has(key)) throw new Refusal(`messages have no ${key}`)
    const row = this.#messageRow(message)
    const { header, attributes, payload, request, error, length, padding, headerSize } = message
    const type = row && row.number !== anyNumber ? row.number : this.#number(message.type, 0, 0xffff, 'type')
    const bare = length !== undefined
    if (bare && (header || attributes || payload !== undefined || request))
      throw new Refusal('length is for a message that is its header alone')
    const known = row !== undefined && row.content !== 'opaque'
    if (!known && (header || attributes)) throw new Refusal('nothing but a payload is known of this type of message')
    const behindHeader = known && row.content !== 'error' && row.content !== 'done' && row.structure !== undefined
    // A payload without a header is all that follows the nlmsghdr.
    const opaque = behindHeader && payload !== undefined && header === undefined
    const hex = !bare && !opaque && (payload !== undefined || !known || row.content === 'structure')
    if ((hex || opaque) && attributes) throw new Refusal('a message has attributes or a payload')
    this.#room(messageWords)
    const words = this.#words
    const at = this.#at
    words[at] =
      rows.message |
      (hex ? marks.hex : 0) |
      (opaque ? marks.opaque : 0) |
      (bare ? marks.bare : 0) |
      (padding === undefined ? 0 : marks.padding)
    words[at + 1] = row ? row.index : noMessageRow
    words[at + 2] = 0
    words[at + 3] = bare ? this.#number(length, 0, 0xffffffff, 'length') : 0
    words[at + 4] = type | (this.#flags(row ? row.flags : this.#schema.flags, message.flags ?? 0) << 16)
    words[at + 5] = this.#number(sequence, 0, 0xffffffff, 'sequence')
    words[at + 6] = this.#number(message.port ?? port, 0, 0xffffffff, 'port')
    this.#at += messageWords
    if (opaque) this.#text(payload)
    else if (!bare) {
      if (known) this.#known(message, row)
      else if (error !== undefined || request) throw new Refusal('only NLMSG_ERROR and NLMSG_DONE have an error')
      if (hex) this.#text(payload ?? '')
    }
    if (padding !== undefined) this.#text(padding)
    if (headerSize !== undefined && !(known && row.structure)) throw new Refusal('headerSize is of a header')
  }

  #messageRow({ type, flags, header }: MessageInput): MessageRow | undefined {
    const protocol = this.#protocol
    const request = typeof flags === 'number' ? (flags & 1) !== 0 : (flags?.includes('NLM_F_REQUEST') ?? false)
    let named = false
    for (const row of this.#schema.messages) {
      if (row.protocol !== protocol && (row.protocol !== 'every' || !hasControlMessages(protocol))) continue
      const fits = typeof type === 'string' ? row.name === type : row.number === type
      const any = row.number === anyNumber && typeof type === 'number' && type >= 16
      if (!fits && !any) continue
      named = true
      if (row.direction !== 'both') {
        if ((row.direction === 'request') !== request) continue
        const family = header?.['family']
        const words = row.structure?.fields[0]?.words
        if (family !== row.family && (typeof family !== 'string' || words?.valueOf.get(family) !== row.family)) continue
      }
      return row
    }
    if (typeof type === 'string' && !named) throw new Refusal(`unknown type of message ${quote(type)}`)
    return undefined
  }

  #known(message: MessageInput, row: MessageRow): void {
    const { content } = row
    if (content === 'variables') {
      this.#uevent(message)
      return
    }
    const answers = content === 'error' || content === 'done'
    if (!answers && message.error !== undefined) throw new Refusal('only NLMSG_ERROR and NLMSG_DONE have an error')
    if (answers && message.header) throw new Refusal('NLMSG_ERROR and NLMSG_DONE have an error in place of a header')
    if (row.structure) {
      const header = answers ? { error: message.error ?? 0 } : (message.header ?? {})
      this.#path.push('header')
      this.#structure(row.structure, header, message.headerSize)
      this.#path.pop()
    }
    if (content === 'error' && message.payload === undefined) {
      if (!message.request) throw new Refusal('NLMSG_ERROR has the request that it answers')
      const { request } = message
      this.#message(request, request.sequence ?? message.sequence ?? 0, request.port ?? message.port ?? 0)
    } else if (message.request !== undefined) throw new Refusal('only NLMSG_ERROR has a request')
    if (message.payload === undefined && content !== 'structure') this.#attributes(message.attributes ?? [], row.scope)
  }

  #uevent({ header, attributes }: MessageInput): void {
    this.#text(header?.['action'])
    this.#text(header?.['devpath'])
    for (const { name, value } of attributes ?? []) {
      this.#put(rows.variable)
      this.#put(0)
      this.#put(0)
      this.#text(name)
      this.#text(value)
    }
    this.#put(rows.end)
  }

  // ---- attributes ---------------------------------------------------------------------------------------------------

  #attributes(attributes: readonly AttributeInput[], scope: Scope): void {
    if (!Array.isArray(attributes)) throw new Refusal('attributes are a list')
    for (const attribute of attributes) this.#attribute(attribute, scope)
    this.#put(rows.end)
  }

  #attribute(attribute: AttributeInput, scope: Scope): void {
    if (typeof attribute !== 'object' || attribute === null) throw new Refusal('not an attribute')
    const { name, type, value, attributes, bytes } = attribute
    const row = this.#row(name, type, scope)
    const index = row?.index ?? rows.unknown
    this.#path.push(name ?? String(type))
    let head = index
    for (const key in attribute) {
      switch (key) {
        case 'name':
        case 'type':
        case 'value':
        case 'attributes':
        case 'header':
        case 'size':
          break
        case 'bytes':
          if (attribute.bytes !== undefined) head |= marks.hex
          break
        case 'rest':
          if (attribute.rest !== undefined) head |= marks.rest
          break
        case 'padding':
          if (attribute.padding !== undefined) head |= marks.padding
          break
        case 'terminated':
          if (attribute.terminated === false) head |= marks.unterminated
          break
        case 'networkByteOrder':
          if (attribute.networkByteOrder) head |= marks.netOrder
          break
        case 'nested': {
          const usual = row?.kind === 'NESTED' || row?.kind === 'SELECTED'
          if (attribute.nested !== undefined && attribute.nested !== usual) head |= marks.nested
          break
        }
        default:
          throw new Refusal(`attributes have no ${key}`)
      }
    }
    const nest = row === undefined ? bytes === undefined : row.shape === 'nest'
    if (row?.kind === 'CONF' && attributes !== undefined) head |= marks.attributes
    const holds = (value === undefined ? 0 : 1) + (attributes === undefined ? 0 : 1) + (bytes === undefined ? 0 : 1)
    if (holds !== 1) throw new Refusal('an attribute holds one of value, attributes and bytes')
    this.#room(attributeWords)
    this.#words[this.#at] = head
    this.#words[this.#at + 1] = row && !row.any ? row.number : this.#number(type, 0, 0xffff, 'type')
    this.#words[this.#at + 2] = 0
    this.#at += attributeWords
    if (bytes !== undefined) this.#text(bytes)
    else if (nest || head & marks.attributes) {
      if (attributes === undefined) throw new Refusal('this is a nest: it holds attributes')
      if (row?.kind === 'HEADED') this.#structure(row.structure!, attribute.header ?? {}, undefined)
      this.#attributes(attributes, row?.scope ?? this.#schema.unknown)
    } else {
      if (value === undefined)
        throw new Refusal(`this is no nest: it holds ${row!.shape === 'hex' ? 'bytes' : 'a value'}`)
      this.#value(row!, value, attribute.size)
    }
    if (attribute.rest !== undefined) this.#text(attribute.rest)
    if (attribute.padding !== undefined) this.#text(attribute.padding)
    this.#path.pop()
  }

  #row(name: string | undefined, type: number | undefined, scope: Scope): AttributeRow | undefined {
    if (name !== undefined) {
      if (type !== undefined) throw new Refusal('an attribute has a name or a type')
      const row = scope.byName.get(name)
      if (row === undefined) {
        this.#path.push(String(name))
        throw new Refusal('no such attribute here')
      }
      return row
    }
    if (type === undefined) throw new Refusal('an attribute has a name or a type')
    return scope.any
  }

  // ---- values -------------------------------------------------------------------------------------------------------

  #value(row: AttributeRow, value: unknown, size: number | undefined): void {
    switch (row.shape) {
      case 'word':
        this.#put(this.#word(row, value))
        return
      case 'text':
        this.#text(value)
        return
      case 'long':
        this.#long(row, value)
        return
      case 'structure':
        this.#structure(row.structure!, value, size)
        return
      case 'nothing':
        if (value !== true) throw new Refusal('the value of this attribute is true')
        return
      case 'hex':
        throw new Refusal('this attribute holds bytes')
      default:
        this.#list(row, value)
    }
  }

  #list(row: AttributeRow, value: unknown): void {
    if (!Array.isArray(value)) throw new Refusal('not a list')
    this.#put(value.length)
    for (const element of value) {
      if (row.shape === 'words') this.#put(this.#number(element, 0, 0xffffffff, 'element'))
      else if (row.shape === 'longs') this.#long(row, element)
      else if (row.shape === 'strings') this.#text(element)
      else this.#structure(row.structure!, element, undefined)
    }
  }

  #structure(structure: Structure, value: unknown, size: number | undefined): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('not an object')
    const object = value as Record<string, unknown>
    for (const key in object) if (!structure.names.has(key)) throw new Refusal(`${structure.name} has no ${quote(key)}`)
    const end = size ?? structure.size
    this.#put(this.#number(end, 0, structure.size, 'size'))
    for (const field of structure.fields) {
      const element = object[field.name]
      if (field.end > end) {
        if (element !== undefined) throw new Refusal(`${field.name} lies behind the end`)
        continue
      }
      this.#field(field, element)
    }
  }

  #field(field: Field, value: unknown): void {
    if (value === undefined) {
      this.#nothing(field)
      return
    }
    this.#path.push(field.name)
    if (field.shape === 'word') this.#put(this.#word(field, value))
    else if (field.shape === 'long') this.#long(field, value)
    else this.#text(value)
    this.#path.pop()
  }

  /** Zeros. */
  #nothing({ shape, kind, size, tail }: Field): void {
    this.#put(0)
    if (shape === 'word') return
    if (shape === 'long') {
      this.#put(0)
      return
    }
    this.#at--
    if (kind === 'ADDRESS') this.#text(tail ? '' : '::')
    else if (kind === 'MAC') this.#text('00:00:00:00:00:00')
    else this.#text('00'.repeat(size))
  }

  #word(row: AttributeRow | Field, value: unknown): number {
    const { words } = row
    if (typeof value === 'number' && words?.flags !== true) return this.#number(value, row.least, row.greatest, 'value')
    if (words !== undefined) {
      if (words.flags) return this.#flags(words, value)
      if (typeof value === 'string') {
        const number = words.valueOf.get(value)
        if (number !== undefined) return number
        if (!/^-?\d+$/.test(value)) throw new Refusal(`${quote(value)} is none of ${words.name}`)
      }
    }
    return this.#number(value, row.least, row.greatest, 'value')
  }

  #number(value: unknown, least: number, greatest: number, what: string): number {
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isInteger(number)) throw new Refusal(`${what} is not a whole number`)
    if (number < least || number > greatest) throw new Refusal(`${what} is not from ${least} to ${greatest}`)
    return number
  }

  #long({ words, kind }: AttributeRow | Field, value: unknown): void {
    let number: bigint
    if (words !== undefined) number = this.#manyFlags(words, value)
    else if (typeof value === 'bigint') number = value
    else if (typeof value === 'number' && Number.isSafeInteger(value)) number = BigInt(value)
    else if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) number = BigInt(value)
    else throw new Refusal('value is not a whole number')
    const [least, greatest] = kind === 'S64' ? [least64, -least64 - 1n] : [0n, greatest64]
    if (number < least || number > greatest) throw new Refusal(`value is not from ${least} to ${greatest}`)
    this.#put(Number(number & 0xffffffffn))
    this.#put(Number((number >> 32n) & 0xffffffffn))
  }

  #flags(words: Words, value: unknown): number {
    if (typeof value === 'number') return this.#number(value, 0, 0xffffffff, 'value')
    if (!Array.isArray(value)) throw new Refusal('flags are a list of names, or a number')
    let flags = 0
    for (const name of value) {
      const known = typeof name === 'string' ? words.valueOf.get(name) : undefined
      flags = (flags | (known ?? this.#flag(words, name))) >>> 0
    }
    return flags
  }

  #manyFlags(words: Words, value: unknown): bigint {
    if (typeof value === 'bigint') return value
    if (!Array.isArray(value)) throw new Refusal('flags are a list of names, or a bigint')
    let flags = 0n
    for (const name of value) {
      const bit = words.bits.find((row) => row.name === name)?.bit
      if (bit === undefined && !/^0x[0-9a-f]{1,16}$/.test(String(name)))
        throw new Refusal(`${quote(name)} is none of ${words.name}`)
      flags |= bit ?? BigInt(String(name))
    }
    return flags
  }

  #flag(words: Words, name: unknown): number {
    if (typeof name !== 'string' || !/^0x[0-9a-f]{1,8}$/.test(name))
      throw new Refusal(`${quote(name)} is none of ${words.name}`)
    return Number(name)
  }

  #text(value: unknown): void {
    if (typeof value !== 'string') throw new Refusal('not a text')
    const { length } = value
    this.#room(length + 2)
    const start = (this.#at + 1) << 2
    const bytes = this.#bytes
    const words = this.#words
    const count = (length + 3) >>> 2
    if (count > 0) words[this.#at + count] = 0
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code >= 0x80) {
        this.#otherText(value)
        return
      }
      bytes[start + i] = code
    }
    words[this.#at] = length
    this.#at += 1 + count
  }

  #otherText(value: string): void {
    if (!value.isWellFormed()) throw new Refusal('text has half a character')
    const text = encoder.encode(value)
    const count = (text.length + 3) >>> 2
    this.#room(count + 2)
    this.#words[this.#at] = text.length
    this.#words[this.#at + count] = 0
    this.#bytes.set(text, (this.#at + 1) << 2)
    this.#at += 1 + count
  }
}

const messageKeys = new Set(
  'type flags sequence port header headerSize attributes payload error request length padding'.split(' '),
)

const hasControlMessages = (protocol: Protocol) => protocol !== 'connector' && protocol !== 'libcontainer'

const quote = (value: unknown) => JSON.stringify(String(value).slice(0, 60))
