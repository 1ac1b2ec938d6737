// SPDX-License-Identifier: Apache-2.0
// Owners of containers that are to end with them: each holds a lock on a file of the container's name. The kernel takes the
// lock back when a process ends, and the bridge when a worker does, however that comes about; a pid would name neither a
// worker nor a process of another pid namespace.
//
// The file is there before the container's directory and goes after it, so that nobody ends in between unseen.
import { constants, fstatSync, mkdirSync, readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { close, openOwned, tryFlock } from '../bridge/index.js'
import { idInUse, isErrno } from './directory.js'

/** `@` is in no container id, so that the name cannot be taken. */
const folder = (root: string) => join(root, '@owners')

export interface Ownership {
  /** The container is gone. */
  end(): void
  /** Somebody else may take it over. */
  release(): void
}

/**
 * Makes this process, or this worker, the owner of a container that is about to be made.
 * @throws ContainerError `IdInUse`
 */
export function own(root: string, id: string): Ownership {
  mkdirSync(folder(root), { recursive: true, mode: 0o700 })
  const path = join(folder(root), id)
  for (;;) {
    const fd = open(path, constants.O_CREAT | constants.O_EXCL)
    if (fd === undefined) throw idInUse(id, path)
    // Before it is locked it looks like a dead owner's, and is removed.
    if (tryFlock(fd) && fstatSync(fd).nlink > 0) return ownership(path, fd)
    close(fd)
  }
}

/** The containers that were ever owned, by id. */
export function ownedIds(root: string): string[] {
  try {
    return readdirSync(folder(root)).sort()
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  }
}

/** Takes a container over whose owner has ended; undefined where there is one. */
export function inherit(root: string, id: string): Ownership | undefined {
  const path = join(folder(root), id)
  const fd = open(path, 0)
  if (fd === undefined) return undefined
  if (tryFlock(fd) && fstatSync(fd).nlink > 0) return ownership(path, fd)
  close(fd)
  return undefined
}

/** Somebody has removed a container that he did not make: its owner, if there is one, sees to that by himself. */
export function forget(root: string, id: string): void {
  inherit(root, id)?.end()
}

/** Undefined if it is there and must not be, or the other way round. */
function open(path: string, flags: number): number | undefined {
  try {
    return openOwned(path, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK | flags)
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'EEXIST')) return undefined
    throw error
  }
}

function ownership(path: string, fd: number): Ownership {
  let held = true
  const release = () => {
    if (held) close(fd)
    held = false
  }
  const end = () => {
    try {
      if (held) unlinkSync(path)
    } catch (error) {
      // Whoever has removed the whole state directory.
      if (!isErrno(error, 'ENOENT')) throw error
    } finally {
      release()
    }
  }
  return { end, release }
}
