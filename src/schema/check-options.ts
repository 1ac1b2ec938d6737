// SPDX-License-Identifier: Apache-2.0
// Options as callers give them, before anything is done with them.
import { factory } from '../../wasm/validators/options.js'
import { faultOf, type Validator } from './faults.js'

function check(validate: Validator, options: unknown): void {
  const fault = faultOf(validate, options)
  if (!fault) return
  const { path, message, range } = fault
  throw new (range ? RangeError : TypeError)(`${path === '' ? 'options' : `option ${path}`} ${message}`)
}

/** @throws TypeError that names the property, or RangeError if only its value is wrong; so do all of these. */
export function checkFactoryOptions(options: unknown): void {
  check(factory, options)
}

// All that a process can have is much code: whoever starts none does not load it.
const container = () => import('../../wasm/validators/container-options.js')

export async function checkCreateOptions(options: unknown): Promise<void> {
  check((await container()).create, options)
}

export async function checkProcessOptions(options: unknown): Promise<void> {
  check((await container()).process, options)
}
