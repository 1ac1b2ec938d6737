// SPDX-License-Identifier: Apache-2.0
import { addon } from './addon.js'

/**
 * Waits until one of the descriptors is readable, at its end, or in error, and resolves with its index in the list.
 * Keeps the process alive meanwhile. The descriptors' open files become nonblocking.
 * A caller that closes a descriptor does not end the wait for it: an abort does.
 */
export function readable(descriptors: number[], signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const id = addon().startWait(descriptors, (index) => {
      signal?.removeEventListener('abort', abort)
      resolve(index)
    })
    const abort = () => {
      addon().cancelWait(id)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
}
