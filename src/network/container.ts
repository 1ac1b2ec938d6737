// SPDX-License-Identifier: Apache-2.0
// The network of a container: made while its init waits, and taken back.
import { statSync } from 'node:fs'
import { close, openNetworkNamespace } from '../bridge/index.js'
import { Undo } from '../common/undo.js'
import type { PlanNetwork } from '../core/types.js'
import { ContainerError } from '../errors.js'
import type { NetworkNamespace } from '../netlink/socket.js'
import { isErrno, moveIn, moveOut, type Side, survey } from './devices.js'
import { step } from './failure.js'
import { makeInterface, removeInterface } from './interfaces.js'
import { LinkManager } from './links.js'
import type { NetworkState } from './state.js'
import type { Route } from './types.js'

export interface Place {
  state: NetworkState
  /** Path of the host's network namespace. */
  host: string
  /** The container's. */
  container: NetworkNamespace
}

/** The state before anything is done. */
export const newNetworkState = (host: string, joined: string | undefined): NetworkState => ({
  home: statSync(host).ino,
  ...(joined === undefined ? {} : { joined }),
  devices: [],
  interfaces: [],
  routes: [],
})

/**
 * Makes the network in the container's namespace. Whatever is to be taken back is put into the state, and `write` is
 * called, before it is done or as soon as it can be known.
 */
export async function makeNetwork(plan: PlanNetwork, place: Place, write: () => void): Promise<void> {
  const { state } = place
  await using host = await openSide(place.host)
  await using container = await openSide(place.container)
  for (const one of plan.interfaces) {
    const noted = (made: NetworkState['interfaces'][number]) => {
      state.interfaces.push(made)
      write()
    }
    await step(`making the network interface ${one.name}`, () => makeInterface(host, container, one, noted))
  }
  for (const { host: name, name: inside } of plan.devices) {
    await step(`moving the network device ${name} into the container`, async () => {
      const device = await survey(host.links, name, inside)
      state.devices.push(device)
      write()
      await moveIn(host, container, device, write)
    })
  }
  for (const route of plan.routes) {
    if (state.joined !== undefined) {
      state.routes.push(route)
      write()
    }
    await step(`adding the route to ${route.destination ?? 'everything'}`, () => container.links.addRoute(route))
  }
}

/**
 * Takes the network back, all of it even if a part fails. What is not there any more is fine.
 * @param failed the start was not completed: then devices in a namespace of somebody else come back, too. At the end of
 *   a container they stay: who made the namespace decides about what is in it.
 * @throws ContainerError in another network namespace of the host than the one that it was made in.
 */
export async function takeBack(place: Place, failed: boolean): Promise<void> {
  const { state } = place
  if (statSync(place.host).ino !== state.home) throw elsewhere()
  const devices = state.joined === undefined || failed ? state.devices : []
  await using host = await openSide(place.host)
  await using container = devices.length + state.routes.length > 0 ? await openIfThere(place.container) : undefined
  const undo = new Undo()
  for (const made of state.interfaces) {
    undo.add(() => step(`removing the network interface ${made.name}`, () => removeInterface(host.links, made)))
  }
  if (container) {
    for (const device of devices) {
      undo.add(() => step(`giving back the network device ${device.name}`, () => moveOut(host, container, device)))
    }
    for (const route of state.routes) {
      undo.add(() => step('removing a route', () => dropRoute(container.links, route)))
    }
  }
  const [first, ...more] = await undo.run()
  if (first === undefined) return
  throw more.length === 0 ? first : new AggregateError([first, ...more], 'the network could not be taken back')
}

const elsewhere = () =>
  new ContainerError('SystemError', 'the network of the container was made from another network namespace', {
    hint: 'destroy the container from the network namespace in which it was started',
  })

async function dropRoute(links: LinkManager, route: Route): Promise<void> {
  try {
    await links.removeRoute(route)
  } catch (error) {
    // The route, or the interface that it led to, is gone.
    if (!isErrno(error, 'ESRCH') && !isErrno(error, 'ENODEV')) throw error
  }
}

async function openSide(place: NetworkNamespace): Promise<Side & AsyncDisposable> {
  const namespace = await openNetworkNamespace(place)
  try {
    const links = await LinkManager.open({ fd: namespace })
    return {
      links,
      namespace,
      async [Symbol.asyncDispose]() {
        await links.close()
        close(namespace)
      },
    }
  } catch (error) {
    close(namespace)
    throw error
  }
}

/** Undefined if there is no such namespace any more. */
async function openIfThere(place: NetworkNamespace): Promise<(Side & AsyncDisposable) | undefined> {
  try {
    return await openSide(place)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    // EINVAL: the file of the path is there, and nothing is bound to it.
    if (code === 'ENOENT' || code === 'EINVAL') return undefined
    throw error
  }
}
