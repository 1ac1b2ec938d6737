// SPDX-License-Identifier: Apache-2.0
import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Whoever waits for the file never sees half of a number. */
export function writePidFile(path: string, pid: number): void {
  const temporary = join(dirname(path), `.${basename(path)}`)
  const fd = openSync(temporary, 'wx', 0o666)
  try {
    try {
      writeSync(fd, String(pid))
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, path)
  } catch (error) {
    unlinkSync(temporary)
    throw error
  }
}
