// SPDX-License-Identifier: Apache-2.0
// The exports of the netlink module: the world `netlink` of wasm/netlink.wit.

/** What is returned is read within the call: it lies in the module's memory, and the next call writes over it. */
export interface NetlinkExports {
  decode<T>(bytes: Uint8Array, protocol: number, byteOrder: number, read: (result: Uint8Array) => T): T
  encode<T>(messages: Uint8Array, protocol: number, byteOrder: number, read: (result: Uint8Array) => T): T
  validate<T>(
    bytes: Uint8Array,
    protocol: number,
    byteOrder: number,
    strictness: number,
    read: (result: Uint8Array) => T,
  ): T
  tables(): Uint8Array
}
