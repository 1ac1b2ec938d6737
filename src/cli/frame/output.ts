// SPDX-License-Identifier: Apache-2.0
// Writing to the standard streams without Node's streams: those would switch a pipe to nonblocking, which the
// container's process on the same pipe would see, and they lose what is not written when the process exits.
import { writeSync } from 'node:fs'

/** A reader who has gone needs to be told nothing: the rest is dropped, and the exit status is what it would be. */
export function write(fd: number, text: string | Uint8Array): void {
  let left = typeof text === 'string' ? Buffer.from(text) : text
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(fd, left))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') return
      // Whoever gave us the descriptor made it nonblocking: wait a moment for the reader.
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}
