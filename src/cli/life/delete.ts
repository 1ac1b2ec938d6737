// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../frame/call.js'
import { containers, load } from './containers.js'

export async function remove(call: Call): Promise<number> {
  const [id = ''] = call.args
  if (call.options.flag('force') && id !== '') await containers(call).remove(id)
  else await (await load(call)).destroy()
  return 0
}
