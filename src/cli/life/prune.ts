// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import type { Call } from '../frame/call.js'
import { containers } from '../frame/containers.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: 'remove what is left of sandboxes whose owner has ended, and print their ids',
  usage: '[options]',
  args: [0, 0],
  options: {},
  usageStatus: 2,
  run: prune,
}

async function prune(call: Call): Promise<number> {
  // Nothing was ever created here; a root that the caller named should be there.
  if (!call.rootGiven && !existsSync(call.root)) return 0
  for (const id of await containers(call).prune()) call.stdout(`${id}\n`)
  return 0
}
