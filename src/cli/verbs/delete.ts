// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { directoryOf, removeDirectory } from '../../container/directory.js'
import { lock } from '../../container/lock.js'
import { readState } from '../../container/state.js'
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
    await removeAbandoned(call.root, call.args[0] ?? '')
  }
  return 0
}

/** A directory whose maker died before it wrote a state would keep its id from everybody for ever. */
async function removeAbandoned(root: string, id: string): Promise<void> {
  const directory = directoryOf(root, id)
  if (!existsSync(directory)) return
  const unlock = await lock(directory)
  try {
    if (readState(directory, id) === undefined) removeDirectory(directory)
  } finally {
    unlock()
  }
}
