// SPDX-License-Identifier: Apache-2.0
// Descriptors that the caller wants handed on to the container.
import { readlinkSync } from 'node:fs'
import type { Options } from '../frame/options.js'

/** @throws Error for a descriptor that the caller did not open */
export function preservedDescriptors(options: Options): number[] {
  const text = options.text('preserve-fds') ?? '0'
  if (!/^\d{1,4}$/.test(text)) throw new Error(`--preserve-fds wants a number, not ${JSON.stringify(text)}`)
  const descriptors = Array.from({ length: Number(text) }, (_, i) => 3 + i)
  for (const [i, fd] of descriptors.entries())
    if (!isGiven(fd)) throw new Error(`unable to stat preserved-fd ${i} (of ${text}): descriptor ${fd} is not open`)
  return descriptors
}

/**
 * Node takes the lowest free numbers for itself, its epoll first: where the caller left a gap there is an epoll now,
 * and handing on Node's own descriptors would hand on power over this process.
 */
function isGiven(fd: number): boolean {
  try {
    return !readlinkSync(`/proc/self/fd/${fd}`).startsWith('anon_inode:[event')
  } catch {
    return false
  }
}
