// SPDX-License-Identifier: Apache-2.0
// Messages of every kind that the tables know, as fast-check makes them: in the very form in which `decode` gives them.
import fc from 'fast-check'
import {
  type AttributeRow,
  type Field,
  flagNames,
  type MessageRow,
  makeSchema,
  manyFlagNames,
  type Schema,
  type Scope,
  type Structure,
  type Tables,
} from '../../src/netlink/tables.js'
import type { Attribute, Header, Message, Protocol, Value } from '../../src/netlink/types.js'

const deepest = 3
const hex = (least: number, most: number) =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((bytes) => Buffer.from(bytes).toString('hex'))
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.replaceAll('\0', ''))
const mac = (least: number, most: number) => hex(least, most).map((bytes) => bytes.match(/../g)?.join(':') ?? '')
const group = fc.integer({ min: 1, max: 0xffff }).map((value) => value.toString(16))
const ipv4 = fc.ipV4()
const ipv6 = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
  fc.tuple(group, group).map(([a, b]) => `${a}::${b}`),
  fc.constantFrom('::', '::1', 'fe80::', '::ffff:10.0.0.1', '0:0:1::', '1:0:0:2::', '1:0:2:0:3:0:4:0'),
)
const address = fc.oneof(ipv4, ipv6)

interface Context {
  schema: Schema
  tables: Tables
  family: number
  request: boolean
  protocol: Protocol
}

/** Any message of a protocol. */
export function messageOf(tables: Tables, protocol: Protocol): fc.Arbitrary<Message> {
  const schema = makeSchema(tables)
  const every = protocol !== 'libcontainer' && protocol !== 'connector'
  const known = schema.messages.filter((row) => row.protocol === protocol || (every && row.protocol === 'every'))
  return fc
    .constantFrom(...known)
    .chain((row) => messageOfRow(row, { schema, tables, family: 0, request: false, protocol }))
}

function messageOfRow(row: MessageRow, context: Context): fc.Arbitrary<Message> {
  const flags = fc.integer({ min: 0, max: 0xffff }).map((value) => {
    const direction = row.direction === 'both' ? value : row.direction === 'request' ? value | 1 : value & ~1
    return row.content === 'error' ? direction & ~0x100 : direction
  })
  const family = row.direction === 'both' ? fc.constantFrom(0, 2, 7, 10) : fc.constant(row.family)
  return fc.tuple(flags, family).chain(([value, number]) => {
    const inner = { ...context, family: number, request: (value & 1) === 1 }
    return fc
      .record({
        sequence: fc.nat(0xffffffff),
        port: fc.nat(0xffffffff),
        content: contentOf(row, inner),
        any: fc.integer({ min: 17, max: 0xfffe }),
      })
      .map(({ sequence, port, content, any }) => ({
        type: row.number === 0xffff ? any : row.name,
        flags: flagNames(row.flags, value),
        sequence,
        port,
        ...content,
      }))
  })
}

function contentOf(row: MessageRow, context: Context): fc.Arbitrary<Partial<Message>> {
  // The first byte is a family in some: ff is none.
  if (row.content === 'opaque') return fc.record({ payload: hex(0, 20).map((bytes) => `ff${bytes}`) })
  const header = row.structure ? headerOf(row.structure, context) : fc.constant(undefined)
  const error = fc.constantFrom('EPERM', 'EEXIST', 0, -4000, 7)
  const attributes = attributesOf(row.scope, context, deepest).map((list) =>
    list.length > 0 ? { attributes: list } : {},
  )
  if (row.content === 'structure')
    return fc
      .tuple(header, hex(1, 12))
      .map(([value, payload]) =>
        row.name === 'PROC_EVENT' ? { header: { ...value!, idx: 'CN_IDX_PROC', val: 1 } } : { header: value!, payload },
      )
  if (row.content === 'done') return fc.tuple(error, attributes).map(([name, rest]) => ({ error: name, ...rest }))
  if (row.content === 'error') {
    const requests = context.schema.messages.filter(
      ({ protocol, content }) => protocol === context.protocol && content === 'attributes',
    )
    const request = fc.constantFrom(...requests).chain((of) => messageOfRow(of, context))
    return fc
      .tuple(error, request, attributes)
      .map(([name, told, rest]): Partial<Message> => ({ error: name, request: told, ...rest }))
  }
  return fc
    .tuple(header, attributes)
    .map(([value, rest]) => (value === undefined ? { ...rest } : { header: value, ...rest }))
}

function headerOf(structure: Structure, context: Context): fc.Arbitrary<Header> {
  const fields = structure.fields.filter(({ pad }) => !pad)
  return fc
    .tuple(...fields.map((field) => fieldOf(field, context)))
    .map((values) => Object.fromEntries(fields.map(({ name }, index) => [name, values[index]!])))
}

function fieldOf(field: Field, context: Context): fc.Arbitrary<Value> {
  if (field.name === 'family' && field.end === 1) return fc.constant(wordOf(field, context.family))
  if (field.kind === 'ADDRESS') {
    if (field.tail) return fc.oneof(address, hex(5, 9))
    return context.family === 2 ? fc.oneof(ipv4, fc.constant('1:2:3:4:5:6:7:8')) : ipv6
  }
  if (field.kind === 'MAC') return mac(field.size, field.size)
  if (field.kind === 'BYTES') return hex(field.size, field.size)
  return field.shape === 'long' ? longOf(field) : anyWord(field)
}

function wordOf({ words }: Pick<AttributeRow, 'words'>, value: number): Value {
  if (words === undefined) return value
  return words.flags ? flagNames(words, value) : (words.nameOf.get(value) ?? value)
}

function anyWord(row: AttributeRow | Field): fc.Arbitrary<Value> {
  const named = row.words && !row.words.flags ? [...row.words.nameOf.keys()] : []
  const inRange = named.filter((value) => value >= row.least && value <= row.greatest)
  const value = fc.integer({ min: row.least, max: row.greatest })
  return (inRange.length > 0 ? fc.oneof(value, fc.constantFrom(...inRange)) : value).map((number) =>
    wordOf(row, number),
  )
}

function longOf({ words, kind }: AttributeRow | Field): fc.Arbitrary<Value> {
  const value =
    kind === 'S64' ? fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) : fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
  return words ? value.map((number) => manyFlagNames(words, number)) : value
}

function attributesOf(scope: Scope, context: Context, depth: number): fc.Arbitrary<Attribute[]> {
  // What something beside them decides is for `selectedOf`.
  const plain = [...scope.byName.values()].filter(({ kind }) => kind !== 'SELECT' && kind !== 'SELECTED')
  const known = plain.filter(({ shape, kind }) => depth > 0 || (shape !== 'nest' && kind !== 'CONF'))
  // Made only when they are drawn: there are hundreds of kinds at each of several depths.
  const other = scope.any ? elementOf(scope.any, scope, context, depth) : unknown(context)
  const one =
    known.length === 0
      ? other
      : fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(...known).chain((row) => attributeOf(row, context, depth)) },
          { weight: 1, arbitrary: other },
        )
  return fc.array(one, { maxLength: depth === deepest ? 6 : 3 })
}

function unknown({ protocol }: Context): fc.Arbitrary<Attribute> {
  const type = fc.integer({ min: 0x3f00, max: protocol === 'libcontainer' ? 0x4000 : 0x3fff })
  return fc.record({ type, bytes: hex(0, 9) })
}

function elementOf(row: AttributeRow, scope: Scope, context: Context, depth: number): fc.Arbitrary<Attribute> {
  const taken = [...scope.byName.values()].map(({ number }) => number)
  const type = fc.nat(200).filter((number) => !taken.includes(number))
  return fc
    .tuple(type, attributeOf(row, context, depth))
    .map(([number, { name: _, ...rest }]) => ({ type: number, ...rest }))
}

function attributeOf(row: AttributeRow, context: Context, depth: number): fc.Arbitrary<Attribute> {
  const { name } = row
  const named = (rest: object): Attribute => ({ name, ...rest })
  const nest = (scope: Scope) => attributesOf(scope, context, depth - 1)
  if (row.kind === 'CONF' && context.request) return nest(row.scope!).map((attributes) => named({ attributes }))
  if (row.kind === 'HEADED')
    return fc
      .tuple(headerOf(row.structure!, { ...context, family: 0 }), nest(row.scope!))
      .map(([header, attributes]) => named({ header, attributes }))
  if (row.kind === 'NEXTHOPS') {
    const [nexthop] = [...row.scope!.byName.values()]
    const list = fc.array(
      fc.constant(nexthop!).chain((element) => attributeOf(element, context, depth - 1)),
      { maxLength: 3 },
    )
    return list.map((attributes) => named({ attributes }))
  }
  if (row.shape === 'nest') return nest(row.scope!).map((attributes) => named({ attributes }))
  const rest = (value: Value, least = 1) =>
    fc
      .oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        hex(least, least + 2).map((bytes) => ({ rest: bytes })),
      )
      .map((more) => named({ value, ...more }))
  switch (row.shape) {
    case 'nothing':
      return rest(true)
    case 'word':
      return anyWord(row).chain((value) => rest(value))
    case 'long':
      return longOf(row).chain((value) => rest(value))
    case 'structure':
      return headerOf(row.structure!, { ...context, family: 0 }).chain((value) =>
        row.structure!.fields.some(({ tail }) => tail) ? fc.constant(named({ value })) : rest(value),
      )
    case 'structures':
      return fc.array(headerOf(row.structure!, context), { maxLength: 3 }).map((value) => named({ value }))
    case 'words':
      return fc.array(fc.nat(0xffffffff), { maxLength: 4 }).map((value) => named({ value }))
    case 'longs':
      return fc.array(longOf(row), { maxLength: 4 }).map((value) => named({ value }))
    case 'strings':
      return fc.array(text, { maxLength: 3 }).map((value) => named({ value }))
    case 'hex':
      return hex(0, 12).map((bytes) => named({ bytes }))
    default:
      if (row.kind === 'MAC') return mac(0, 10).map((value) => named({ value }))
      if (row.kind === 'ADDRESS')
        return fc.oneof(
          address.map((value) => named({ value })),
          fc.constant(named({ bytes: '0102' })),
        )
      return fc.oneof(
        text.chain((value) => rest(value)),
        ...(row.kind === 'STRING' ? [text.map((value) => named({ value, terminated: false }))] : []),
      )
  }
}

/** A nest that something beside it decides, with what decides it. */
export function selectedOf(tables: Tables): fc.Arbitrary<Message> {
  const schema = makeSchema(tables)
  const context = { schema, tables, family: 0, request: true, protocol: 'route' as const }
  const link = schema.messages.find(({ name }) => name === 'RTM_NEWLINK')!
  const info = [...link.scope.byName.values()].find(({ name }) => name === 'IFLA_LINKINFO')!.scope!
  const selector = tables.selectors.find(({ name }) => name === 'info_data')!
  return fc.constantFrom(...selector.cases).chain(([kind, set]) => {
    const names = new Set(tables.rows.slice(tables.sets[set]!.first, tables.sets[set]!.end).map(([, name]) => name))
    const scope: Scope = { byName: new Map(), any: undefined }
    for (const [name, row] of info.byName.get('IFLA_INFO_DATA')!.scope!.byName)
      if (names.has(name)) scope.byName.set(name, row)
    return fc
      .tuple(headerOf(link.structure!, context), attributesOf(scope, context, 3), fc.boolean())
      .map(([header, attributes, after]) => {
        const told = { name: 'IFLA_INFO_KIND', value: kind }
        const data = { name: 'IFLA_INFO_DATA', attributes }
        const linkinfo = { name: 'IFLA_LINKINFO', attributes: after ? [data, told] : [told, data] }
        return { type: link.name, flags: ['NLM_F_REQUEST'], sequence: 1, port: 0, header, attributes: [linkinfo] }
      })
  })
}
