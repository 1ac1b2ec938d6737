// SPDX-License-Identifier: Apache-2.0
// What is wrong with a config, whatever machine it is for.
import type { CheckOptions, Core, Diagnostic } from '../core/types.js'

/** How to check: everything may be left out. */
export type ValidateOptions = CheckOptions

/** The options of the call are none: facts about no machine, a language that there is not. */
export class InvalidOptions extends Error {
  override readonly name = 'InvalidOptions'
}

/**
 * All findings about a config, sorted by position.
 * @throws InvalidOptions
 */
export function validateWith(core: Core, config: Uint8Array, options: ValidateOptions): Diagnostic[] {
  const diagnostics = core.check(config, { ...options, bundle: options.bundle ?? '/bundle' })
  refuseFaults(diagnostics)
  return diagnostics
}

/** @throws InvalidOptions if the findings are about the options of the call */
export function refuseFaults(diagnostics: readonly Diagnostic[]): void {
  const faults = diagnostics.filter(({ code }) => code.startsWith('GTY-OPTIONS-'))
  if (faults.length === 0) return
  throw new InvalidOptions(faults.map(({ message, help }) => (help ? `${message}: ${help}` : message)).join('; '))
}
