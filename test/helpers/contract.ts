// SPDX-License-Identifier: Apache-2.0
// The numbers of the contract between core and init, read from its lists, and messages made of them by hand: what
// tests compare with must not come from the code that they test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { built } from './paths.js'

/** `INIT_OPERATION(270, MOUNT, …)` of a list, as `[270, 'MOUNT', …]`. */
function rows(list: string, macro: string): [number: number, name: string, rest: string][] {
  const text = readFileSync(join(built.root, `core-c/include/gantry/${list}.def`), 'utf8')
  const found = [...text.matchAll(new RegExp(`^${macro}\\((\\d+), ([A-Z0-9_]+),([^\\n]*)`, 'gm'))]
  if (found.length === 0) throw new Error(`${list}.def has no ${macro}`)
  return found.map(([, number, name = '', rest = '']) => [Number(number), name, rest])
}

const numbers = (list: string, macro: string): Record<string, number> =>
  Object.fromEntries(rows(list, macro).map(([number, name]) => [name, number]))

export const messageTypes = numbers('messages', 'INIT_MESSAGE')
export const bootstrapAttributes = numbers('attributes', 'BOOTSTRAP_ATTRIBUTE')
export const attributes = numbers('attributes', 'INIT_ATTRIBUTE')
export const operations = numbers('operations', 'INIT_OPERATION')

/** Words of the operations by number: `mount`, `create device` … */
export const operationWords = new Map(
  rows('operations', 'INIT_OPERATION').map(([number, , rest]) => [number, /"([^"]+)"/.exec(rest)?.[1] ?? '']),
)

export const operationTexts = [...operationWords.values()]

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export const text = (value: string) => Buffer.from(`${value}\0`)

/** One nlattr with its padding. */
export function attribute(type: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil((4 + payload.length) / 4) * 4)
  bytes.writeUInt16LE(4 + payload.length, 0)
  bytes.writeUInt16LE(type, 2)
  bytes.set(payload, 4)
  return bytes
}

/** One nlmsghdr with what follows it. */
export function message(type: number, ...parts: Uint8Array[]): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(16), ...parts])
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt16LE(type, 4)
  return bytes
}

/** A control message of the init: `control('FAILED', { STEP: 3, ACTION: 'mount' })`. */
export function control(type: string, values: Record<string, number | string> = {}): Buffer {
  const parts = Object.entries(values).map(([name, value]) => {
    const number = attributes[name]
    if (number === undefined) throw new Error(`bootstrap.h has no attribute ${name}`)
    return attribute(number, typeof value === 'number' ? u32(value) : text(value))
  })
  const number = messageTypes[type]
  if (number === undefined) throw new Error(`bootstrap.h has no message ${type}`)
  return message(number, ...parts)
}
