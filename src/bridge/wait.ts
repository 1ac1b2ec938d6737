// SPDX-License-Identifier: Apache-2.0
import { addon } from './addon.js'

/**
 * Waits until one of the descriptors is readable, at its end, or in error, and resolves with its index in the list.
 * Keeps the process alive meanwhile. The descriptors' open files become nonblocking.
 * A caller that closes a descriptor does not end the wait for it: an abort does.
 */
export function readable(descriptors: number[], signal?: AbortSignal): Promise<number> {
  return wait(descriptors, false, signal)
}

/** The same until the descriptor takes more to write. */
export async function writable(descriptor: number, signal?: AbortSignal): Promise<void> {
  await wait([descriptor], true, signal)
}

function wait(descriptors: number[], writing: boolean, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const ready = (index: number) => {
      signal?.removeEventListener('abort', abort)
      resolve(index)
    }
    const id = addon().startWait(descriptors, ready, writing)
    const abort = () => {
      addon().cancelWait(id)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
}
