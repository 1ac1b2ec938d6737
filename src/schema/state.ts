// SPDX-License-Identifier: Apache-2.0
// The state file: pids are signalled and directories removed on its word, so nothing in it is taken on trust.
import type { ContainerState } from '../container/state.js'
import { cleanPath, digits, listOf, mapOf, object, type Schema, text, wholeNumber } from './words.js'

// The kernel's largest pid is 2^22; 1 would be the host's own init, 0 is none.
const pid: Schema = { type: 'integer', minimum: 0, maximum: 2 ** 22, not: { const: 1 } }

const safe = wholeNumber(0, Number.MAX_SAFE_INTEGER)

// Each is compiled once.
const $defs = {
  text,
  cleanPath,
  texts: listOf({ $ref: '#/$defs/text' }),
  hooks: listOf(
    object(
      {
        path: { $ref: '#/$defs/cleanPath' },
        args: { $ref: '#/$defs/texts' },
        env: { $ref: '#/$defs/texts' },
        timeout: safe,
      },
      ['path'],
    ),
  ),
}
const refer = (name: keyof typeof $defs): Schema => ({ $ref: `#/$defs/${name}` })

const properties = {
  version: safe,
  id: refer('text'),
  bundle: refer('cleanPath'),
  ociVersion: refer('text'),
  created: refer('text'),
  owner: safe,
  pid,
  startTime: digits,
  rootfs: refer('cleanPath'),
  cgroups: listOf(refer('cleanPath')),
  oomFile: refer('cleanPath'),
  annotations: mapOf(refer('text')),
  namespaces: listOf(object({ type: refer('text'), path: refer('text') }, ['type'])),
  hooks: object({ poststart: refer('hooks'), poststop: refer('hooks') }, ['poststart', 'poststop']),
} satisfies Record<keyof ContainerState, Schema>

const required = Object.keys(properties).filter((name) => name !== 'oomFile')

/** A newer gantry of the same version may write more. */
export const state: Schema = { type: 'object', $defs, properties, required }
