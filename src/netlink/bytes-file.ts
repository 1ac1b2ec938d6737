// SPDX-License-Identifier: Apache-2.0
// The same bytes from their file, for the command: see src/core/bytes-file.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package.js'

export const netlinkBytes = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(packageRoot(), 'wasm/netlink.wasm')))
