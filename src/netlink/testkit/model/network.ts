// SPDX-License-Identifier: Apache-2.0
import type { MessageInput } from '../../types.js'
import { loopback } from './links.js'
import { NetworkState } from './state.js'

/** A network namespace, and what the handlers of requests need besides. */
export class Network {
  readonly state = new NetworkState()
  readonly #listeners = new Set<(group: string, message: MessageInput) => void>()
  #macs = 0
  #filtered = false

  constructor() {
    this.state.links.set(this.state.freeIndex(), loopback())
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
