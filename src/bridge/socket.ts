// SPDX-License-Identifier: Apache-2.0
import { addon } from './addon.js'
import { readable } from './wait.js'

/** A packet of the control socket. */
export interface Packet {
  data: Uint8Array
  /** At most one came with it; the receiver owns it. */
  descriptors: number[]
}

/**
 * Waits for the next packet; undefined at the end of the connection.
 * One receiver at a time, and the socket may be closed only after an abort or the end.
 * @throws with code `EMSGSIZE` for a packet of more than 8192 bytes.
 */
export async function receive(socket: number, signal?: AbortSignal): Promise<Packet | undefined> {
  for (;;) {
    signal?.throwIfAborted()
    const packet = addon().receive(socket)
    if (packet === null) return undefined
    if (packet) return { data: packet.message, descriptors: packet.fd < 0 ? [] : [packet.fd] }
    await readable([socket], signal)
  }
}

/**
 * Sends a packet, with a copy of a descriptor if one is given.
 * @throws with code `EPIPE` or `ECONNRESET` if nobody is left to read it.
 */
export const send = (socket: number, data: Uint8Array, descriptor?: number): void =>
  addon().send(socket, data, descriptor)

/** Connects to the unix stream socket at `path` and sends one message: `text`, and a copy of the descriptor. */
export const sendDescriptor = (path: string, descriptor: number, text: string): Promise<void> =>
  addon().sendDescriptor(path, descriptor, text)

/** The read and the write end, both close-on-exec, and one of them nonblocking if that is asked for. */
export const pipe = (nonblocking?: 'read' | 'write'): [read: number, write: number] =>
  addon().pipe(nonblocking === undefined ? undefined : nonblocking === 'read' ? 0 : 1)

/** Two connected unix sockets, both close-on-exec. */
export const socketPair = (kind: 'stream' | 'packets'): [number, number] => addon().socketPair(kind === 'packets')
