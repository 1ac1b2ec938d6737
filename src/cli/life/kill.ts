// SPDX-License-Identifier: Apache-2.0
import { isContainerError } from '../../errors.js'
import type { Call } from '../frame/call.js'
import { load } from '../frame/containers.js'
import { parseSignal } from '../frame/signals.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: "send a signal (default: TERM) to a container's process",
  usage: 'ID [SIGNAL]',
  args: [1, 2],
  options: { all: { type: 'boolean', short: 'a', help: 'a container that has ended is no error' } },
  stop: true,
  run: kill,
}

async function kill(call: Call): Promise<number> {
  const container = await load(call)
  const signal = parseSignal(call.args[1] || 'TERM')
  try {
    await container.signal(signal)
  } catch (error) {
    const ended = isContainerError(error) && error.code === 'ContainerNotRunning'
    if (!ended || !call.options.flag('all')) throw error
  }
  return 0
}
