// SPDX-License-Identifier: Apache-2.0
import { isContainerError } from '../../errors.js'
import type { Call } from '../frame/call.js'
import { Forwarder, interruptible } from '../frame/signals.js'
import { Relay } from './console.js'
import { launch } from './launch.js'
import { ForegroundStreams } from './streams.js'

export async function run(call: Call): Promise<number> {
  if (!call.options.flag('detach')) return foreground(call)
  await interruptible((signal) => launch(call, { detach: true, run: true, signal }))
  return 0
}

/** Our descriptors are the container's, our signals too, and its exit status is ours. */
async function foreground(call: Call): Promise<number> {
  const streams = new ForegroundStreams()
  try {
    return await runWith(streams, call)
  } finally {
    await streams.end()
  }
}

async function runWith(streams: ForegroundStreams, call: Call): Promise<number> {
  const relay = new Relay()
  // The size of the window is the relay's to hand on; without a terminal nobody in the container asked for it.
  const forwarder = new Forwarder(['SIGWINCH'])
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
  if (!call.options.flag('keep')) await container.destroy({ force: true })
  return status ?? 1
}
