// SPDX-License-Identifier: Apache-2.0
// A stream of the netlink module (core-c/netlink/codec/stream.h) as objects.
import {
  type AttributeRow,
  type Field,
  flagNames,
  type MessageRow,
  manyFlagNames,
  rows,
  type Schema,
  type Structure,
} from './tables.js'
import type { Attribute, Header, Message, Value } from './types.js'

export const marks = {
  hex: 1 << 16,
  rest: 1 << 17,
  padding: 1 << 18,
  unterminated: 1 << 19,
  nested: 1 << 20,
  netOrder: 1 << 21,
  bare: 1 << 22,
  attributes: 1 << 23,
  opaque: 1 << 24,
} as const

export const noMessageRow = 0xffff

// What stands where, in words, behind the head of a record.
export const messageWords = 7
export const attributeWords = 3
const messageHeader = 16

// A byte order mark is text like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
// Short texts come again and again: names of kinds, of devices, addresses. By a hash of their words.
const cacheSize = 4096
const cachedWords = 5

/** Where a record of the stream lies in the bytes, for `layout`. */
export interface Place {
  offset: number
  /** nlmsg_len or nla_len; 0 of a variable. */
  length: number
  depth: number
  row: AttributeRow | undefined
  message: MessageRow | undefined
  /** What was read of it. */
  record: Message | Attribute
}

/** Reads records one after the other. */
export class StreamReader {
  readonly #schema: Schema
  #words: Uint32Array = new Uint32Array()
  #bytes: Uint8Array = new Uint8Array()
  #view: DataView = new DataView(new ArrayBuffer(0))
  #at = 0
  #places: Place[] | undefined
  #depth = 0
  readonly #texts: string[] = new Array(cacheSize).fill('')
  readonly #keys = new Uint32Array(cacheSize * (cachedWords + 1))

  constructor(schema: Schema) {
    this.#schema = schema
  }

  /** `result` begins with the word that says that it is one. */
  messages(result: Uint8Array, places?: Place[]): Message[] {
    this.#places = places
    this.#depth = 0
    this.#words = new Uint32Array(result.buffer, result.byteOffset, result.length >>> 2)
    this.#bytes = result
    this.#view = new DataView(result.buffer, result.byteOffset, result.length)
    this.#at = 1
    const list: Message[] = []
    while (this.#at < this.#words.length) list.push(this.#message())
    return list
  }

  #message(): Message {
    const words = this.#words
    const at = this.#at
    this.#at += messageWords
    const head = words[at]!
    const row = this.#schema.messages[words[at + 1]!]
    const typeAndFlags = words[at + 4]!
    const message: Message = {
      type: row && row.number === (typeAndFlags & 0xffff) ? row.name : typeAndFlags & 0xffff,
      flags: flagNames(row ? row.flags : this.#schema.flags, typeAndFlags >>> 16),
      sequence: words[at + 5]!,
      port: words[at + 6]!,
    }
    const length = head & marks.bare ? messageHeader : words[at + 3]!
    this.#places?.push({ offset: words[at + 2]!, length, depth: 0, row: undefined, message: row, record: message })
    if (head & marks.bare) message.length = words[at + 3]!
    else if (row && row.content !== 'opaque' && !(head & marks.opaque)) {
      if (row.content === 'variables') this.#uevent(message)
      else {
        if (row.structure) this.#header(message, row.structure, row.content)
        if (row.content === 'error' && (words[this.#at]! & 0xffff) === rows.message) message.request = this.#message()
        if (!(head & marks.hex)) this.#content(message)
      }
    }
    if (head & (marks.hex | marks.opaque)) {
      const payload = this.#text()
      if (payload !== '' || head & marks.opaque) message.payload = payload
    }
    if (head & marks.padding) message.padding = this.#text()
    return message
  }

  #header(message: Message, structure: Structure, content: string): void {
    const size = this.#words[this.#at]!
    const header = this.#structure(structure)
    if (content === 'error' || content === 'done') {
      if (size > 0) message.error = header['error'] as string | number
    } else message.header = header
    if (size < structure.size) message.headerSize = size
  }

  #content(message: Message): void {
    const attributes = this.#attributes()
    if (attributes.length > 0) message.attributes = attributes
  }

  #uevent(message: Message): void {
    message.header = { action: this.#text(), devpath: this.#text() }
    const attributes: Attribute[] = []
    while ((this.#words[this.#at]! & 0xffff) !== rows.end) {
      const offset = this.#words[this.#at + 2]!
      this.#at += attributeWords
      const record = { name: this.#text(), value: this.#text() }
      this.#places?.push({ offset, length: 0, depth: 0, row: undefined, message: undefined, record })
      attributes.push(record)
    }
    this.#at++
    message.attributes = attributes
  }

  #attributes(): Attribute[] {
    const list: Attribute[] = []
    const words = this.#words
    for (;;) {
      const head = words[this.#at]!
      if ((head & 0xffff) === rows.end) break
      list.push(this.#places === undefined ? this.#attribute(head) : this.#placed(head, this.#places))
    }
    this.#at++
    return list
  }

  #placed(head: number, places: Place[]): Attribute {
    const length = this.#words[this.#at + 1]! >>> 16
    const place = { offset: this.#words[this.#at + 2]!, length, depth: this.#depth++, message: undefined }
    const index = places.length
    const row = this.#schema.rows[head & 0xffff]!
    // In the order of the bytes: it stands before what it holds.
    places.push({ ...place, row, record: {} })
    const record = this.#attribute(head)
    places[index]!.record = record
    this.#depth--
    return record
  }

  #attribute(head: number): Attribute {
    const row = this.#schema.rows[head & 0xffff]!
    const number = this.#words[this.#at + 1]! & 0xffff
    this.#at += attributeWords
    if (head >>> 16 === 0 && !row.any) {
      if (row.shape !== 'nest' && !this.#isCut(row)) return { name: row.name, value: this.#value(row) }
      if (row.shape === 'nest' && row.kind !== 'HEADED') return { name: row.name, attributes: this.#attributes() }
    }
    const attribute: Attribute = row.any || row.index === rows.unknown ? { type: number } : { name: row.name }
    if (row.kind === 'HEADED' && !(head & marks.hex)) attribute.header = this.#structure(row.structure!)
    if (head & marks.hex) attribute.bytes = this.#text()
    else if (row.shape === 'nest' || row.index === rows.unknown || head & marks.attributes)
      attribute.attributes = this.#attributes()
    else {
      if (this.#isCut(row)) attribute.size = this.#words[this.#at]!
      attribute.value = this.#value(row)
    }
    if (head & marks.rest) attribute.rest = this.#text()
    if (head & marks.unterminated) attribute.terminated = false
    if (head & marks.nested) attribute.nested = row.kind !== 'NESTED' && row.kind !== 'SELECTED'
    if (head & marks.netOrder) attribute.networkByteOrder = true
    if (head & marks.padding) attribute.padding = this.#text()
    return attribute
  }

  /** A structure that ends early comes next. */
  #isCut({ shape, structure }: AttributeRow): boolean {
    return shape === 'structure' && this.#words[this.#at]! < structure!.size
  }

  #value(row: AttributeRow): Value {
    switch (row.shape) {
      case 'word':
        return this.#word(row)
      case 'text':
      case 'hex':
        return this.#text()
      case 'structure':
        return this.#structure(row.structure!)
      case 'long':
        return this.#long(row)
      case 'nothing':
        return true
      default:
        return this.#list(row)
    }
  }

  #word(row: AttributeRow | Field): Value {
    const word = this.#words[this.#at++]!
    const value = row.least < 0 ? word | 0 : word
    const { words } = row
    if (words === undefined) return value
    if (words.flags) return flagNames(words, value)
    return words.names[value] ?? words.nameOf.get(value) ?? value
  }

  #long({ words, kind }: AttributeRow | Field): Value {
    const at = this.#at << 2
    this.#at += 2
    if (words === undefined)
      return kind === 'S64' ? this.#view.getBigInt64(at, true) : this.#view.getBigUint64(at, true)
    return manyFlagNames(words, this.#view.getBigUint64(at, true))
  }

  #list(row: AttributeRow): Value {
    const count = this.#words[this.#at++]!
    const list = new Array<Value>(count)
    if (row.shape === 'words') {
      const words = this.#words
      const at = this.#at
      for (let i = 0; i < count; i++) list[i] = words[at + i]!
      this.#at = at + count
    } else if (row.shape === 'longs') for (let i = 0; i < count; i++) list[i] = this.#long(row)
    else if (row.shape === 'strings') for (let i = 0; i < count; i++) list[i] = this.#text()
    else for (let i = 0; i < count; i++) list[i] = this.#structure(row.structure!)
    return list
  }

  #structure(structure: Structure): Header {
    const size = this.#words[this.#at++]!
    if (size < structure.size) return this.#fields(structure, {}, size)
    const header: Header = { ...structure.template }
    if (!structure.plain) return this.#fields(structure, header, size)
    const { fields } = structure
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!
      header[field.name] = field.shape === 'word' ? this.#words[this.#at++]! : this.#long(field)
    }
    return header
  }

  #fields(structure: Structure, header: Header, size: number): Header {
    for (const field of structure.fields) {
      if (field.end > size) break
      if (field.pad) {
        const pad = this.#words[this.#at++]!
        if (pad !== 0) header[field.name] = pad
      } else if (field.shape === 'word') header[field.name] = this.#word(field)
      else if (field.shape === 'long') header[field.name] = this.#long(field)
      else header[field.name] = this.#text()
    }
    return header
  }

  #text(): string {
    const words = this.#words
    const length = words[this.#at]!
    const first = this.#at + 1
    const count = (length + 3) >>> 2
    this.#at = first + count
    if (count > cachedWords) return this.#longText(first, length)
    let hash = length
    for (let i = first; i < first + count; i++) hash = Math.imul(hash ^ words[i]!, 0x9e3779b1)
    const slot = (hash >>> 20) & (cacheSize - 1)
    const keys = this.#keys
    const key = slot * (cachedWords + 1)
    let same = keys[key] === length
    for (let i = 0; same && i < count; i++) same = keys[key + 1 + i] === words[first + i]
    if (same) return this.#texts[slot]!
    const text = this.#longText(first, length)
    keys[key] = length
    for (let i = 0; i < count; i++) keys[key + 1 + i] = words[first + i]!
    this.#texts[slot] = text
    return text
  }

  #longText(first: number, length: number): string {
    const words = this.#words
    const start = first << 2
    if (length > 64) return decoder.decode(this.#bytes.subarray(start, start + length))
    let text = ''
    let i = first
    for (; i < first + (length >>> 2); i++) {
      const word = words[i]!
      if ((word & 0x80808080) !== 0) return decoder.decode(this.#bytes.subarray(start, start + length))
      text += String.fromCharCode(word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24)
    }
    for (let at = i << 2; at < start + length; at++) {
      const byte = this.#bytes[at]!
      if (byte >= 0x80) return decoder.decode(this.#bytes.subarray(start, start + length))
      text += String.fromCharCode(byte)
    }
    return text
  }
}
