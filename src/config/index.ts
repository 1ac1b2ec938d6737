// SPDX-License-Identifier: Apache-2.0
// `gantry/config`: checks and plans container configs. It runs wherever WebAssembly does, without privilege: it
// touches no file, no process and no native code.
import { componentCore } from '../core/component.js'
import type { CompileOptions, CompileResult, HostFacts, MessageDescription } from '../core/types.js'
import { defaultFacts } from '../host/default.js'

export { MalformedMessage } from '../core/decode.js'
export type {
  CgroupHierarchy,
  CgroupJoin,
  CgroupStep,
  CompileOptions,
  CompileResult,
  Diagnostic,
  HostFacts,
  MessageDescription,
  OperationDescription,
  Plan,
  PlanHook,
  PlanRecord,
  PlanRlimit,
  Severity,
} from '../core/types.js'
export { defaultFacts }

/** How to compile: everything may be left out. */
export interface ConfigOptions extends Partial<Omit<CompileOptions, 'host'>> {
  /** The machine to plan for; by default a common one: root, cgroup v2. See `defaultFacts`. */
  host?: HostFacts
}

const encoder = new TextEncoder()

/**
 * Compiles a container config (the text of an OCI `config.json`) to a plan.
 * @returns all that is wrong with it, with positions, and the plan unless one of the findings is an error.
 * The same config and options give the same bytes on every machine.
 */
export function compile(config: Uint8Array | string, options: ConfigOptions = {}): CompileResult {
  const bytes = typeof config === 'string' ? encoder.encode(config) : config
  return componentCore().compile(bytes, {
    ...options,
    id: options.id ?? 'container',
    bundle: options.bundle ?? '/bundle',
    host: options.host ?? defaultFacts,
  })
}

/**
 * The content of a bootstrap message.
 * @throws MalformedMessage if it is not one.
 */
export function describe(message: Uint8Array): MessageDescription {
  return componentCore().describe(message)
}

/**
 * A bootstrap message as text for people, an operation a line.
 * @throws MalformedMessage if it is not one.
 */
export function describeText(message: Uint8Array): string {
  return componentCore().describeText(message)
}
