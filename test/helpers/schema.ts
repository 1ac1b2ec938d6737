// SPDX-License-Identifier: Apache-2.0
// Values that a JSON Schema accepts, and the same with a fault of structure somewhere.
import * as fc from 'fast-check'

/** What our schemas use of the language. */
export interface SchemaNode {
  $ref?: string
  $defs?: Record<string, SchemaNode>
  type?: string | string[]
  enum?: unknown[]
  anyOf?: SchemaNode[]
  items?: SchemaNode
  minItems?: number
  minLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  properties?: Record<string, SchemaNode | true>
  required?: string[]
  additionalProperties?: SchemaNode | boolean
}

const largest = Number.MAX_SAFE_INTEGER
// None of them is a path to anything, so that no value has a meaning beyond its structure.
const word = (minLength = 0) => fc.string({ unit: fc.constantFrom(...'abcXYZ019 =-_äß'), minLength, maxLength: 6 })

/** Values of `node`, a part of `root`; strings with a pattern are those of `patterns`. */
export function valuesOf(
  root: SchemaNode,
  node: SchemaNode | true,
  patterns: Record<string, fc.Arbitrary<string>> = {},
): fc.Arbitrary<unknown> {
  const values = (inner: SchemaNode | true): fc.Arbitrary<unknown> => {
    if (inner === true) return fc.constantFrom(null, 1, 'x', {})
    if (inner.$ref) return values(resolve(root, inner.$ref))
    if (inner.anyOf) return fc.oneof(...inner.anyOf.map(values))
    if (inner.enum) return fc.constantFrom(...inner.enum)
    const types = [inner.type ?? []].flat()
    return types.length === 0 ? values(true) : fc.oneof(...types.map((type) => ofType(type, inner)))
  }
  const ofType = (type: string, inner: SchemaNode): fc.Arbitrary<unknown> => {
    switch (type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'string':
        return inner.pattern === undefined ? word(inner.minLength) : (patterns[inner.pattern] ?? word())
      case 'integer':
        return fc.integer({
          min: Math.max(inner.minimum ?? 0, -largest),
          max: Math.min(inner.maximum ?? largest, largest),
        })
      case 'array':
        return fc.array(values(inner.items ?? true), { minLength: inner.minItems ?? 0, maxLength: 3 })
      case 'object':
        return ofProperties(inner)
      default:
        throw new Error(`no values of type ${type}`)
    }
  }
  const ofProperties = ({ properties, required = [], additionalProperties }: SchemaNode): fc.Arbitrary<unknown> => {
    if (!properties) return fc.dictionary(word(1), values(additionalProperties as SchemaNode), { maxKeys: 2 })
    const members = Object.entries(properties).map(([name, property]) => [name, fc.memo(() => values(property))(1)])
    // Few of the optional ones, or every value would have all.
    return fc
      .tuple(fc.record(Object.fromEntries(members)), fc.infiniteStream(fc.nat(9)))
      .map(([all, dice]) =>
        Object.fromEntries(
          Object.entries(all as object).filter(([name]) => required.includes(name) || Number(dice.next().value) < 4),
        ),
      )
  }
  return values(node)
}

export function resolve(root: SchemaNode, reference: string): SchemaNode {
  const keys = reference.replace(/^[^#]*#\/?/, '').split('/')
  return keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], root) as SchemaNode
}

/** What may stand where something else was expected. Numbers that a double does not hold stay out. */
export const oddValues: fc.Arbitrary<unknown> = fc.constantFrom(
  null,
  true,
  '',
  'SCMP_ACT_NONE',
  'pid',
  0,
  -1,
  1.5,
  70_000,
  2 ** 32,
  -(2 ** 31) - 1,
  2 ** 66,
  -(2 ** 66),
  [],
  {},
  [null],
  ['x'],
  [{}],
  { a: 1 },
)

/** The value with something else in one place: an odd value, or nothing. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(value, [])
  return fc.tuple(fc.constantFrom(...places), fc.option(oddValues, { nil: undefined, freq: 4 })).map(([place, odd]) => {
    const copy = structuredClone({ value })
    const path = ['value', ...place]
    const key = path.pop() as string
    const owner = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], copy)
    const slots = owner as Record<string, unknown>
    if (odd !== undefined) slots[key] = odd
    else if (Array.isArray(owner)) owner.splice(Number(key), 1)
    else delete slots[key]
    return copy.value ?? null
  })
}

function placesOf(value: unknown, path: string[]): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))]
}
