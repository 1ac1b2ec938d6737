// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync } from 'node:fs'
import { addon } from './addon.js'

/** Makes a fifo with exactly this mode, whatever the umask is. */
export const mkfifo = (path: string, mode: number): void => addon().makeFifo(path, mode)

/**
 * Opens a file for reading with the path resolved beneath `root`, symbolic links and all; links of procfs are refused.
 * What is found may be anything: a directory, a device, a fifo that nobody writes to (the open file is nonblocking).
 * @throws with code `EAGAIN` for a path with `..` while somebody renames without a pause.
 */
export const openInRoot = (root: string, path: string): Promise<number> => addon().openInRoot(root, path)

/** Closes a descriptor that came from here. (In a worker node:fs warns about those that it did not open itself.) */
export const close = (fd: number): void => addon().close(fd)

/** One that came from here ends with this thread, a worker or the process, whatever ends that: at the latest it is closed then. */
export const own = (fd: number): void => addon().own(fd)

/** Somebody else closes it from now on. */
export const disown = (fd: number): void => addon().disown(fd)

/**
 * Opens a file that is closed with this thread at the latest: locks on it end then. What node:fs opens is closed with a
 * worker, too, but not if that was made with `trackUnmanagedFds` false.
 */
export function openOwned(path: string, flags: number): number {
  const fd = openSync(path, flags, 0o600)
  try {
    return addon().duplicate(fd)
  } finally {
    closeSync(fd)
  }
}

/** The bytes that are in a pipe now. */
export const unread = (fd: number): number => addon().unread(fd)

/** flock(2): true if the lock was taken, false if another open file has it. */
export const tryFlock = (fd: number, exclusive = true): boolean => addon().tryLock(fd, exclusive)
