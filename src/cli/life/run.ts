// SPDX-License-Identifier: Apache-2.0
import { isContainerError } from '../../errors.js'
import type { Call } from '../frame/call.js'
import { starting } from '../frame/shared.js'
import { Forwarder, interruptible } from '../frame/signals.js'
import type { Verb } from '../frame/verb.js'
import { Relay } from './console.js'
import { launch } from './launch.js'
import { ForegroundStreams } from './streams.js'

export const verb: Verb = {
  summary: 'create and start a container, and wait for it',
  usage: '[options] ID',
  args: [1, 1],
  options: {
    ...starting,
    detach: { type: 'boolean', short: 'd', help: 'return when the process runs' },
    keep: { type: 'boolean', help: 'do not delete the container when it has ended' },
    'no-subreaper': { type: 'boolean', help: 'accepted; orphans are never adopted' },
  },
  failure: 'run failed',
  run,
}

async function run(call: Call): Promise<number> {
  if (!call.options.flag('detach')) return foreground(call)
  await interruptible(call, (signal) => launch(call, { detach: true, run: true, signal }))
  return 0
}

/** Our descriptors are the container's, our signals too, and its exit status is ours. */
async function foreground(call: Call): Promise<number> {
  const streams = new ForegroundStreams(call.streams)
  try {
    return await runWith(streams, call)
  } finally {
    await streams.end()
  }
}

async function runWith(streams: ForegroundStreams, call: Call): Promise<number> {
  const relay = new Relay(call)
  // The size of the window is the relay's to hand on; without a terminal nobody in the container asked for it.
  const forwarder = new Forwarder(call, ['SIGWINCH'])
  const { signal } = forwarder
  const foregroundOptions = { detach: false, run: true, streams, onConsole: relay.start, signal }
  const { container, process } = await launch(call, foregroundOptions)
  forwarder.start((signal) => {
    call.log.debug(`forwarding signal ${signal}`, { pid: process.pid })
    try {
      process.signal(signal)
    } catch (error) {
      // It has ended, and we are about to say so.
      if (!isContainerError(error)) throw error
    }
  })
  const { status } = await process.wait()
  call.log.debug('process exited', { pid: process.pid, status })
  await relay.end()
  if (!call.options.flag('keep')) await container[Symbol.asyncDispose]()
  return status ?? 1
}
