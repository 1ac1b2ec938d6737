// SPDX-License-Identifier: Apache-2.0
// Bootstrap messages made by hand, and an init that runs on one.
import { join } from 'node:path'
import { type Launched, type LaunchRequest, launch, mkfifo, sealedInit } from '../../src/bridge/index.js'
import {
  attributes as a,
  attribute,
  bootstrapAttributes,
  message,
  messageTypes,
  operations,
  text,
  u32,
} from './contract.js'
import { temporaryFolder } from './folder.js'
import { built } from './paths.js'

export type Values = Record<string, number | string | Uint8Array>

/** An operation by its name: `operation('MKDIR', { TARGET: '/a', MODE: 0o755 })`. */
export function operation(name: string | number, values: Values = {}, ...more: Uint8Array[]): Buffer {
  const parts = Object.entries(values).map(([key, value]) => {
    const payload = typeof value === 'number' ? u32(value) : typeof value === 'string' ? text(value) : value
    return attribute(a[key]!, payload)
  })
  return attribute(typeof name === 'number' ? name : operations[name]!, Buffer.concat([...parts, ...more]))
}

/** What the operation does at these errnos. */
export const alternative = (errnos: number[], ...then: Uint8Array[]) =>
  attribute(a['FALLBACK']!, Buffer.concat([...errnos.map((errno) => attribute(a['ERRNO']!, u32(errno))), ...then]))

/** An operation that waits for an answer. */
export const asks = operation('RUN_HOOKS', { KIND: 1 })
/** What every message ends with. */
export const ends = [operation('ARGUMENTS', { STRINGS: text('/bin/true') }), operation('EXEC')]

export const bootstrap = (...list: Uint8Array[]) => bootstrapWith({}, ...list)

/** With attributes of libcontainer: `bootstrapWith({ NS_PATHS: 'uts:/p' }, asks, ...ends)`. */
export const bootstrapWith = (values: Record<string, string>, ...list: Uint8Array[]) =>
  message(
    messageTypes['INIT']!,
    ...Object.entries(values).map(([name, value]) => attribute(bootstrapAttributes[name]!, text(value))),
    attribute(bootstrapAttributes['OPERATIONS']!, Buffer.concat(list)),
  )

/** Makes a function that starts an init on a message, with null devices for streams. */
export function inits(nullDevice: number) {
  const fifo = join(temporaryFolder('gantry-message-'), 'fifo')
  mkfifo(fifo, 0o622)
  const start = (bytes: Uint8Array, changes: Partial<LaunchRequest> = {}): Promise<Launched> =>
    launch({
      initFd: sealedInit(built.init),
      message: bytes,
      cloneFlags: 0,
      steps: [],
      joins: [],
      stdio: [nullDevice, nullDevice, nullDevice],
      preserve: [],
      fifo,
      ...changes,
    })
  return { fifo, start }
}
