// SPDX-License-Identifier: Apache-2.0
// gantry netlink decode, encode: bytes to messages and back. Runs on any system; no native code is loaded.

import * as codec from '../../netlink/index.js'
import type { Call } from '../frame/call.js'
import { UsageError } from '../frame/options.js'
import { readAll, readInput } from './input.js'
import { byteOrderOption, choice, protocolOption } from './options.js'
import { outputFormats, refuse, writeInput } from './output.js'

export async function decode(call: Call): Promise<number> {
  const { options, args, program } = call
  const format = choice(options, 'format', outputFormats) ?? 'json'
  const path = only(args)
  try {
    writeInput(call, readInput(call, path), format)
    return 0
  } catch (error) {
    return refuse(call, error, format === 'json', `${program} netlink decode: ${path}`)
  }
}

export async function encode(call: Call): Promise<number> {
  const { options, args, program } = call
  const format = choice(options, 'format', ['hex', 'raw', 'pcap'] as const) ?? 'hex'
  const [protocol, byteOrder] = [protocolOption(options) ?? 'route', byteOrderOption(options)]
  const path = only(args)
  try {
    const messages = codec.parse(Buffer.from(readAll(call, path)).toString(), { protocol, byteOrder })
    const bytes = codec.encode(messages, { protocol, byteOrder })
    writeInput(call, { datagrams: [{ bytes, protocol }], messages, protocol, byteOrder }, format, false)
    return 0
  } catch (error) {
    return refuse(call, error, true, `${program} netlink encode: ${path}`)
  }
}

function only(args: readonly string[]): string {
  const [path = '-', ...more] = args
  if (more.length > 0) throw new UsageError('one file at a time, or none for the standard input')
  return path
}
