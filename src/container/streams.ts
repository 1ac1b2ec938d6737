// SPDX-License-Identifier: Apache-2.0
// The standard streams of a container's process: the descriptors that it gets, and this process's ends of the pipes.
import { closeSync, fchownSync, openSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { close, own, pipe } from '../bridge/index.js'
import { fromBridge } from '../errors.js'
import { isErrno } from './directory.js'
import { pipeReader, pipeWriter } from './pipes.js'
import type { Stdio } from './types.js'

export interface Streams {
  stdin: Writable | null
  stdout: Readable | null
  stderr: Readable | null
  /**
   * Makes the pipes. If it fails nothing is open.
   * @param owner The uid that the process has on the host. It gets the pipes that are made here, so that the process may
   * open /dev/stdout and its like anew; whatever was handed over stays its owner's.
   * @returns what the init gets as 0, 1 and 2.
   */
  open(owner?: number): [number, number, number]
  /** The init has its copies: ours are closed, or the pipes would never end. */
  closeDescriptors(): void
  /** The process and all that could write has ended: what is left is taken out of the pipes, and they are closed. */
  finish(): void
  /** Nothing was started. */
  destroy(): void
}

/** The streams that are pipes are there at once, the pipes from `open` on. */
export function newStreams(stdio: Stdio | [Stdio, Stdio, Stdio]): Streams {
  const wanted = Array.isArray(stdio) ? stdio : ([stdio, stdio, stdio] as const)
  const toClose: (() => void)[] = []
  const stdin = wanted[0] === 'pipe' ? pipeWriter() : undefined
  const [stdout, stderr] = wanted.slice(1).map((one) => (one === 'pipe' ? pipeReader() : undefined))
  const ends = [stdin, stdout, stderr]
  let nullDevice: number | undefined

  function descriptorOf(one: Stdio, number: number, owner: number | undefined): number {
    if (typeof one === 'number') return one
    if (one === 'inherit') return number
    if (one === 'ignore') {
      if (nullDevice === undefined) {
        const fd = openSync('/dev/null', 'r+')
        nullDevice = fd
        toClose.push(() => closeSync(fd))
      }
      return nullDevice
    }
    const [readEnd, writeEnd] = pipe(number === 0 ? 'write' : 'read')
    const [mine, theirs] = number === 0 ? [writeEnd, readEnd] : [readEnd, writeEnd]
    for (const end of [mine, theirs]) own(end)
    toClose.push(() => close(theirs))
    ends[number]?.open(mine)
    giveTo(owner, theirs)
    return theirs
  }
  function closeDescriptors(): void {
    for (const closeOne of toClose.splice(0)) closeOne()
  }
  function destroy(): void {
    closeDescriptors()
    for (const end of ends) end?.stream.destroy()
  }

  return {
    stdin: stdin?.stream ?? null,
    stdout: stdout?.stream ?? null,
    stderr: stderr?.stream ?? null,
    open(owner) {
      try {
        return wanted.map((one, number) => descriptorOf(one, number, owner)) as [number, number, number]
      } catch (error) {
        destroy()
        throw fromBridge('opening the standard streams', error)
      }
    },
    closeDescriptors,
    finish() {
      stdin?.stream.destroy()
      stdout?.finish()
      stderr?.finish()
    },
    destroy,
  }
}

function giveTo(owner: number | undefined, pipe: number): void {
  if (owner === undefined || owner === process.geteuid?.()) return
  try {
    fchownSync(pipe, owner, -1)
  } catch (error) {
    // Who is not root makes pipes for itself alone.
    if (!isErrno(error, 'EPERM')) throw error
  }
}
