// SPDX-License-Identifier: Apache-2.0
// Where two lists of messages differ, by attribute path.
import { printable } from '../../report/printable.js'
import type { Attribute, Message, Value } from '../types.js'

export interface Difference {
  /** `[0].IFLA_LINKINFO.IFLA_INFO_KIND`, `[2].header.flags`; a name that stands there again has its number: `RTA_OIF[1]`. */
  path: string
  /** Undefined where the first list has nothing. */
  expected: Value | undefined
  /** Undefined where the second list has nothing. */
  actual: Value | undefined
}

export interface DiffOptions {
  /** Names of fields and attributes that are not looked at, wherever they stand: `sequence`, `IFLA_STATS64`. */
  ignore?: readonly string[]
  /** Whether the order of attributes counts. Default: true. */
  order?: boolean
}

type Tree = Map<string, Value | Tree>

/** What differs, in the order of the first list; empty if nothing does. */
export function diffMessages(
  expected: readonly Message[],
  actual: readonly Message[],
  { ignore = [], order = true }: DiffOptions = {},
): Difference[] {
  const ignored = new Set(ignore)
  const found: Difference[] = []
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const [a, b] = [expected[index], actual[index]]
    compareTrees(`[${index}]`, a && messageTree(a, ignored), b && messageTree(b, ignored), order, found)
  }
  return found
}

function messageTree(message: Message, ignored: ReadonlySet<string>): Tree {
  const tree: Tree = new Map()
  for (const [key, value] of Object.entries(message)) {
    if (ignored.has(key) || value === undefined) continue
    if (key === 'attributes')
      for (const [name, inner] of attributesTree(message.attributes ?? [], ignored)) tree.set(name, inner)
    else if (key === 'request') tree.set(key, messageTree(value as Message, ignored))
    else if (key === 'header') tree.set(key, valueTree(value as Value, ignored))
    else tree.set(key, value as Value)
  }
  return tree
}

function attributesTree(attributes: readonly Attribute[], ignored: ReadonlySet<string>): Tree {
  const tree: Tree = new Map()
  const seen = new Map<string, number>()
  for (const one of attributes) {
    const name = one.name ?? `#${one.type ?? 0}`
    if (ignored.has(name)) continue
    const times = seen.get(name) ?? 0
    seen.set(name, times + 1)
    tree.set(times === 0 ? name : `${name}[${times}]`, attributeTree(one, ignored))
  }
  return tree
}

function attributeTree(one: Attribute, ignored: ReadonlySet<string>): Value | Tree {
  const { name: _name, type: _type, attributes, header, value, ...rest } = one
  const unusual = Object.entries(rest).filter(([key]) => !ignored.has(key))
  if (value !== undefined && unusual.length === 0) return valueTree(value, ignored)
  const tree: Tree = new Map()
  if (header !== undefined) tree.set('header', valueTree(header, ignored))
  if (value !== undefined) tree.set('value', valueTree(value, ignored))
  for (const [key, inner] of unusual) tree.set(key, inner as Value)
  for (const [key, inner] of attributesTree(attributes ?? [], ignored)) tree.set(key, inner)
  return tree
}

function valueTree(value: Value, ignored: ReadonlySet<string>): Value | Tree {
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const fields = Object.entries(value).filter(([key]) => !ignored.has(key))
  return new Map(fields.map(([key, inner]) => [key, valueTree(inner, ignored)]))
}

function compareTrees(
  path: string,
  a: Tree | undefined,
  b: Tree | undefined,
  order: boolean,
  found: Difference[],
): void {
  const keys = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])
  for (const key of keys) {
    const [left, right] = [a?.get(key), b?.get(key)]
    const inner = `${path}.${key}`
    if (left instanceof Map || right instanceof Map) {
      if ((left ?? right) instanceof Map && (right ?? left) instanceof Map) {
        if (left === undefined || right === undefined)
          found.push({ path: inner, expected: plain(left), actual: plain(right) })
        else compareTrees(inner, left as Tree, right as Tree, order, found)
      } else found.push({ path: inner, expected: plain(left), actual: plain(right) })
    } else if (!sameValue(left, right)) found.push({ path: inner, expected: left, actual: right })
  }
  if (!order || a === undefined || b === undefined) return
  const [first, second] = [[...a.keys()].filter((key) => b.has(key)), [...b.keys()].filter((key) => a.has(key))]
  if (first.some((key, index) => key !== second[index])) {
    found.push({ path: `${path} (order)`, expected: first, actual: second })
  }
}

const plain = (value: Value | Tree | undefined): Value | undefined =>
  value instanceof Map
    ? (Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner) ?? null])) as Value)
    : value

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => sameValue(one, b[i]))
  if (isFields(a) && isFields(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...keys].every((key) => sameValue(a[key], b[key]))
  }
  return a === b
}

const isFields = (value: Value | undefined): value is { readonly [field: string]: Value } =>
  typeof value === 'object' && !Array.isArray(value)

/** One line for each: `[0].IFLA_MTU: 1500 is expected, not 1400`. */
export function formatDifferences(differences: readonly Difference[]): string {
  return differences
    .map(({ path, expected, actual }) => `${printable(`${path}: ${words(expected, actual)}`)}\n`)
    .join('')
}

function words(expected: Value | undefined, actual: Value | undefined): string {
  if (expected === undefined) return `${text(actual)} is too many`
  if (actual === undefined) return `${text(expected)} is missing`
  return `${text(expected)} is expected, not ${text(actual)}`
}

const text = (value: Value | undefined) =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}` : inner))
