// SPDX-License-Identifier: Apache-2.0
// gantry netlink ACTION: each action is a file of its own, read when it is asked for.
import type { Call } from '../frame/call.js'
import { UsageError } from '../frame/options.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: 'read, write, compare and record netlink messages',
  usage: '[options] decode|encode|diff|dump|capture [FILE…|-- COMMAND…]',
  args: [1, Number.POSITIVE_INFINITY],
  options: {
    protocol: {
      type: 'string',
      short: 'p',
      value: 'PROTOCOL',
      help: 'route (default), generic, libcontainer, sock_diag, connector or uevent; of a recording, which to show',
    },
    input: {
      type: 'string',
      value: 'FORMAT',
      help: 'hex, raw, pcap, pcapng, strace or json; by default what the input looks like',
    },
    format: {
      type: 'string',
      short: 'f',
      value: 'FORMAT',
      help: 'json (decode), text (dump, capture, diff), hex (encode), pcap or raw',
    },
    'byte-order': {
      type: 'string',
      value: 'ORDER',
      help: 'of the machine that wrote the bytes: little (default) or big',
    },
    ignore: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'diff: leave out a field or attribute, as sequence (repeatable)',
    },
    netns: { type: 'string', value: 'NAME', help: 'dump: a network namespace by name, path or process id' },
  },
  plain: true,
  usageStatus: 2,
  run: netlink,
}

type Action = (call: Call) => Promise<number>

interface ActionSpec {
  /** Options that make sense here; others are refused. */
  options: readonly string[]
  load(): Promise<Action>
}

const actions: Readonly<Record<string, ActionSpec>> = {
  decode: {
    options: ['input', 'format', 'protocol', 'byte-order'],
    load: async () => (await import('./convert.js')).decode,
  },
  encode: {
    options: ['format', 'protocol', 'byte-order'],
    load: async () => (await import('./convert.js')).encode,
  },
  diff: {
    options: ['input', 'format', 'protocol', 'byte-order', 'ignore'],
    load: async () => (await import('./diff.js')).diff,
  },
  dump: { options: ['format', 'netns'], load: async () => (await import('./dump.js')).dump },
  capture: { options: ['format', 'protocol'], load: async () => (await import('./capture.js')).capture },
}

const all = ['input', 'format', 'protocol', 'byte-order', 'ignore', 'netns']

async function netlink(call: Call): Promise<number> {
  const [name = '', ...args] = call.args
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) {
    throw new UsageError(`there is no ${JSON.stringify(name)}: ${Object.keys(actions).join(', ')}`)
  }
  for (const option of all) {
    if (call.options.flag(option) && !action.options.includes(option)) {
      throw new UsageError(`--${option} means nothing to ${name}`)
    }
  }
  return (await action.load())({ ...call, args })
}
