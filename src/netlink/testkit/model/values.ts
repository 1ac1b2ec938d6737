// SPDX-License-Identifier: Apache-2.0
// Reading decoded messages, and writing attributes.
import type { Attribute, AttributeInput, Header, Message, Value } from '../../types.js'
import { type Address, parseAddress } from './address.js'

export type Attributes = readonly Attribute[] | undefined

/** The last one of that name counts, as with the kernel. */
export const find = (attributes: Attributes, name: string): Attribute | undefined =>
  attributes?.findLast((attribute) => attribute.name === name)

export function number(attributes: Attributes, name: string): number | undefined {
  const value = find(attributes, name)?.value
  return typeof value === 'number' ? value : undefined
}

export function text(attributes: Attributes, name: string): string | undefined {
  const value = find(attributes, name)?.value
  return typeof value === 'string' ? value : undefined
}

export function address(attributes: Attributes, name: string): Address | undefined {
  const value = text(attributes, name)
  return value === undefined ? undefined : parseAddress(value)
}

export const nested = (attributes: Attributes, name: string): Attributes => find(attributes, name)?.attributes

export function headerNumber(header: Header | undefined, field: string): number {
  const value = header?.[field]
  return typeof value === 'number' ? value : 0
}

export function headerWord(header: Header | undefined, field: string): string | number {
  const value = header?.[field]
  return typeof value === 'string' || typeof value === 'number' ? value : 0
}

export const words = (value: Value | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : []

export const hasFlag = ({ flags }: Message, name: string): boolean => flags.includes(name)

/** An attribute, or none for a value that there is not. */
export const attribute = (name: string, value: Value | undefined): AttributeInput[] =>
  value === undefined ? [] : [{ name, value }]

export const nest = (name: string, attributes: readonly AttributeInput[]): AttributeInput => ({ name, attributes })
