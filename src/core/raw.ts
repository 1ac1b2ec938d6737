// SPDX-License-Identifier: Apache-2.0
// The core over its raw instance: the canonical ABI by hand. A call costs a third of a microsecond and not the two of
// the component's glue, and nothing but the module is loaded, so this is what the start path uses.
import { type CoreExports, exportSymbols } from '../generated/exports.js'
import { coreOver } from './decode.js'
import { coreModule } from './load.js'
import type { Core } from './types.js'

interface RawExports {
  memory: WebAssembly.Memory
  cabi_realloc(pointer: number, oldSize: number, align: number, size: number): number
}
type RawFunction = (...words: number[]) => number
type RawPost = (result: number) => void

let core: Core | undefined

/** The core of this process. */
export function rawCore(): Core {
  core ??= coreOver(exportsOf(coreModule()))
  return core
}

function exportsOf(module: WebAssembly.Module): CoreExports {
  const { exports } = new WebAssembly.Instance(module, {})
  const raw = exports as unknown as RawExports

  // A list<u8> is passed as pointer and length; the callee owns it from then on.
  const put = (bytes: Uint8Array) => {
    const pointer = raw.cabi_realloc(0, 0, 1, bytes.length)
    // Made anew: memory that grew has another buffer.
    new Uint8Array(raw.memory.buffer).set(bytes, pointer)
    return [pointer, bytes.length]
  }
  // It is returned as the address of pointer and length; the post-return function frees it, so it is copied first.
  const take = (result: number, post: RawPost) => {
    const view = new DataView(raw.memory.buffer)
    const pointer = view.getUint32(result, true)
    const bytes = new Uint8Array(raw.memory.buffer, pointer, view.getUint32(result + 4, true)).slice()
    post(result)
    return bytes
  }
  const wrap = (symbol: string) => {
    const call = exports[symbol] as RawFunction
    const post = exports[`cabi_post_${symbol}`] as RawPost
    return (...values: (Uint8Array | number)[]) =>
      take(call(...values.flatMap((value) => (typeof value === 'number' ? value : put(value)))), post)
  }

  const wrapped = Object.entries(exportSymbols).map(([name, symbol]) => [name, wrap(symbol)] as const)
  return Object.fromEntries(wrapped) as unknown as CoreExports
}
