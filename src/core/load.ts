// SPDX-License-Identifier: Apache-2.0
// The one file that gets the Wasm module. It is compiled once, when the first caller needs it.
import { coreBytes } from './bytes.js'

let compiled: WebAssembly.Module | undefined

export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(coreBytes())
  return compiled
}
