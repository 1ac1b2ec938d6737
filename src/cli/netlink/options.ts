// SPDX-License-Identifier: Apache-2.0
// What the actions of `gantry netlink` take in common.
import { protocols } from '../../netlink/formats/types.js'
import type { ByteOrder, Protocol } from '../../netlink/types.js'
import { type Options, UsageError } from '../frame/options.js'

export function choice<T extends string>(options: Options, name: string, known: readonly T[]): T | undefined {
  const given = options.text(name)
  if (given === undefined) {
    if (options.flag(name)) throw new UsageError(`--${name} is empty`)
    return undefined
  }
  const found = known.find((one) => one === given)
  if (found === undefined) throw new UsageError(`--${name} ${given}: ${known.join(', ')}`)
  return found
}

export const protocolOption = (options: Options): Protocol | undefined => choice(options, 'protocol', protocols)

export const byteOrderOption = (options: Options): ByteOrder =>
  choice<ByteOrder>(options, 'byte-order', ['little', 'big']) ?? 'little'
