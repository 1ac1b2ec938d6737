// SPDX-License-Identifier: Apache-2.0
// What the actions of `gantry netlink` take in common.
import { protocols } from '../../netlink/formats/types.js'
import type { ByteOrder, Protocol } from '../../netlink/types.js'
import { type OptionSpec, type Options, UsageError } from '../frame/options.js'

export const protocol: OptionSpec = {
  type: 'string',
  short: 'p',
  value: 'PROTOCOL',
  help: 'route (default), generic, libcontainer, sock_diag, connector or uevent; of a recording, which to show',
}

export const byteOrder: OptionSpec = {
  type: 'string',
  value: 'ORDER',
  help: 'of the machine that wrote the bytes: little (default) or big',
}

export const input: OptionSpec = {
  type: 'string',
  value: 'FORMAT',
  help: 'hex, raw, pcap, pcapng, strace or json; by default what the input looks like',
}

/** @param formats The first is the default one. */
export const formatOption = ([first, ...others]: readonly string[]): OptionSpec => ({
  type: 'string',
  short: 'f',
  value: 'FORMAT',
  help: `${first} (default), ${others.join(', ')}`.replace(/, ([^,]*)$/, ' or $1'),
})

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
