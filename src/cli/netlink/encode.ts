// SPDX-License-Identifier: Apache-2.0
// Messages as JSON to bytes. Runs on any system; no native code is loaded.
import * as codec from '../../netlink/index.js'
import type { Call } from '../frame/call.js'
import type { Verb } from '../frame/verb.js'
import { readAll } from './input.js'
import * as common from './options.js'
import { refuse, writeInput } from './output.js'

const formats = ['hex', 'raw', 'pcap'] as const

export const verb: Verb = {
  summary: 'make bytes of the JSON that decode writes',
  usage: '[options] [FILE]',
  args: [0, 1],
  options: {
    protocol: common.protocol,
    format: common.formatOption(formats),
    'byte-order': common.byteOrder,
  },
  plain: true,
  usageStatus: 2,
  run: encode,
}

async function encode(call: Call): Promise<number> {
  const {
    options,
    args: [path = '-'],
    program,
  } = call
  const format = common.choice(options, 'format', formats) ?? 'hex'
  const [protocol, byteOrder] = [common.protocolOption(options) ?? 'route', common.byteOrderOption(options)]
  try {
    const messages = codec.parse(Buffer.from(readAll(call, path)).toString(), { protocol, byteOrder })
    const bytes = codec.encode(messages, { protocol, byteOrder })
    writeInput(call, { datagrams: [{ bytes, protocol }], messages, protocol, byteOrder }, format, false)
    return 0
  } catch (error) {
    return refuse(call, error, true, `${program} netlink encode: ${path}`)
  }
}
