// SPDX-License-Identifier: Apache-2.0
import type { Container } from '../../container/container.js'
import { createFactory, type Factory } from '../../container/factory.js'
import type { Call } from './call.js'
import { factsFor } from './facts.js'

/** The containers of the call's state directory. */
export function containers(call: Call): Factory {
  const { root, log } = call
  return createFactory({
    root,
    // Read when a container wants to know.
    get host() {
      return factsFor(call)
    },
    onNotice: ({ id, message, severity }) => log[severity](message, { id }),
  })
}

/** The container that the call names. */
export async function load(call: Call): Promise<Container> {
  const [id = ''] = call.args
  if (id === '') throw new Error('container id cannot be empty')
  return containers(call).load(id)
}
