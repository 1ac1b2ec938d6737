// SPDX-License-Identifier: Apache-2.0
// The bytes of the netlink module come with the code, as those of the core do.
import { netlinkWasmBase64 } from '../../wasm/netlink-module.js'
import { fromBase64 } from '../core/base64.js'

export const netlinkBytes = (): Uint8Array<ArrayBuffer> => fromBase64(netlinkWasmBase64)
