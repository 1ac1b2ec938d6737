// SPDX-License-Identifier: Apache-2.0
// gantry netlink diff A B: where the messages of two inputs differ.
import { diffMessages, formatDifferences } from '../../netlink/testkit/diff.js'
import type { Call } from '../frame/call.js'
import { UsageError } from '../frame/options.js'
import { readInput } from './input.js'
import { choice } from './options.js'
import { refuse } from './output.js'

/** As diff(1). */
const status = { same: 0, different: 1, trouble: 2 }

export async function diff(call: Call): Promise<number> {
  const { options, args, program, stdout } = call
  const format = choice(options, 'format', ['text', 'json'] as const) ?? 'text'
  const [first, second, ...more] = args
  if (first === undefined || second === undefined || more.length > 0) throw new UsageError('two inputs are compared')
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
