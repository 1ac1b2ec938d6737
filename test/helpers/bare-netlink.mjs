// SPDX-License-Identifier: Apache-2.0
// Decodes the hex in the standard input with dist/netlink.js in a V8 context that has nothing of Node, and encodes it
// again. Needs --experimental-vm-modules.
import { readFileSync } from 'node:fs'
import { loadBare } from './bare-context.mjs'

const { decode, encode, stringify } = await loadBare(process.argv[2])
const bytes = Uint8Array.from(readFileSync(0, 'utf8').match(/../g), (byte) => Number.parseInt(byte, 16))
const messages = decode(bytes)
const hex = Array.from(encode(messages), (byte) => byte.toString(16).padStart(2, '0')).join('')
console.log(JSON.stringify({ hex, text: stringify(messages) }))
