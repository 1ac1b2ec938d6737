// SPDX-License-Identifier: Apache-2.0
// The one file that gets the Wasm module. It is compiled once, when the first caller needs it; the bytes come with
// the code, so no bundler can lose them and no file is read.
import { coreWasmBase64 } from '../../wasm/core-module.js'

let compiled: WebAssembly.Module | undefined

export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(decodeBase64(coreWasmBase64))
  return compiled
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  // Node's decoder is some fifty times faster; elsewhere atob is what every engine has.
  if (typeof Buffer === 'function') return new Uint8Array(Buffer.from(text, 'base64'))
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
