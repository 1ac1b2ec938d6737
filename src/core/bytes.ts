// SPDX-License-Identifier: Apache-2.0
// The bytes of the Wasm module come with the code: no bundler can lose them, and no file is read.
import { coreWasmBase64 } from '../../wasm/core-module.js'

export function coreBytes(): Uint8Array<ArrayBuffer> {
  // Node's decoder is some fifty times faster; elsewhere atob is what every engine has.
  if (typeof Buffer === 'function') return new Uint8Array(Buffer.from(coreWasmBase64, 'base64'))
  return Uint8Array.from(atob(coreWasmBase64), (character) => character.charCodeAt(0))
}
