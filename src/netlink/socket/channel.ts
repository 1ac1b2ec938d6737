// SPDX-License-Identifier: Apache-2.0
import {
  close,
  type Datagram,
  openNetlink,
  openNetworkNamespace,
  readable,
  receiveNetlink,
  sendNetlink,
  writable,
} from '../../bridge/index.js'

export type { Datagram }

/** What carries the bytes: a socket of the kernel, or a peer that a test has scripted. */
export interface Channel {
  /** Sends one datagram. */
  send(messages: Uint8Array): Promise<void>
  /**
   * Waits until something has come and returns it, in order. An abort ends the waiting and loses nothing.
   * @throws an error with code `ENOBUFS` if something was lost; what had come before it as its `received`.
   */
  receive(signal: AbortSignal): Promise<Datagram[]>
  /** Called once, with no `send` and no `receive` under way. */
  close(): void
}

/** A network namespace: the path of its file, a process that is in it, or a descriptor of it. */
export type NetworkNamespace = string | { pid: number } | { fd: number }

export interface KernelSocketOptions {
  protocol: string
  namespace?: NetworkNamespace | undefined
  groups: readonly (string | number)[]
  receiveBuffer: number
}

/** A netlink socket of the kernel. The namespace is only used for the opening. */
export async function openKernelSocket(options: KernelSocketOptions): Promise<Channel> {
  const { protocol, namespace, groups, receiveBuffer } = options
  const place = namespace === undefined ? undefined : await openNetworkNamespace(namespace)
  try {
    const { fd } = await openNetlink(protocol, place, groups, receiveBuffer)
    return new KernelSocket(fd)
  } finally {
    if (place !== undefined) close(place)
  }
}

class KernelSocket implements Channel {
  readonly #fd: number

  constructor(fd: number) {
    this.#fd = fd
  }

  async send(messages: Uint8Array): Promise<void> {
    for (;;) {
      try {
        return await sendNetlink(this.#fd, messages)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
        await writable(this.#fd)
      }
    }
  }

  async receive(signal: AbortSignal): Promise<Datagram[]> {
    for (;;) {
      await readable([this.#fd], signal)
      const datagrams = await receiveNetlink(this.#fd)
      if (datagrams.length > 0) return datagrams
    }
  }

  close(): void {
    close(this.#fd)
  }
}
