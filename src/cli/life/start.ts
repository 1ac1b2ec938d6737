// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../frame/call.js'
import { load } from './containers.js'

export async function start(call: Call): Promise<number> {
  const container = await load(call)
  await container.exec()
  return 0
}
