// SPDX-License-Identifier: Apache-2.0
// The core over its raw instance: the canonical ABI by hand. A call costs a third of a microsecond and not the two of
// the component's glue, and nothing but the module is loaded, so this is what the start path uses.
import { type CoreExports, coreOver } from './decode.js'
import { coreModule } from './load.js'
import type { Core } from './types.js'

interface RawExports {
  memory: WebAssembly.Memory
  cabi_realloc(pointer: number, oldSize: number, align: number, size: number): number
  compile(config: number, configLength: number, options: number, optionsLength: number): number
  cabi_post_compile(result: number): void
  check(config: number, configLength: number, options: number, optionsLength: number): number
  cabi_post_check(result: number): void
  parse(document: number, length: number): number
  cabi_post_parse(result: number): void
  convert(config: number, configLength: number, options: number, optionsLength: number): number
  cabi_post_convert(result: number): void
  describe(message: number, length: number, format: number): number
  cabi_post_describe(result: number): void
  'read-control'(message: number, length: number): number
  'cabi_post_read-control'(result: number): void
  'write-control'(kind: number): number
  'cabi_post_write-control'(result: number): void
  rules(): number
  cabi_post_rules(result: number): void
  features(): number
  cabi_post_features(result: number): void
}

let core: Core | undefined

/** The core of this process. */
export function rawCore(): Core {
  core ??= coreOver(exportsOf(coreModule()))
  return core
}

function exportsOf(module: WebAssembly.Module): CoreExports {
  const raw = new WebAssembly.Instance(module, {}).exports as unknown as RawExports

  // A list<u8> is passed as pointer and length; the callee owns it from then on.
  const put = (bytes: Uint8Array) => {
    const pointer = raw.cabi_realloc(0, 0, 1, bytes.length)
    // Made anew: memory that grew has another buffer.
    new Uint8Array(raw.memory.buffer).set(bytes, pointer)
    return pointer
  }
  // It is returned as the address of pointer and length; the post-return function frees it, so it is copied first.
  const take = (result: number, post: (result: number) => void) => {
    const view = new DataView(raw.memory.buffer)
    const pointer = view.getUint32(result, true)
    const bytes = new Uint8Array(raw.memory.buffer, pointer, view.getUint32(result + 4, true)).slice()
    post(result)
    return bytes
  }

  return {
    compile(config, options) {
      const configAt = put(config)
      const optionsAt = put(options)
      return take(raw.compile(configAt, config.length, optionsAt, options.length), raw.cabi_post_compile)
    },
    check(config, options) {
      const configAt = put(config)
      const optionsAt = put(options)
      return take(raw.check(configAt, config.length, optionsAt, options.length), raw.cabi_post_check)
    },
    parse: (document) => take(raw.parse(put(document), document.length), raw.cabi_post_parse),
    convert(config, options) {
      const configAt = put(config)
      const optionsAt = put(options)
      return take(raw.convert(configAt, config.length, optionsAt, options.length), raw.cabi_post_convert)
    },
    describe: (message, format) => take(raw.describe(put(message), message.length, format), raw.cabi_post_describe),
    readControl: (message) => take(raw['read-control'](put(message), message.length), raw['cabi_post_read-control']),
    writeControl: (kind) => take(raw['write-control'](kind), raw['cabi_post_write-control']),
    rules: () => take(raw.rules(), raw.cabi_post_rules),
    features: () => take(raw.features(), raw.cabi_post_features),
  }
}
