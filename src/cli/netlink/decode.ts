// SPDX-License-Identifier: Apache-2.0
// Bytes to messages. Runs on any system; no native code is loaded.
import type { Call } from '../frame/call.js'
import type { Verb } from '../frame/verb.js'
import { readInput } from './input.js'
import { byteOrder, choice, formatOption, input, protocol } from './options.js'
import { outputFormats, refuse, writeInput } from './output.js'

export const verb: Verb = {
  summary: 'show messages',
  usage: '[options] [FILE]',
  args: [0, 1],
  options: {
    protocol,
    input,
    format: formatOption(outputFormats),
    'byte-order': byteOrder,
  },
  plain: true,
  usageStatus: 2,
  run: decode,
}

async function decode(call: Call): Promise<number> {
  const {
    options,
    args: [path = '-'],
    program,
  } = call
  const format = choice(options, 'format', outputFormats) ?? 'json'
  try {
    writeInput(call, readInput(call, path), format)
    return 0
  } catch (error) {
    return refuse(call, error, format === 'json', `${program} netlink decode: ${path}`)
  }
}
