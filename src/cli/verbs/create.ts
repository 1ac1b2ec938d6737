// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../call.js'
import { launch } from '../launch.js'
import { interruptible } from '../signals.js'

export async function create(call: Call): Promise<number> {
  await interruptible((signal) => launch(call, { detach: true, run: false, signal }))
  return 0
}
