// SPDX-License-Identifier: Apache-2.0
import { type NetlinkSocket, type NetworkNamespace, openNetlinkSocket, type Request } from '../netlink/socket.js'
import * as messages from './messages.js'
import { addressIndex, addressOf, countersOf, linkOf } from './read.js'
import type { Address, Link, LinkChange, Route, VethOptions } from './types.js'

/**
 * The network interfaces of one namespace. Every method rejects with a `NetlinkSocketError` whose `code` is the errno's
 * name: `ENODEV` for an interface that is not there, `EEXIST` for a name or an address that is, `EPERM` without
 * CAP_NET_ADMIN. Interfaces are named by a name, an alternative name or an index.
 */
export class LinkManager implements AsyncDisposable {
  readonly #socket: NetlinkSocket

  private constructor(socket: NetlinkSocket) {
    this.#socket = socket
  }

  /** Of a network namespace by path, pid or descriptor; by default that of this process. */
  static async open(namespace?: NetworkNamespace): Promise<LinkManager> {
    return new LinkManager(await openNetlinkSocket(namespace === undefined ? {} : { namespace }))
  }

  close(): Promise<void> {
    return this.#socket.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async links(): Promise<Link[]> {
    return (await this.#socket.dump(messages.getLinks())).map(linkOf)
  }

  async link(name: string | number): Promise<Link> {
    const [message] = await this.#socket.request(messages.getLink(name))
    if (!message) throw new TypeError(`the kernel says nothing of the link ${name}`)
    return linkOf(message)
  }

  /** Its counters by the kernel's names (`rx_bytes` …). */
  async counters(name: string | number): Promise<Record<string, number>> {
    const [message] = await this.#socket.request(messages.getLink(name))
    return message ? countersOf(message) : {}
  }

  setUp(name: string | number): Promise<void> {
    return this.change(name, { up: true })
  }

  setDown(name: string | number): Promise<void> {
    return this.change(name, { up: false })
  }

  rename(name: string | number, to: string): Promise<void> {
    return this.change(name, { name: to })
  }

  /** If one change is refused, those that stand before it in `LinkChange` may have been made. */
  async change(name: string | number, change: LinkChange): Promise<void> {
    await this.#ask(messages.changeLink(await this.#indexOf(name), change))
  }

  /** An alternative name: like the name, but up to 127 bytes long and one of many. */
  async addAltName(name: string | number, altName: string): Promise<void> {
    await this.#ask(messages.addAltName(await this.#indexOf(name), altName))
  }

  /** Moves an interface into the namespace of a descriptor, in which it is down and has no addresses. */
  async move(name: string | number, namespace: number, newName: string): Promise<void> {
    await this.#ask(messages.moveLink(await this.#indexOf(name), namespace, newName))
  }

  async remove(name: string | number): Promise<void> {
    await this.#ask(messages.removeLink(await this.#indexOf(name)))
  }

  async createBridge(name: string): Promise<void> {
    await this.#ask(messages.createBridge(name))
  }

  /** Makes two interfaces: what goes into one comes out of the other. */
  async createVeth(options: VethOptions): Promise<void> {
    await this.#ask(messages.createVeth(options))
  }

  /** Puts an interface into a bridge; with `null` it leaves the one that it is in. */
  async setBridge(name: string | number, bridge: string | number | null): Promise<void> {
    const master = bridge === null ? 0 : await this.#indexOf(bridge)
    await this.#ask(messages.setMaster(await this.#indexOf(name), master))
  }

  /** Whether the bridge sends packets back out of this port of it that they came in by. */
  async setHairpin(name: string | number, hairpin: boolean): Promise<void> {
    await this.#ask(messages.setHairpin(await this.#indexOf(name), hairpin))
  }

  async addresses(name: string | number): Promise<Address[]> {
    const index = await this.#indexOf(name)
    const answers = await this.#socket.dump(messages.getAddresses(index))
    return answers.filter((answer) => addressIndex(answer) === index).map(addressOf)
  }

  async addAddress(name: string | number, address: Address | string): Promise<void> {
    await this.#ask(messages.addAddress(await this.#indexOf(name), asAddress(address)))
  }

  async removeAddress(name: string | number, address: Address | string): Promise<void> {
    await this.#ask(messages.removeAddress(await this.#indexOf(name), asAddress(address)))
  }

  async addRoute(route: Route): Promise<void> {
    await this.#ask(messages.addRoute(route, await this.#outOf(route)))
  }

  async removeRoute(route: Route): Promise<void> {
    await this.#ask(messages.removeRoute(route, await this.#outOf(route)))
  }

  async #outOf({ interfaceName }: Route): Promise<number | undefined> {
    return interfaceName === undefined ? undefined : this.#indexOf(interfaceName)
  }

  async #indexOf(name: string | number): Promise<number> {
    return typeof name === 'number' ? name : (await this.link(name)).index
  }

  async #ask(request: Request): Promise<void> {
    await this.#socket.request(request)
  }
}

const asAddress = (address: Address | string): Address => (typeof address === 'string' ? { address } : address)
