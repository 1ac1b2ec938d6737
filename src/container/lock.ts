// SPDX-License-Identifier: Apache-2.0
// Two commands on one container take turns: flock on the file `lock` of its state directory. Nobody waits for its turn
// without an end, and what only reads or kills does not wait at all.
import { constants, fstatSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { close, openOwned, tryFlock } from '../bridge/index.js'
import { abortable } from '../common/abort.js'
import { ContainerError, fromNodeError } from '../errors.js'
import { isErrno, refuseForeign } from './directory.js'
import { patience } from './kill.js'
import { fileNames } from './state.js'

/** Milliseconds that somebody waits for its turn: longer than the one before waits for what it kills. */
const longest = patience + 5000
/** Milliseconds between two looks, once it takes longer. */
const slowest = 50

// Within a process the turns are taken here, so that they come in the order in which they were asked for.
const turns = new Map<string, Promise<void>>()

export interface LockOptions {
  signal?: AbortSignal | undefined
  /** Called again and again while somebody else is at work. */
  busy?: (() => void | Promise<void>) | undefined
}

/**
 * Waits for the container's turn. Returns what ends it, and may be called twice.
 * @throws ContainerError that says who is at work, after 15 s.
 */
export async function lock(directory: string, { signal, busy }: LockOptions = {}): Promise<() => void> {
  const path = join(directory, fileNames.lock)
  const turn = takeTurn(path)
  const end = performance.now() + longest
  try {
    for (let pause = 1; ; pause = Math.min(2 * pause, slowest)) {
      signal?.throwIfAborted()
      const fd = turn.isMine() ? takeFile(path) : undefined
      if (fd !== undefined) return unlocker(fd, turn.end)
      if (performance.now() > end) throw stillLocked(path)
      await busy?.()
      await abortable(turn.isMine() ? sleep(pause) : Promise.race([sleep(slowest), turn.before]), signal)
    }
  } catch (error) {
    turn.end()
    throw error
  }
}

/** The lock of a container that has just been made: nobody else should have it yet. */
export function tryLock(directory: string): () => void {
  const fd = takeFile(join(directory, fileNames.lock))
  if (fd !== undefined) return () => close(fd)
  throw new ContainerError('ContainerNotExists', 'container was deleted while it was made')
}

/** True if somebody is at work on the container. */
export function isLocked(directory: string): boolean {
  let fd: number
  try {
    fd = open(join(directory, fileNames.lock))
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw fromNodeError('looking at the lock', error)
  }
  try {
    return !tryFlock(fd)
  } finally {
    close(fd)
  }
}

function takeTurn(path: string) {
  const before = turns.get(path)
  let mine = before === undefined
  let resolve = () => {}
  const done = new Promise<void>((end) => {
    resolve = end
  })
  const turn = before ? before.then(() => done) : done
  turns.set(path, turn)
  return {
    before: before?.then(() => {
      mine = true
    }),
    isMine: () => mine,
    end() {
      if (turns.get(path) === turn) turns.delete(path)
      resolve()
    },
  }
}

function unlocker(fd: number, endTurn: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    close(fd)
    endTurn()
  }
}

const open = (path: string, flags = 0) => openOwned(path, constants.O_RDWR | constants.O_NOFOLLOW | flags)

/** Who made a container has made its lock: where there is none, the directory may be another's. */
function openOrMake(path: string): number {
  try {
    return open(path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
    refuseForeign(dirname(path))
    return open(path, constants.O_CREAT)
  }
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** The lock, or undefined while somebody else has it. */
function takeFile(path: string): number | undefined {
  for (;;) {
    let fd: number
    try {
      fd = openOrMake(path)
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw new ContainerError('ContainerNotExists', 'container does not exist')
      throw fromNodeError(`opening the lock ${path}`, error)
    }
    const taken = tryFlock(fd)
    // The one before may have removed the container, and somebody may have made it anew.
    if (taken && fstatSync(fd).nlink > 0) return fd
    close(fd)
    if (!taken) return undefined
  }
}

function stillLocked(path: string): ContainerError {
  const holder = holderOf(path)
  const who = holder === undefined ? 'another process' : holder === process.pid ? 'this process' : `process ${holder}`
  return new ContainerError('SystemError', `${who} is still at work on the container after ${longest / 1000} s`, {
    path,
    hint: 'a hook of it may take long; its state can be read and its processes killed meanwhile',
  })
}

/** See proc_locks(5): `1: FLOCK ADVISORY WRITE 123 00:1a:4567 0 EOF`. */
function holderOf(path: string): number | undefined {
  try {
    const { ino } = openedStat(path)
    const line = new RegExp(`^\\d+: FLOCK +ADVISORY +WRITE +(\\d+) \\w+:\\w+:${ino} `, 'm')
    const [, pid] = line.exec(readFileSync('/proc/locks', 'latin1')) ?? []
    return pid === undefined ? undefined : Number(pid)
  } catch {
    return undefined
  }
}

function openedStat(path: string) {
  const fd = open(path)
  try {
    return fstatSync(fd)
  } finally {
    close(fd)
  }
}
