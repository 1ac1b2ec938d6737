// SPDX-License-Identifier: Apache-2.0
// Interfaces that are made with a container: libcontainer's `Networks`.
import type { PlanInterface } from '../core/types.js'
import { isErrno, type Side } from './devices.js'
import type { LinkManager } from './links.js'
import type { NetworkState } from './state.js'

/** Makes one. `noted` is called with the host's end as soon as it is there. */
export async function makeInterface(
  host: Side,
  container: Side,
  plan: PlanInterface,
  noted: (made: NetworkState['interfaces'][number]) => void,
): Promise<void> {
  if (plan.type === 'loopback') await container.links.setUp('lo')
  else await makeVeth(host.links, container, plan, noted)
}

async function makeVeth(
  host: LinkManager,
  container: Side,
  plan: PlanInterface,
  noted: (made: NetworkState['interfaces'][number]) => void,
): Promise<void> {
  const { name, hostInterfaceName, bridge, macAddress, mtu, txQueueLen, hairpinMode } = plan
  await host.createVeth({
    name: hostInterfaceName,
    ...(mtu === undefined ? {} : { mtu }),
    ...(txQueueLen === undefined ? {} : { txQueueLength: txQueueLen }),
    peer: { name, namespace: container.namespace, ...(macAddress === undefined ? {} : { macAddress }) },
  })
  const { index } = await host.link(hostInterfaceName)
  noted({ name: hostInterfaceName, index, inside: name })
  if (bridge !== undefined) await host.setBridge(index, bridge)
  if (hairpinMode) await host.setHairpin(index, true)
  await host.setUp(index)
  await configure(container.links, plan)
}

/** The container's end. The gateways come last: they are reached by the addresses. */
async function configure(links: LinkManager, plan: PlanInterface): Promise<void> {
  const { name, address, ipv6Address, gateway, ipv6Gateway } = plan
  if (address !== undefined) await links.addAddress(name, address)
  if (ipv6Address !== undefined) await links.addAddress(name, ipv6Address)
  await links.setUp(name)
  for (const one of [gateway, ipv6Gateway]) {
    if (one !== undefined) await links.addRoute({ gateway: one, interfaceName: name })
  }
}

/** Both ends go with the host's. Another interface that has got its index or its name since stays. */
export async function removeInterface(host: LinkManager, made: NetworkState['interfaces'][number]): Promise<void> {
  try {
    const { name, kind } = await host.link(made.index)
    if (name === made.name && kind === 'veth') await host.remove(made.index)
  } catch (error) {
    if (!isErrno(error, 'ENODEV')) throw error
  }
}
