// SPDX-License-Identifier: Apache-2.0
// The standard streams of a container's process: the descriptors that it gets, and this process's ends of the pipes.
import { closeSync, fchownSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { pipe } from '../bridge/index.js'
import { isErrno } from './directory.js'
import type { Stdio } from './types.js'

export interface Streams {
  /** What the init gets as 0, 1 and 2. */
  descriptors: [number, number, number]
  stdin: Writable | null
  stdout: Readable | null
  stderr: Readable | null
  /** The init has its copies: ours are closed, or the pipes would never end. */
  closeDescriptors(): void
  /** Nothing was started. */
  destroy(): void
}

const names = ['stdin', 'stdout', 'stderr'] as const

// Loaded by those who have pipes: it takes Node some milliseconds.
const net = () => createRequire(import.meta.url)('node:net') as typeof import('node:net')

/**
 * @param owner The uid that the process has on the host. It gets the pipes that are made here, so that the process may
 * open /dev/stdout and its like anew; whatever was handed over stays its owner's.
 */
export function openStreams(stdio: Stdio | [Stdio, Stdio, Stdio], owner?: number): Streams {
  const wanted = Array.isArray(stdio) ? stdio : ([stdio, stdio, stdio] as const)
  const toClose: number[] = []
  const ends: (Socket | null)[] = []
  let nullDevice: number | undefined
  const descriptors = wanted.map((one, number) => {
    ends[number] = null
    if (typeof one === 'number') return one
    if (one === 'inherit') return number
    if (one === 'ignore') {
      if (nullDevice === undefined) {
        nullDevice = openSync('/dev/null', 'r+')
        toClose.push(nullDevice)
      }
      return nullDevice
    }
    if (one !== 'pipe') {
      throw new TypeError(`stdio of ${names[number]} is ${JSON.stringify(one)}: use pipe, inherit, ignore or a number`)
    }
    const [readEnd, writeEnd] = pipe()
    const mine = number === 0 ? writeEnd : readEnd
    const theirs = number === 0 ? readEnd : writeEnd
    giveTo(owner, theirs)
    ends[number] = new (net().Socket)({ fd: mine, readable: number !== 0, writable: number === 0 })
    toClose.push(theirs)
    return theirs
  }) as [number, number, number]
  const closeDescriptors = () => {
    for (const fd of toClose.splice(0)) closeSync(fd)
  }
  return {
    descriptors,
    stdin: ends[0] ?? null,
    stdout: ends[1] ?? null,
    stderr: ends[2] ?? null,
    closeDescriptors,
    destroy() {
      closeDescriptors()
      for (const end of ends) end?.destroy()
    },
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
