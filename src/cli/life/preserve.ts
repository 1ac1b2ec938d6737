// SPDX-License-Identifier: Apache-2.0
// Descriptors that the caller wants handed on to the container.
import type { Call } from '../frame/call.js'

/** @throws Error for a descriptor that the caller did not open */
export function preservedDescriptors({ options, descriptor }: Call): number[] {
  const text = options.text('preserve-fds') ?? '0'
  if (!/^\d{1,4}$/.test(text)) throw new Error(`--preserve-fds wants a number, not ${JSON.stringify(text)}`)
  return Array.from({ length: Number(text) }, (_, i) => {
    const fd = descriptor(3 + i)
    if (fd === undefined)
      throw new Error(`unable to stat preserved-fd ${i} (of ${text}): descriptor ${3 + i} is not open`)
    return fd
  })
}
