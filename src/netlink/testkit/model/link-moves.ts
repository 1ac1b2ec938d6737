// SPDX-License-Identifier: Apache-2.0
// Links that leave a namespace, for another one or for good.
import { removeAddresses } from './addresses.js'
import { isImmutable, linkMessage } from './link-message.js'
import type { Network } from './network.js'
import { Refusal } from './refusal.js'
import type { Link } from './state.js'

export function checkName(name: string): void {
  if (name === '' || name === '.' || name === '..' || name.length > 15 || /[\s/:]/.test(name)) {
    throw new Refusal('EINVAL')
  }
}

/** With all that hangs on it. */
export function takeOut(link: Link): void {
  const { state } = link.home
  removeAddresses(link.home, link)
  state.routes = state.routes.filter(({ hops }) => !hops.some(({ oif }) => oif === link.index))
  state.neighbours = state.neighbours.filter(({ index }) => index !== link.index)
  link.flags.delete('IFF_UP')
  link.wasUp = false
  delete link.master
  state.links.delete(link.index)
}

/** To another namespace: down, and without addresses. It keeps its index if that is free there. */
export function moveLink(link: Link, target: Network, newName: string | undefined): void {
  if (target === link.home) return
  if (isImmutable(link)) throw new Refusal('EINVAL', 'The interface netns is immutable')
  const name = target.state.byName(link.name) === undefined ? link.name : newName
  if (name === undefined) throw new Refusal('EEXIST', 'An interface with the same name exists in the target netns')
  const last = linkMessage('RTM_DELLINK', link, link.home.state)
  takeOut(link)
  link.home.tell('RTNLGRP_LINK', last)
  link.home = target
  link.name = name
  if (target.state.links.has(link.index)) link.index = target.state.freeIndex()
  target.state.links.set(link.index, link)
  announce(link)
}

export function announce(...links: Link[]): void {
  for (const link of links) link.home.tell('RTNLGRP_LINK', linkMessage('RTM_NEWLINK', link, link.home.state))
}
