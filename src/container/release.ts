// SPDX-License-Identifier: Apache-2.0
// The exec fifo: the init opens it for writing, which blocks until somebody opens it for reading.
import { chownSync, closeSync, constants, openSync, readSync, renameSync, unlinkSync } from 'node:fs'
import { mkfifo, readable } from '../bridge/index.js'
import { within } from '../common/abort.js'
import type { PlanRecord } from '../core/types.js'
import { ContainerError } from '../errors.js'
import { isErrno } from './directory.js'
import { patience } from './kill.js'

/** The container's root opens it: in a user namespace that is another user. */
export function makeFifo(path: string, record: PlanRecord): void {
  mkfifo(path, 0o622)
  const root = hostRoot(record)
  if (root) chownSync(path, root.uid, root.gid)
}

/** Lets the init go on, or not even wait if it has not come so far. */
export const openFifo = (path: string) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)

/** The container is `created` … */
export const nameFifo = (before: string, after: string) => renameSync(before, after)

/** … and is not any more. */
export const removeFifo = (path: string) => unlinkSync(path)

/** Whether the init has written its byte. */
export function wasReleased(reader: number): boolean {
  try {
    return readSync(reader, Buffer.alloc(1)) === 1
  } catch (error) {
    if (isErrno(error, 'EAGAIN')) return false
    throw error
  }
}

export const notReleased = () =>
  new ContainerError('SystemError', `the init has not answered for ${patience / 1000} s`, {
    hint: 'its cgroup may be frozen, or the machine busy: look at its state, then start it again or delete it',
  })

/** Waits for the byte that the init writes, or for its end. */
export async function waitForRelease(path: string, pidfd: number, signal: AbortSignal | undefined): Promise<void> {
  const fd = openFifo(path)
  try {
    await within(patience, signal, (either) => readable([fd, pidfd], either), notReleased)
    if (!wasReleased(fd)) throw new ContainerError('SystemError', 'the init ended before its program was started')
  } finally {
    closeSync(fd)
  }
}

/** The ids that 0 has in a new user namespace. */
function hostRoot({ idMaps }: PlanRecord): { uid: number; gid: number } | undefined {
  if (!idMaps) return undefined
  const uid = hostIdOfRoot(idMaps.uid)
  const gid = hostIdOfRoot(idMaps.gid)
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

function hostIdOfRoot(map: string): number | undefined {
  for (const line of map.split('\n')) {
    const [inside, outside] = line.trim().split(/\s+/)
    if (inside === '0' && outside !== undefined) return Number(outside)
  }
  return undefined
}
