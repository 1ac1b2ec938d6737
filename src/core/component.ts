// SPDX-License-Identifier: Apache-2.0
// The core as a WebAssembly component, through the bindings that jco made of wasm/core.wit. It imports nothing.
import { instantiate } from '../../wasm/component/gantry.js'
import { coreOver } from './decode.js'
import { coreModule } from './load.js'
import type { Core } from './types.js'

let core: Core | undefined

export function componentCore(): Core {
  core ??= coreOver(instantiate(coreModule, {}))
  return core
}
