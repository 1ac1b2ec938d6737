// SPDX-License-Identifier: Apache-2.0
// A config in another language.
import type { ConvertOptions, ConvertResult, Core } from '../core/types.js'
import { refuseFaults } from './validate.js'

/**
 * The config as another language has it, and what that has no place for.
 * @throws InvalidOptions
 */
export function convertWith(core: Core, config: Uint8Array, options: ConvertOptions): ConvertResult {
  const result = core.convert(config, options)
  refuseFaults(result.diagnostics)
  return result
}
