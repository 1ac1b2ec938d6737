// SPDX-License-Identifier: Apache-2.0
import { isContainerError } from '../../errors.js'
import type { Call } from '../call.js'
import { load } from '../containers.js'

export async function remove(call: Call): Promise<number> {
  const force = call.options.flag('force')
  try {
    await (await load(call)).destroy({ force })
  } catch (error) {
    const missing = isContainerError(error) && error.code === 'ContainerNotExists'
    if (!missing || !force) throw error
  }
  return 0
}
