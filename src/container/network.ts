// SPDX-License-Identifier: Apache-2.0
// The network of a container beyond loopback. What it takes is loaded only for containers that have one.
import { join } from 'node:path'
import { bindNetworkNamespace, close, detachMount, openNetworkNamespace } from '../bridge/index.js'
import type { PlanRecord } from '../core/types.js'
import { ContainerError, fromBridge } from '../errors.js'
import type { NetworkState } from '../network/state.js'
import type { NetworkInterface } from '../network/statistics.js'
import { type ContainerState, fileNames, writeState } from './state.js'

/** The network namespace of this process. */
const host = '/proc/self/ns/net'

/** Makes the network of a container whose init waits for it. */
export async function makeContainerNetwork(
  directory: string,
  state: ContainerState,
  { network, namespaces }: PlanRecord,
): Promise<void> {
  if (!network) throw new ContainerError('SystemError', 'the init asks for a network that the plan does not have')
  const { makeNetwork, newNetworkState } = await import('../network/container.js')
  const joined = namespaces.find(({ type }) => type === 'network')?.path
  const made = newNetworkState(host, joined)
  const write = () => writeState(directory, state)
  state.network = made
  write()
  const namespace = await openNetworkNamespace({ pid: state.pid })
  try {
    // Devices are to be given back also when the container has ended by itself: its namespace has to outlive it.
    if (joined === undefined) await bindNetworkNamespace(namespace, boundNamespace(directory))
    await makeNetwork(network, { state: made, host, container: { fd: namespace } }, write)
  } catch (error) {
    throw fromBridge('setting up the network', error)
  } finally {
    close(namespace)
  }
}

/**
 * Takes it back. Also where that fails the container keeps its namespace no longer.
 * @param failed the start was not completed.
 */
export async function removeContainerNetwork(
  directory: string,
  { network }: ContainerState,
  failed: boolean,
): Promise<void> {
  if (!network) return
  const { takeBack } = await import('../network/container.js')
  try {
    await takeBack(placeOf(directory, network), failed)
  } finally {
    if (network.joined === undefined) await detachMount(boundNamespace(directory))
  }
}

/** The counters of its interfaces; none where it has nothing beyond loopback. */
export async function containerNetworkStats(
  directory: string,
  { network }: ContainerState,
): Promise<NetworkInterface[]> {
  if (!network) return []
  const { networkStatistics } = await import('../network/statistics.js')
  return networkStatistics(placeOf(directory, network))
}

const placeOf = (directory: string, state: NetworkState) => ({
  state,
  host,
  container: state.joined ?? boundNamespace(directory),
})

const boundNamespace = (directory: string) => join(directory, fileNames.namespace)
