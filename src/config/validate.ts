// SPDX-License-Identifier: Apache-2.0
// What is wrong with a config, whatever machine it is for.
import type { Core, Diagnostic, HostFacts } from '../core/types.js'
import { defaultFacts } from '../host/default.js'

export interface ValidateOptions {
  /** The machine that the config is for. Without it, nothing is said that holds on some machines only. */
  host?: HostFacts
  /** Absolute path of the bundle. Default: `/bundle`. */
  bundle?: string
}

/** The facts about the machine that the core was given are none. */
export class InvalidFacts extends Error {
  override readonly name = 'InvalidFacts'
}

// The core says of most limits and device rules whether they can be had from the cgroups at hand. Where there are none,
// the only findings about the machine are these, which say so; and no other finding hides behind one of them, for they
// are made last.
const noCgroups: HostFacts = { ...defaultFacts, cgroup: { mode: 'none', v1: [] } }
const aboutNoCgroups = ['GTY-PLAN-008', 'GTY-PLAN-014', 'GTY-PLAN-015']

/**
 * All findings about a config, sorted by position.
 * @throws InvalidFacts
 */
export function validateWith(core: Core, config: Uint8Array, { host, bundle }: ValidateOptions): Diagnostic[] {
  const options = { id: 'container', bundle: bundle ?? '/bundle', host: host ?? noCgroups }
  const { diagnostics } = core.compile(config, options)
  const faults = diagnostics.filter(({ code }) => code.startsWith('GTY-OPTIONS-'))
  if (faults.length > 0) throw new InvalidFacts(faults.map(({ message }) => message).join('; '))
  return host === undefined ? diagnostics.filter(({ code }) => !aboutNoCgroups.includes(code)) : diagnostics
}
