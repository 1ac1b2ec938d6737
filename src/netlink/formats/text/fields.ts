// SPDX-License-Identifier: Apache-2.0
// The attributes of a message while a text is made of it: what no line has shown is listed behind it.
import { printable } from '../../../report/printable.js'
import type { Attribute, Value } from '../../types.js'

export class Fields {
  readonly #left: Set<Attribute>

  constructor(readonly all: readonly Attribute[] = []) {
    this.#left = new Set(all)
  }

  /** The attribute of that name; from here on it counts as shown. */
  take(name: string): Attribute | undefined {
    const found = this.all.findLast((one) => one.name === name)
    if (found !== undefined) this.#left.delete(found)
    return found
  }

  /** `word` and the value, or nothing. */
  word(word: string, name: string, show: (value: Value) => string = valueText): string[] {
    const value = this.take(name)?.value
    return value === undefined ? [] : [word, show(value)]
  }

  text(name: string): string | undefined {
    const value = this.take(name)?.value
    return value === undefined ? undefined : valueText(value)
  }

  nest(name: string): readonly Attribute[] | undefined {
    return this.take(name)?.attributes
  }

  /** Counts as shown, though it is not: `ip` leaves it out too. */
  hide(...names: readonly string[]): void {
    for (const one of this.#left) if (one.name !== undefined && names.includes(one.name)) this.#left.delete(one)
  }

  get left(): readonly Attribute[] {
    return this.all.filter((one) => this.#left.has(one))
  }
}

/** A value on one line: names and texts are whoever's who made the message. */
export function valueText(value: Value): string {
  if (typeof value === 'string') return printable(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(',')
  if (typeof value !== 'object') return String(value)
  const fields = Object.entries(value)
  return fields.map(([key, inner]) => `${key} ${valueText(inner)}`).join(' ')
}

/** `RT_SCOPE_LINK` without its prefix, small. */
export const small = (value: Value, prefix: string): string => {
  const text = valueText(value)
  return text.startsWith(prefix) ? text.slice(prefix.length).toLowerCase() : text
}

/** Attributes as `name value` pairs, without their prefix: `forward_delay 1500 hello_time 200`. */
export function pairs(attributes: readonly Attribute[], prefix: RegExp): string[] {
  return attributes.map((one) => {
    const name = (one.name ?? `#${one.type ?? 0}`).replace(prefix, '').toLowerCase()
    if (one.value !== undefined) return `${name} ${valueText(one.value)}`
    if (one.attributes !== undefined) return `${name} { ${pairs(one.attributes, prefix).join(' ')} }`
    return `${name} ${one.bytes ?? ''}`.trimEnd()
  })
}

/** Attributes as an indented tree, for what has no line of its own. */
export function tree(attributes: readonly Attribute[], indent: string): string[] {
  return attributes.flatMap((one) => {
    const name = `${indent}${one.name ?? `#${one.type ?? 0}`}`
    const header = one.header === undefined ? '' : ` (${valueText(one.header)})`
    if (one.attributes !== undefined) return [`${name}${header}`, ...tree(one.attributes, `${indent}  `)]
    if (one.value !== undefined) return [`${name}${header} ${valueText(one.value)}`]
    return [`${name}${header} ${one.bytes ? `0x${one.bytes.replaceAll(' ', '')}` : ''}`.trimEnd()]
  })
}
