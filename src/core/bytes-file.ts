// SPDX-License-Identifier: Apache-2.0
// The same bytes from their file. The command is built with this in place of bytes.ts: as text in the code they cost
// each of its starts more than a millisecond, whether it needs them or not.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package.js'

export const coreBytes = (): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(packageRoot(), 'wasm/core.wasm')))
