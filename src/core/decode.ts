// SPDX-License-Identifier: Apache-2.0
// The bytes that the core returns, as values. Both ways to run the core end here, so its layouts are known to this
// file only.
import type { CoreExports } from '../generated/exports.js'
import type {
  CheckOptions,
  CompileOptions,
  CompileResult,
  ControlMessage,
  ConvertOptions,
  ConvertResult,
  Core,
  Diagnostic,
  Features,
  MessageDescription,
  Outline,
  PlanRecord,
  Rule,
} from './types.js'

/** A message that the core refuses to read. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
  /** What is wrong with it. */
  readonly reason: string
  /** Where, in bytes from 0. */
  readonly offset: number

  constructor(reason: string, offset: number) {
    super(`malformed message: ${reason} at byte ${offset}`)
    this.reason = reason
    this.offset = offset
  }
}

const lengthsSize = 12
const conversionLengthsSize = 8
const formatText = 0
const formatJson = 1
const kindContinue = 0
const kindAbort = 1

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const textOf = (bytes: Uint8Array) => decoder.decode(bytes)

/** Makes a `Core` of its exports. */
export function coreOver(exports: CoreExports): Core {
  const answers: { continue?: Uint8Array; abort?: Uint8Array } = {}
  return {
    compile: (config: Uint8Array, options: CompileOptions) =>
      decodeResult(exports.compile(config, encoder.encode(JSON.stringify(options)))),
    check: (config: Uint8Array, options: CheckOptions) =>
      JSON.parse(textOf(exports.check(config, encoder.encode(JSON.stringify(options))))) as Diagnostic[],
    parse: (document) => decodeOutline(exports.parse(document)),
    convert: (config: Uint8Array, options: ConvertOptions) =>
      decodeConversion(exports.convert(config, encoder.encode(JSON.stringify(options)))),
    describeText: (message) => textOf(unmark(exports.describe(message, formatText))),
    describe: (message) => JSON.parse(textOf(unmark(exports.describe(message, formatJson)))) as MessageDescription,
    readControl: (message) => JSON.parse(textOf(unmark(exports.readControl(message)))) as ControlMessage,
    writeControl(kind) {
      answers[kind] ??= exports.writeControl(kind === 'continue' ? kindContinue : kindAbort)
      return answers[kind]
    },
    rules() {
      const rules = JSON.parse(textOf(exports.rules())) as Rule[]
      if (rules.length === 0) throw new RangeError('the core has no memory to list its rules')
      return rules
    },
    features: () => JSON.parse(textOf(exports.features())) as Features,
  }
}

/** Three u32, little endian: the lengths of diagnostics, record and message, which follow them. */
export function decodeResult(bytes: Uint8Array): CompileResult {
  if (bytes.length < lengthsSize) throw new RangeError(`the core returned ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lengths = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)] as const
  if (lengthsSize + lengths[0] + lengths[1] + lengths[2] !== bytes.length) {
    throw new RangeError(`the core returned ${bytes.length} bytes with sections of ${lengths.join(', ')}`)
  }
  const recordAt = lengthsSize + lengths[0]
  const messageAt = recordAt + lengths[1]
  const diagnostics = JSON.parse(textOf(bytes.subarray(lengthsSize, recordAt))) as Diagnostic[]
  if (lengths[1] === 0) return { diagnostics }
  const record = JSON.parse(textOf(bytes.subarray(recordAt, messageAt))) as PlanRecord
  return { diagnostics, plan: { record, message: bytes.subarray(messageAt) } }
}

/** Two u32, little endian: the lengths of diagnostics and values, which follow them. */
function decodeOutline(bytes: Uint8Array): Outline {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 8 + view.getUint32(0, true)
  const diagnostics = JSON.parse(textOf(bytes.subarray(8, start))) as Diagnostic[]
  const values = Uint32Array.from({ length: view.getUint32(4, true) / 4 }, (_, i) =>
    view.getUint32(start + 4 * i, true),
  )
  return { diagnostics, values }
}

/** Two u32, little endian: the lengths of diagnostics and document, which follow them. */
export function decodeConversion(bytes: Uint8Array): ConvertResult {
  if (bytes.length < conversionLengthsSize) throw new RangeError(`the core returned ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lengths = [view.getUint32(0, true), view.getUint32(4, true)] as const
  if (conversionLengthsSize + lengths[0] + lengths[1] !== bytes.length) {
    throw new RangeError(`the core returned ${bytes.length} bytes with sections of ${lengths.join(', ')}`)
  }
  const documentAt = conversionLengthsSize + lengths[0]
  const diagnostics = JSON.parse(textOf(bytes.subarray(conversionLengthsSize, documentAt))) as Diagnostic[]
  return lengths[1] === 0 ? { diagnostics } : { diagnostics, document: textOf(bytes.subarray(documentAt)) }
}

/** The first byte is 0 before what was asked for, 1 before `{"error": …, "offset": …}`. */
export function unmark(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(1)
  if (bytes[0] === 0) return body
  const { error, offset } = JSON.parse(textOf(body)) as { error: string; offset: number }
  throw new MalformedMessage(error, offset)
}
