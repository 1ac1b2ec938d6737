// SPDX-License-Identifier: Apache-2.0
// The vectors of test/golden/netlink: messages that others made. scripts/capture-netlink.mjs wrote them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readHex } from '../../src/netlink/formats/hex.js'
import type { Datagram } from '../../src/netlink/formats/types.js'
import type { Protocol } from '../../src/netlink/types.js'
import { built } from './paths.js'

const folder = join(built.root, 'test/golden/netlink')

export interface Vector {
  /** `iproute2/link-add-veth` */
  name: string
  protocol: Protocol
  bytes: Uint8Array
  /** The comments of its head: `producer`, `kernel`, `direction`, `protocol`, `command`, `meaning`, `answers`. */
  head: Record<string, string>
  /** Path of the messages as JSON. */
  golden: string
}

export const producers = ['iproute2', 'kernel', 'pyroute2', 'runc', 'sockets']

export function vectors(): Vector[] {
  return producers.flatMap((producer) =>
    readdirSync(join(folder, producer))
      .filter((file) => file.endsWith('.hex'))
      .map((file) => vector(`${producer}/${file.replace('.hex', '')}`)),
  )
}

export function vector(name: string): Vector {
  const text = readFileSync(join(folder, `${name}.hex`), 'utf8')
  const [first, second] = readHex(text)
  if (first?.protocol === undefined || second !== undefined) throw new Error(`${name}: one datagram and its protocol`)
  const head = Object.fromEntries([...text.matchAll(/^# (\w+): (.*)$/gm)].map(([, key, value]) => [key, value]))
  const { bytes, protocol } = first as Required<Datagram>
  return { name, protocol, bytes, head, golden: join(folder, `${name}.json`) }
}

/** The config of runc's container, as JSON text. */
export function runcConfig(name: string): string | undefined {
  const path = join(folder, `${name}.config.json`)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
