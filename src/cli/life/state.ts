// SPDX-License-Identifier: Apache-2.0
import { checkId } from '../../container/id.js'
import { ContainerError } from '../../errors.js'
import type { Call } from '../frame/call.js'
import type { Verb } from '../frame/verb.js'
import { checkDefaultRoot, show } from './show.js'

export const verb: Verb = {
  summary: 'show the state of a container as JSON',
  usage: 'ID',
  args: [1, 1],
  options: {},
  run: state,
}

async function state(call: Call): Promise<number> {
  const {
    args: [id = ''],
    root,
  } = call
  if (id === '') throw new Error('container id cannot be empty')
  checkId(id)
  checkDefaultRoot(call)
  // As in runc the owner is shown by `list` only.
  const shown = show(root, id, () => '')
  if (shown === undefined) throw new ContainerError('ContainerNotExists', 'container does not exist')
  // Of one that was never completely made little is known.
  const known = Object.entries(shown).filter(([name, value]) => value !== '' || name === 'owner')
  call.stdout(JSON.stringify(Object.fromEntries(known), null, 2))
  return 0
}
