// SPDX-License-Identifier: Apache-2.0
import type { MessageInput } from '../../types.js'
import { loopback } from './links.js'
import { Refusal } from './refusal.js'
import { NetworkState } from './state.js'
import { type Attributes, number } from './values.js'

/** A network namespace, and what the handlers of requests need besides. */
export class Network {
  readonly state = new NetworkState()
  readonly #listeners = new Set<(group: string, message: MessageInput) => void>()
  readonly #byPid = new Map<number, Network>()
  readonly #byDescriptor = new Map<number, Network>()
  #macs = 0
  #filtered = false

  constructor() {
    this.state.links.set(this.state.freeIndex(), loopback(this))
  }

  /** Gives a namespace the id of a process in it, or a descriptor, by which requests to this one name it. */
  know(other: Network, { pid, fd }: { pid?: number; fd?: number }): void {
    if (pid !== undefined) this.#byPid.set(pid, other)
    if (fd !== undefined) this.#byDescriptor.set(fd, other)
  }

  /** The namespace that a request names for a link; undefined if it names none. */
  named(attributes: Attributes): Network | undefined {
    const [pid, fd] = [number(attributes, 'IFLA_NET_NS_PID'), number(attributes, 'IFLA_NET_NS_FD')]
    const found = pid === undefined ? this.#byDescriptor.get(fd ?? -1) : this.#byPid.get(pid)
    if (found === undefined && (pid ?? fd) !== undefined) throw new Refusal(pid === undefined ? 'EBADF' : 'ESRCH')
    return found
  }

  /** Tells a multicast group. */
  tell(group: string, message: MessageInput): void {
    for (const listener of this.#listeners) listener(group, message)
  }

  listen(listener: (group: string, message: MessageInput) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Where the kernel takes a random one. */
  freeMac(): string {
    const number = ++this.#macs
    const bytes = [2, 0x67, 0x6e, number >> 16, number >> 8, number].map((byte) => (byte & 255).toString(16))
    return bytes.map((byte) => byte.padStart(2, '0')).join(':')
  }

  /** The dump that is under way holds only what its request asked for. */
  filtered(): void {
    this.#filtered = true
  }

  takeFiltered(): boolean {
    const was = this.#filtered
    this.#filtered = false
    return was
  }
}
