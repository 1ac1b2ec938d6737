// SPDX-License-Identifier: Apache-2.0
// Writing to the standard streams without Node's streams: those would switch a pipe to nonblocking, which the
// container's process on the same pipe would see, and they lose what is not written when the process exits.
import { writeSync } from 'node:fs'

export const stdout = (text: string): void => write(1, text)
export const stderr = (text: string): void => write(2, text)

export function write(fd: number, text: string | Uint8Array): void {
  let left = typeof text === 'string' ? Buffer.from(text) : text
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(fd, left))
    } catch (error) {
      // Whoever gave us the descriptor made it nonblocking: wait a moment for the reader.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}
