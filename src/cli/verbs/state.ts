// SPDX-License-Identifier: Apache-2.0
import { checkId } from '../../container/id.js'
import { ContainerError } from '../../errors.js'
import type { Call } from '../call.js'
import { stdout } from '../output.js'
import { show } from '../show.js'

export async function state({ args: [id = ''], root }: Call): Promise<number> {
  if (id === '') throw new Error('container id cannot be empty')
  checkId(id)
  // As in runc the owner is shown by `list` only.
  const shown = show(root, id, () => '')
  if (shown === undefined) throw new ContainerError('ContainerNotExists', 'container does not exist')
  stdout(JSON.stringify(shown, null, 2))
  return 0
}
