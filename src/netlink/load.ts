// SPDX-License-Identifier: Apache-2.0
// The one file that gets the netlink module. It is compiled once, when the first caller needs it.
import { netlinkBytes } from './bytes.js'

let compiled: WebAssembly.Module | undefined

export function netlinkModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(netlinkBytes())
  return compiled
}
