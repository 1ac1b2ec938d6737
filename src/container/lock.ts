// SPDX-License-Identifier: Apache-2.0
// Two commands on one container take turns: flock on the file `lock` of its state directory.
import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { abortable } from '../abort.js'
import { flock, tryFlock } from '../bridge/index.js'
import { ContainerError, fromNodeError } from '../errors.js'
import { isErrno } from './directory.js'
import { fileNames } from './state.js'

// Who waits in flock holds a thread of the pool, and the one it waits for may need a thread to finish. So within a
// process the turns are taken here, and at most one waits in the kernel for each container.
const turns = new Map<string, Promise<void>>()

/** Waits for the container's turn. Returns what ends it. */
export async function lock(directory: string, signal?: AbortSignal | undefined): Promise<() => void> {
  const path = join(directory, fileNames.lock)
  const { before, end } = takeTurn(path)
  try {
    if (before) await abortable(before, signal)
    signal?.throwIfAborted()
    const fd = await lockFile(path, signal)
    return () => {
      closeSync(fd)
      end()
    }
  } catch (error) {
    end()
    throw error
  }
}

/** True if somebody is at work on the container. */
export function isLocked(directory: string): boolean {
  let fd: number
  try {
    fd = open(join(directory, fileNames.lock))
  } catch {
    return false
  }
  try {
    return !tryFlock(fd)
  } finally {
    closeSync(fd)
  }
}

function takeTurn(path: string): { before: Promise<void> | undefined; end: () => void } {
  const before = turns.get(path)
  let resolve = () => {}
  const mine = new Promise<void>((done) => {
    resolve = done
  })
  const turn = before ? before.then(() => mine) : mine
  turns.set(path, turn)
  const end = () => {
    if (turns.get(path) === turn) turns.delete(path)
    resolve()
  }
  return { before, end }
}

const open = (path: string) => openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)

async function lockFile(path: string, signal: AbortSignal | undefined): Promise<number> {
  for (;;) {
    let fd: number
    try {
      fd = open(path)
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw new ContainerError('ContainerNotExists', 'container does not exist')
      throw fromNodeError(`opening the lock ${path}`, error)
    }
    if (!tryFlock(fd)) await waitFor(fd, signal)
    // The one before may have removed the container, and somebody may have made it anew.
    if (fstatSync(fd).nlink > 0) return fd
    closeSync(fd)
  }
}

async function waitFor(fd: number, signal: AbortSignal | undefined): Promise<void> {
  const locked = flock(fd)
  try {
    await abortable(locked, signal)
  } catch (error) {
    // The wait itself cannot be called off: the lock is given back when it comes.
    locked.then(
      () => closeSync(fd),
      () => closeSync(fd),
    )
    throw error
  }
}
