// SPDX-License-Identifier: Apache-2.0
// The numbers of the contract between core and init, read from its header, and messages made of them by hand: what
// tests compare with must not come from the code that they test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { built } from './paths.js'

const header = readFileSync(join(built.root, 'core-c/include/gantry/bootstrap.h'), 'utf8')

/** `X(270, MOUNT, …)` of the table of that name, as `{ MOUNT: 270 }`. */
function table(name: string): Record<string, number> {
  const start = header.indexOf(`#define ${name}(X)`)
  if (start < 0) throw new Error(`bootstrap.h has no table ${name}`)
  const text = header.slice(start, header.indexOf('\n\n', start))
  return Object.fromEntries(
    [...text.matchAll(/X\((\d+), ([A-Z_]+),/g)].map(([, number, word]) => [word, Number(number)]),
  )
}

export const messageTypes = table('GTY_MESSAGES')
export const bootstrapAttributes = table('GTY_BOOTSTRAP_ATTRIBUTES')
export const attributes = table('GTY_ATTRIBUTES')
export const operations = table('GTY_OPERATIONS')

/** Texts of the operations: `mount`, `create device` … */
export const operationTexts = [
  ...header
    .slice(header.indexOf('#define GTY_OPERATIONS(X)'), header.indexOf('#define GTY_HOOK_KINDS(X)'))
    .matchAll(/X\(\d+, [A-Z_]+, "([^"]+)"\)/g),
].map(([, text]) => text ?? '')

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
