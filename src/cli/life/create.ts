// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../frame/call.js'
import { interruptible } from '../frame/signals.js'
import { launch } from './launch.js'

export async function create(call: Call): Promise<number> {
  await interruptible((signal) => launch(call, { detach: true, run: false, signal }))
  return 0
}
