// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../frame/call.js'
import { containers, load } from '../frame/containers.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: 'delete a container and all that belongs to it',
  usage: '[options] ID',
  args: [1, 1],
  options: {
    force: {
      type: 'boolean',
      short: 'f',
      help: 'kill it first if it runs; of one whose state is damaged, remove what is its own and say what is left',
    },
  },
  run: remove,
}

async function remove(call: Call): Promise<number> {
  const [id = ''] = call.args
  if (call.options.flag('force') && id !== '') await containers(call).remove(id)
  else await (await load(call)).destroy()
  return 0
}
