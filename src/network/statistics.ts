// SPDX-License-Identifier: Apache-2.0
// The counters of a container's interfaces.
import type { Place } from './container.js'
import { isErrno } from './devices.js'
import { LinkManager } from './links.js'

/** What an interface of a container has received and sent since it was made, as libcontainer's `NetworkInterface`. */
export interface NetworkInterface {
  /** In the container. */
  Name: string
  /** Bytes. */
  RxBytes: number
  RxPackets: number
  /** Packets that were damaged. */
  RxErrors: number
  /** Packets that were not taken, for want of room or of somebody who wants them. */
  RxDropped: number
  /** Bytes. */
  TxBytes: number
  TxPackets: number
  /** Packets that could not be sent. */
  TxErrors: number
  /** Packets that found no room to wait in. */
  TxDropped: number
}

/** Of the interfaces that were made for the container, and the devices that were moved into it and are there still. */
export async function networkStatistics({
  state,
  host: path,
  container: namespace,
}: Place): Promise<NetworkInterface[]> {
  const all: NetworkInterface[] = []
  if (state.interfaces.length > 0) {
    await using host = await LinkManager.open(path)
    for (const { index, inside } of state.interfaces) {
      // What the host's end receives the container has sent.
      all.push(...(await statisticsOf(host, index, inside, 'tx', 'rx')))
    }
  }
  if (state.devices.length > 0) {
    await using container = await LinkManager.open(namespace)
    for (const { insideIndex, inside } of state.devices) {
      if (insideIndex !== undefined) all.push(...(await statisticsOf(container, insideIndex, inside, 'rx', 'tx')))
    }
  }
  return all
}

async function statisticsOf(links: LinkManager, index: number, name: string, rx: 'rx' | 'tx', tx: 'rx' | 'tx') {
  try {
    const counters = await links.counters(index)
    const of = (side: string, what: string) => counters[`${side}_${what}`] ?? 0
    return [
      {
        Name: name,
        RxBytes: of(rx, 'bytes'),
        RxPackets: of(rx, 'packets'),
        RxErrors: of(rx, 'errors'),
        RxDropped: of(rx, 'dropped'),
        TxBytes: of(tx, 'bytes'),
        TxPackets: of(tx, 'packets'),
        TxErrors: of(tx, 'errors'),
        TxDropped: of(tx, 'dropped'),
      },
    ]
  } catch (error) {
    if (isErrno(error, 'ENODEV')) return []
    throw error
  }
}
