// SPDX-License-Identifier: Apache-2.0
// gantry netlink ACTION: each action is a file of its own, read when it is asked for.
import type { Call } from '../frame/call.js'
import { UsageError } from '../frame/options.js'

type Action = (call: Call) => Promise<number>

interface ActionSpec {
  /** Options that make sense here; others are refused. */
  options: readonly string[]
  load(): Promise<Action>
}

const actions: Readonly<Record<string, ActionSpec>> = {
  decode: {
    options: ['from', 'to', 'protocol', 'byte-order'],
    load: async () => (await import('./convert.js')).decode,
  },
  encode: {
    options: ['to', 'protocol', 'byte-order'],
    load: async () => (await import('./convert.js')).encode,
  },
  diff: {
    options: ['from', 'to', 'protocol', 'byte-order', 'ignore'],
    load: async () => (await import('./diff.js')).diff,
  },
  dump: { options: ['to', 'netns'], load: async () => (await import('./dump.js')).dump },
  capture: { options: ['to', 'protocol'], load: async () => (await import('./capture.js')).capture },
}

const all = ['from', 'to', 'protocol', 'byte-order', 'ignore', 'netns']

export async function netlink(call: Call): Promise<number> {
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
