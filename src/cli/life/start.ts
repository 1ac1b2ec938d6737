// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../frame/call.js'
import { load } from '../frame/containers.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: 'start the process of a created container',
  usage: 'ID',
  args: [1, 1],
  options: {},
  run: start,
}

async function start(call: Call): Promise<number> {
  const container = await load(call)
  await container.exec()
  return 0
}
