// SPDX-License-Identifier: Apache-2.0
// The state file, as the second opinion on what src/container/check.ts takes: that one is in the way of every command,
// where what ajv writes costs half a millisecond.
import type { HostMounts } from '../container/host-mounts.js'
import type { ProcessId } from '../container/proc.js'
import type { ContainerState } from '../container/state.js'
import type { MovedDevice, NetworkState } from '../network/state.js'
import { cleanPath, digits, flag, listOf, mapOf, type Schema, text, wholeNumber, word } from './words.js'

const count = wholeNumber(0, Number.MAX_SAFE_INTEGER)
const index = wholeNumber(1, Number.MAX_SAFE_INTEGER)
// The kernel's largest pid is 2^22; 1 would be the host's own init, 0 is none.
const pid: Schema = { type: 'integer', minimum: 0, maximum: 2 ** 22, not: { const: 1 } }
const program = { pid: { type: 'integer', minimum: 2, maximum: 2 ** 22 }, startTime: digits } satisfies Record<
  keyof ProcessId,
  Schema
>

/** A newer gantry of the same version may write more. */
const open = (properties: Record<string, Schema>, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
})
const allBut = (properties: object, ...optional: string[]) =>
  Object.keys(properties).filter((name) => !optional.includes(name))

const hook = open({ path: cleanPath, args: listOf(text), env: listOf(text), timeout: count }, ['path'])

const address = open({ address: word, peer: word, broadcast: word, scope: word, flags: listOf(word) }, ['address'])
const device = {
  name: word,
  index,
  macAddress: word,
  up: flag,
  addresses: listOf(address),
  inside: word,
  insideIndex: index,
} satisfies Record<keyof MovedDevice, Schema>
const network = {
  home: index,
  joined: cleanPath,
  devices: listOf(open(device, allBut(device, 'macAddress', 'insideIndex'))),
  interfaces: listOf(open({ name: word, index, inside: word }, ['name', 'index', 'inside'])),
  routes: listOf(mapOf(word)),
} satisfies Record<keyof NetworkState, Schema>

const properties = {
  version: count,
  id: text,
  bundle: cleanPath,
  ociVersion: text,
  created: text,
  owner: count,
  pid,
  startTime: digits,
  program: open(program, allBut(program)),
  pidNamespace: count,
  rootfs: cleanPath,
  cgroups: listOf(cleanPath),
  cgroupMark: word,
  oomFile: cleanPath,
  annotations: mapOf(text),
  namespaces: listOf(open({ type: text, path: text }, ['type'])),
  hostMounts: open({ below: word, root: word } satisfies Record<keyof HostMounts, Schema>, ['below']),
  network: open(network, allBut(network, 'joined')),
  detached: flag,
  hooks: open({ poststart: listOf(hook), poststop: listOf(hook) }, ['poststart', 'poststop']),
} satisfies Record<keyof ContainerState, Schema>

export const state = open(
  properties,
  allBut(properties, 'program', 'pidNamespace', 'cgroupMark', 'oomFile', 'hostMounts', 'network', 'detached'),
)
