// SPDX-License-Identifier: Apache-2.0
// The netlink module as a WebAssembly component, through the bindings that jco made of wasm/netlink.wit.
import { instantiate } from '../../wasm/netlink-component/gantry.js'
import type { NetlinkExports } from './exports.js'
import { netlinkModule } from './load.js'

export function componentExports(): NetlinkExports {
  const component = instantiate(netlinkModule, {})
  return {
    decode: (list, protocol, byteOrder, read) => read(component.decode(list, protocol, byteOrder)),
    encode: (list, protocol, byteOrder, read) => read(component.encode(list, protocol, byteOrder)),
    validate: (list, protocol, byteOrder, strictness, read) =>
      read(component.validate(list, protocol, byteOrder, strictness)),
    tables: () => component.tables(),
  }
}
