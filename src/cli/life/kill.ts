// SPDX-License-Identifier: Apache-2.0
import { isContainerError } from '../../errors.js'
import type { Call } from '../frame/call.js'
import { parseSignal } from '../frame/signals.js'
import { load } from './containers.js'

export async function kill(call: Call): Promise<number> {
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
