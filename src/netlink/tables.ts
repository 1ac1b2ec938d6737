// SPDX-License-Identifier: Apache-2.0
// The tables of the netlink module, as it lists them (core-c/netlink/codec/tables_json.c), and made ready for reading and
// writing: rows that know their words, structures and sets.
import type { Header, Protocol } from './types.js'

export type Shape =
  | 'nothing'
  | 'word'
  | 'long'
  | 'text'
  | 'hex'
  | 'strings'
  | 'words'
  | 'longs'
  | 'structure'
  | 'structures'
  | 'nest'

/** The tables of the module. Where one refers to another it does so by the other's place in its list. */
export interface Tables {
  kinds: { name: string; shape: Shape; least: number; greatest: number; text: string }[]
  words: {
    name: string
    type: 'enumeration' | 'flags' | 'bits'
    /** That all its words share. */
    prefix: string
    title: string
    /** Without the prefix, and their values; of bits their numbers. */
    words: [word: string, value: number][]
  }[]
  structures: {
    name: string
    size: number
    fields: [name: string, kind: number, offset: number, size: number, words: number][]
  }[]
  sets: { name: string; title: string; structure: number; rows: number; first: number; end: number }[]
  /** Attributes. The argument is a set, structure or selector, or the greatest length of a string: by kind. */
  rows: [number: number, name: string, kind: number, argument: number, words: number][]
  selectors: {
    name: string
    type: 'text' | 'number' | 'family'
    attribute: number
    cases: [value: string | number, set: number][]
  }[]
  messages: {
    number: number
    name: string
    protocol: Protocol | 'every'
    words: number
    set: number
    content: 'attributes' | 'error' | 'done' | 'opaque' | 'structure' | 'variables'
    family: number
    direction: 'both' | 'request' | 'reply'
  }[]
}

/** In place of a number: all of them. */
export const anyNumber = 0xffff

/** Rows that are no attribute of a table: see core-c/netlink/codec/tables.h. */
export const rows = { end: 0, message: 1, unknown: 2, variable: 3, refused: 4 } as const

/** Names of numbers, both ways. */
export interface Words {
  name: string
  flags: boolean
  /** Enumerations: small values at their place, all in the map. */
  names: (string | undefined)[]
  nameOf: Map<number, string>
  valueOf: Map<string, number>
  /** Flags: in the order in which they are looked for. */
  bits: { name: string; bit: bigint; value: number }[]
  /** Lists of flags that were made before. */
  known: Map<number, string[]>
}

export interface Field {
  name: string
  shape: Shape
  kind: string
  least: number
  greatest: number
  size: number
  end: number
  /** Has no end of its own: it takes what is left. */
  tail: boolean
  pad: boolean
  words: Words | undefined
}

export interface Structure {
  name: string
  size: number
  fields: Field[]
  names: ReadonlySet<string>
  /** All fields but pads, in order: copying it is faster than making an object field by field. */
  template: Header
  /** Every field is a number without names, and there are no pads. */
  plain: boolean
}

/** What may stand in a nest. */
export interface Scope {
  byName: Map<string, AttributeRow>
  /** The row of numbers that have none of their own. */
  any: AttributeRow | undefined
}

export interface AttributeRow {
  index: number
  number: number
  name: string
  /** It stands for all numbers: elements are known by theirs. */
  any: boolean
  kind: string
  shape: Shape
  signed: boolean
  least: number
  greatest: number
  words: Words | undefined
  structure: Structure | undefined
  /** Of a nest. */
  scope: Scope | undefined
}

export interface MessageRow {
  index: number
  number: number
  name: string
  protocol: Protocol | 'every'
  flags: Words
  structure: Structure | undefined
  scope: Scope
  content: Tables['messages'][number]['content']
  family: number
  direction: 'both' | 'request' | 'reply'
}

/** The tables, ready for use. */
export interface Schema {
  rows: AttributeRow[]
  messages: MessageRow[]
  /** Flags of messages that no table knows. */
  flags: Words
  errors: Words
  /** Of attributes known by their numbers only. */
  unknown: Scope
}

const smallest = 256

function makeWords(tables: Tables, ...indices: number[]): Words {
  const result: Words = {
    name: '',
    flags: false,
    names: [],
    nameOf: new Map(),
    valueOf: new Map(),
    bits: [],
    known: new Map(),
  }
  for (const index of indices) {
    const { name, type, prefix, words } = tables.words[index]!
    result.name = name
    result.flags = type !== 'enumeration'
    for (const [word, number] of words) {
      const text = prefix + word
      const value = type === 'bits' ? Number(BigInt.asUintN(64, 1n << BigInt(number))) : number
      result.valueOf.set(text, value)
      if (result.flags) result.bits.push({ name: text, bit: BigInt(value), value })
      else if (!result.nameOf.has(number)) {
        result.nameOf.set(number, text)
        if (number >= 0 && number < smallest) result.names[number] = text
      }
    }
  }
  return result
}

export function makeSchema(tables: Tables): Schema {
  const tableOf = (name: string) => tables.words.findIndex((table) => table.name === name)
  const common = tableOf('nlm')
  const words = tables.words.map((_, index) => (index === 0 ? undefined : makeWords(tables, index)))
  const structures = tables.structures.map(({ name, size, fields }): Structure => {
    const made = fields.map(([field, kind, offset, length, table]): Field => {
      const { name: kindName, shape, least, greatest } = tables.kinds[kind]!
      const pad = kindName === 'PAD'
      const end = offset + length
      const limit = pad ? 2 ** (8 * length) - 1 : greatest
      const tail = length === 0
      const kindAndRange = { shape, kind: kindName, least, greatest: limit }
      return { name: field, ...kindAndRange, size: length, end, tail, pad, words: words[table] }
    })
    const shown = made.filter(({ pad }) => !pad)
    return {
      name,
      size,
      fields: made,
      names: new Set(made.map((field) => field.name)),
      template: Object.fromEntries(shown.map((field) => [field.name, 0])),
      plain: made.every(({ shape, words: named, pad, least }) => {
        return !pad && named === undefined && least >= 0 && (shape === 'word' || shape === 'long')
      }),
    }
  })

  const scopes = tables.sets.map((): Scope => ({ byName: new Map(), any: undefined }))
  const selected = tables.selectors.map((): Scope => ({ byName: new Map(), any: undefined }))
  const made = tables.rows.map(([number, name, kind, argument, table], index): AttributeRow => {
    const { name: kindName, shape, least, greatest } = tables.kinds[kind]!
    const headed = kindName === 'HEADED' ? tables.sets[argument]!.structure : argument
    const bySelector = kindName === 'SELECT' || kindName === 'SELECTED'
    return {
      index,
      number,
      name,
      any: number === anyNumber && kindName !== 'HEADED',
      kind: kindName,
      shape,
      signed: least < 0 || kindName === 'S64',
      least,
      greatest,
      words: words[table],
      structure:
        shape === 'structure' || shape === 'structures' || kindName === 'HEADED' ? structures[headed] : undefined,
      scope: bySelector
        ? selected[argument]
        : shape === 'nest' || kindName === 'CONF'
          ? scopes[tables.sets[argument]!.rows]
          : undefined,
    }
  })
  const fill = (scope: Scope, set: number) => {
    const { first, end } = tables.sets[tables.sets[set]!.rows]!
    for (const row of made.slice(first, end)) {
      if (row.any) scope.any = row
      else scope.byName.set(row.name, row)
    }
  }
  scopes.forEach((scope, set) => {
    fill(scope, set)
  })
  tables.selectors.forEach(({ cases }, index) => {
    for (const [, set] of cases) fill(selected[index]!, set)
  })

  const flagsOf = new Map<number, Words>()
  const messages = tables.messages.map((message, index): MessageRow => {
    const { structure } = tables.sets[message.set]!
    const flags = flagsOf.get(message.words) ?? makeWords(tables, ...new Set([common, message.words]))
    flagsOf.set(message.words, flags)
    return {
      index,
      number: message.number,
      name: message.name,
      protocol: message.protocol,
      flags,
      structure: structures[structure]!.fields.length > 0 ? structures[structure] : undefined,
      scope: scopes[tables.sets[message.set]!.rows]!,
      content: message.content,
      family: message.family,
      direction: message.direction,
    }
  })
  return {
    rows: made,
    messages,
    flags: makeWords(tables, common),
    errors: makeWords(tables, tableOf('error')),
    unknown: { byName: new Map(), any: undefined },
  }
}

/** The names of the bits that are set; what has no name is a last `'0x…'`. */
export function flagNames(words: Words, value: number): string[] {
  const known = words.known.get(value)
  if (known) return known.slice()
  const names = manyFlagNames(words, BigInt(value))
  // What the kernel sends is of few kinds; what an attacker sends must not fill the memory.
  if (words.known.size < 1024) words.known.set(value, names)
  return names.slice()
}

export function manyFlagNames(words: Words, value: bigint): string[] {
  const names: string[] = []
  let left = value
  for (const { name, bit } of words.bits) {
    if ((left & bit) === bit) {
      names.push(name)
      left &= ~bit
    }
  }
  if (left !== 0n) names.push(`0x${left.toString(16)}`)
  return names
}
