// SPDX-License-Identifier: Apache-2.0
// `gantry/config`: checks, plans and converts container configs. It runs wherever WebAssembly does, without privilege: it
// touches no file, no process and no native code.
import { componentCore } from '../core/component.js'
import type {
  CompileOptions,
  CompileResult,
  ConvertOptions,
  ConvertResult,
  Diagnostic,
  HostFacts,
  MessageDescription,
  Rule,
} from '../core/types.js'
import {
  type CheckedDocument,
  type FormatOptions,
  formatDocuments as formatAll,
  format as formatOne,
  type ReportedFile,
  type ReportFormat,
  type ReportOptions,
} from '../report/index.js'
import { convertWith } from './convert.js'
import { defaultFacts } from './default-facts.js'
import { type ParsedDocument, parseWith } from './parse.js'
import { type ValidateOptions, validateWith } from './validate.js'

export { MalformedMessage } from '../core/decode.js'
export type {
  CgroupHierarchy,
  CgroupJoin,
  CgroupStep,
  CheckOptions,
  CompileOptions,
  CompileResult,
  ConvertOptions,
  ConvertResult,
  Diagnostic,
  HostFacts,
  InputLanguage,
  InputOptions,
  MessageDescription,
  OperationDescription,
  Place,
  Plan,
  PlanHook,
  PlanRecord,
  PlanRlimit,
  RelatedPlace,
  Rule,
  Severity,
} from '../core/types.js'
export type * from './oci.js'
export type { JsonValue, ParsedDocument } from './parse.js'
export { InvalidOptions, type ValidateOptions } from './validate.js'
export type { CheckedDocument, FormatOptions, ReportedFile, ReportFormat, ReportOptions }
export { defaultFacts }

/** How to compile: everything may be left out. */
export interface ConfigOptions extends Partial<Omit<CompileOptions, 'host'>> {
  /** The machine to plan for; by default a common one: root, cgroup v2. See `defaultFacts`. */
  host?: HostFacts
}

const encoder = new TextEncoder()
const bytesOf = (text: Uint8Array | string) => (typeof text === 'string' ? encoder.encode(text) : text)

/**
 * Compiles a container config (the text of an OCI `config.json`, of a pair of 2015, of libcontainer's own) to a plan.
 * @returns all that is wrong with it, with positions, and the plan unless one of the findings is an error.
 * The same config and options give the same bytes on every machine.
 */
export function compile(config: Uint8Array | string, options: ConfigOptions = {}): CompileResult {
  return componentCore().compile(bytesOf(config), {
    ...options,
    id: options.id ?? 'container',
    bundle: options.bundle ?? '/bundle',
    host: options.host ?? defaultFacts,
  })
}

/**
 * Checks a container config (the text of an OCI `config.json`).
 * @returns all that is wrong with it, sorted by position; at most 1,000 findings, then how many more there are.
 * @throws InvalidOptions if an option is none that there is, or `host` no facts about a machine.
 */
export function validate(config: Uint8Array | string, options: ValidateOptions = {}): Diagnostic[] {
  return validateWith(componentCore(), bytesOf(config), options)
}

/**
 * Reads a JSON document, of whatever kind: exactly, and with the place of each value, which `JSON.parse` has not.
 * @returns the value unless the document is no JSON, and what is wrong with it; whether it is a config, `validate` says.
 */
export function parse(document: Uint8Array | string): ParsedDocument {
  return parseWith(componentCore(), bytesOf(document))
}

/**
 * Writes a config in another language: as an OCI `config.json` or as libcontainer's own (configs.Config).
 * @returns all that is wrong with it or has no place in the other language, and the text unless a finding is an error.
 * @throws InvalidOptions if there is no such language, or the options are none otherwise.
 */
export function convert(config: Uint8Array | string, options: ConvertOptions): ConvertResult {
  return convertWith(componentCore(), bytesOf(config), options)
}

/** All rules, in the order of their areas. */
export function rules(): Rule[] {
  return componentCore().rules()
}

// A log of SARIF describes its rules; the other formats name them.
const described = (as: ReportFormat) => (as === 'sarif' ? { rules: rules() } : {})

/** A report on the findings about one document; ends with a line feed unless it is empty. */
export function format(diagnostics: readonly Diagnostic[], as: ReportFormat, options: FormatOptions = {}): string {
  return formatOne(diagnostics, as, { ...described(as), ...options })
}

/**
 * A report on several documents, in their order.
 * @throws RangeError if there is no such format
 */
export function formatDocuments(
  documents: readonly CheckedDocument[],
  as: ReportFormat,
  options: ReportOptions = {},
): string {
  return formatAll(documents, as, { ...described(as), ...options })
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
