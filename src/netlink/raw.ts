// SPDX-License-Identifier: Apache-2.0
// The netlink module over its raw instance: the canonical ABI by hand. Nothing is copied but what goes in.
import type { NetlinkExports } from './exports.js'
import { netlinkModule } from './load.js'

interface RawExports {
  memory: WebAssembly.Memory
  cabi_realloc(pointer: number, oldSize: number, align: number, size: number): number
  decode(bytes: number, length: number, protocol: number, byteOrder: number): number
  cabi_post_decode(result: number): void
  encode(bytes: number, length: number, protocol: number, byteOrder: number): number
  cabi_post_encode(result: number): void
  validate(bytes: number, length: number, protocol: number, byteOrder: number, strictness: number): number
  cabi_post_validate(result: number): void
  tables(): number
  cabi_post_tables(result: number): void
}

export function rawExports(): NetlinkExports {
  const raw = new WebAssembly.Instance(netlinkModule(), {}).exports as unknown as RawExports
  // Made anew when the memory has grown: it has another buffer then.
  let memory = new Uint8Array(raw.memory.buffer)
  const bytes = () => {
    if (memory.length === 0) memory = new Uint8Array(raw.memory.buffer)
    return memory
  }
  const put = (list: Uint8Array) => {
    const pointer = raw.cabi_realloc(0, 0, 4, list.length)
    bytes().set(list, pointer)
    return pointer
  }
  const word = (at: number) => {
    const list = bytes()
    return (list[at]! | (list[at + 1]! << 8) | (list[at + 2]! << 16) | (list[at + 3]! << 24)) >>> 0
  }
  const take = <T>(result: number, post: (result: number) => void, read: (result: Uint8Array) => T) => {
    try {
      return read(bytes().subarray(word(result), word(result) + word(result + 4)))
    } finally {
      post(result)
    }
  }
  return {
    decode: (list, protocol, byteOrder, read) =>
      take(raw.decode(put(list), list.length, protocol, byteOrder), raw.cabi_post_decode, read),
    encode: (list, protocol, byteOrder, read) =>
      take(raw.encode(put(list), list.length, protocol, byteOrder), raw.cabi_post_encode, read),
    validate: (list, protocol, byteOrder, strictness, read) =>
      take(raw.validate(put(list), list.length, protocol, byteOrder, strictness), raw.cabi_post_validate, read),
    tables: () => take(raw.tables(), raw.cabi_post_tables, (result) => result.slice()),
  }
}
