// SPDX-License-Identifier: Apache-2.0
// The files that the command writes for its caller: the log, a report, a pid. One rule holds for all of them: what is
// there already must be a regular file. A device, a fifo, a socket or a link is neither written to nor replaced.
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_SYNC, O_TRUNC, O_WRONLY } = constants

/** @throws Error if something is there that is no regular file. */
export function requireFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined) requireRegular(path, found)
}

/** For lines that are added to it. */
export const openLogFile = (path: string): number => open(path, O_APPEND | O_SYNC, 0o644)

/** Writes it anew, where it lies: it may be a mount, or have owners and links of its own. */
export function writeOutput(path: string, content: string): void {
  const fd = open(path, O_TRUNC, 0o666)
  try {
    writeFileSync(fd, content)
  } finally {
    closeSync(fd)
  }
}

/** Puts a new file in its place: whoever waits for it never sees half of it. */
export function replaceFile(path: string, content: string): void {
  const temporary = join(dirname(path), `.gantry-${Math.random().toString(36).slice(2)}`)
  let fd: number
  try {
    fd = openSync(temporary, 'wx', 0o666)
  } catch (cause) {
    // The name of the other one would say nothing to who asked for this.
    throw new Error(`writing ${path}: ${(cause as Error).message.replace(/, open .*/s, '')}`, { cause })
  }
  try {
    try {
      writeFileSync(fd, content)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    requireFile(path)
    renameSync(temporary, path)
  } catch (error) {
    unlinkSync(temporary)
    throw error
  }
}

function open(path: string, flags: number, mode: number): number {
  // Already the opening of a device or a fifo may do something, or wait.
  requireFile(path)
  const fd = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | flags, mode)
  try {
    requireRegular(path, fstatSync(fd))
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function requireRegular(path: string, found: Stats): void {
  if (found.isFile()) return
  throw new Error(`${path} is ${kindOf(found)}: only a new file or a regular one is written`)
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a directory'
  if (found.isSymbolicLink()) return 'a symbolic link'
  if (found.isFIFO()) return 'a fifo'
  return found.isSocket() ? 'a socket' : 'a device'
}
