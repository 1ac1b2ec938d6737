// SPDX-License-Identifier: Apache-2.0
// What is wrong with a config, whatever machine it is for.
import type { CheckOptions, Core, Diagnostic } from '../core/types.js'

export interface ValidateOptions extends CheckOptions {
  /** Absolute path of the bundle. Default: `/bundle`. */
  bundle?: string
}

/** The facts about the machine that the core was given are none. */
export class InvalidFacts extends Error {
  override readonly name = 'InvalidFacts'
}

/**
 * All findings about a config, sorted by position.
 * @throws InvalidFacts
 */
export function validateWith(core: Core, config: Uint8Array, options: ValidateOptions): Diagnostic[] {
  const diagnostics = core.check(config, { ...options, bundle: options.bundle ?? '/bundle' })
  const faults = diagnostics.filter(({ code }) => code.startsWith('GTY-OPTIONS-'))
  if (faults.length > 0) throw new InvalidFacts(faults.map(({ message }) => message).join('; '))
  return diagnostics
}
