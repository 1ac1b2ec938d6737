// SPDX-License-Identifier: Apache-2.0
// The bytes of the Wasm module come with the code: no bundler can lose them, and no file is read.
import { coreWasmBase64 } from '../../wasm/core-module.js'
import { fromBase64 } from './base64.js'

export const coreBytes = (): Uint8Array<ArrayBuffer> => fromBase64(coreWasmBase64)
