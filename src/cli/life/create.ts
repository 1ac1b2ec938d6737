// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../frame/call.js'
import { starting } from '../frame/shared.js'
import { interruptible } from '../frame/signals.js'
import type { Verb } from '../frame/verb.js'
import { launch } from './launch.js'

export const verb: Verb = {
  summary: 'create a container whose process waits for start',
  usage: '[options] ID',
  args: [1, 1],
  options: starting,
  failure: 'create failed',
  run: create,
}

async function create(call: Call): Promise<number> {
  await interruptible(call, (signal) => launch(call, { detach: true, run: false, signal }))
  return 0
}
