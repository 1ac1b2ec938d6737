// SPDX-License-Identifier: Apache-2.0
// gantry netlink diff A B: where the messages of two inputs differ.
import { diffMessages, formatDifferences } from '../../netlink/testkit/diff.js'
import type { Call } from '../frame/call.js'
import type { Verb } from '../frame/verb.js'
import { readInput } from './input.js'
import { byteOrder, choice, formatOption, input, protocol } from './options.js'
import { refuse } from './output.js'

const formats = ['text', 'json'] as const

export const verb: Verb = {
  summary: 'name what differs between the messages of two inputs',
  usage: '[options] A B',
  args: [2, 2],
  options: {
    protocol,
    input,
    format: formatOption(formats),
    'byte-order': byteOrder,
    ignore: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'leave out a field or attribute, as sequence (repeatable)',
    },
  },
  plain: true,
  usageStatus: 2,
  run: diff,
}

/** As diff(1). */
const status = { same: 0, different: 1, trouble: 2 }

async function diff(call: Call): Promise<number> {
  const { options, args, program, stdout } = call
  const format = choice(options, 'format', formats) ?? 'text'
  const [first = '', second = ''] = args
  let reading = first
  try {
    const expected = readInput(call, first).messages
    reading = second
    const actual = readInput(call, second).messages
    const differences = diffMessages(expected, actual, { ignore: options.list('ignore') })
    const big = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
    stdout(format === 'json' ? `${JSON.stringify(differences, big, 2)}\n` : formatDifferences(differences))
    return differences.length === 0 ? status.same : status.different
  } catch (error) {
    refuse(call, error, format === 'json', `${program} netlink diff: ${reading}`)
    return status.trouble
  }
}
