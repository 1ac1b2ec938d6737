// SPDX-License-Identifier: Apache-2.0
// What is read-only inside something writable is so by a mount on a name in a directory of the host. In the sandbox that
// name can be neither removed nor renamed. On the host it can: the kernel then takes the mount away in all namespaces
// (since Linux 3.18, detach_mounts), or leaves it on what was renamed, and what comes in its place is writable. That
// cannot be kept from happening, so it is looked for from before the program runs, and the sandbox is ended. It is the
// change that counts, and not what can be seen after it: names that were exchanged can be exchanged again.
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { OciConfig, OciMount } from '../config/oci.js'
import { cannotGuard } from '../errors.js'
import { isReadonly, isWithin } from './mounts.js'
import { watchNames } from './names.js'

/** A name that a protection depends on. */
export interface Guarded {
  /** Of the directory that it is in, in the sandbox. */
  directory: string
  name: string
  /** What is read-only: the name itself, or below it. */
  place: string
}

/** Milliseconds between two looks at the mounts: of a change on another machine (NFS, FUSE) no watch tells. */
const lookEvery = 1000

/**
 * Names on which something read-only in something writable depends, from the outermost: those in everything writable
 * around it, without a gap. What lies in something read-only has nothing writable behind its name.
 */
export function guardedNames({ mounts = [], root }: OciConfig): Guarded[] {
  const binds = mounts.filter(({ type, source = '' }) => type === 'bind' && !isWithin(source, root?.path ?? ''))
  const names = binds.filter(isReadonly).flatMap(({ destination: place }) => {
    const names: Guarded[] = []
    let path = place
    for (let outer = outerOf(path, binds); outer && !isReadonly(outer); outer = outerOf(path, binds)) {
      for (; path !== outer.destination; path = dirname(path)) {
        names.push({ directory: dirname(path), name: basename(path), place })
      }
    }
    return names
  })
  return names.sort((a, b) => a.directory.length - b.directory.length)
}

const outerOf = (place: string, binds: OciMount[]) =>
  binds.findLast(({ destination }) => destination !== place && isWithin(place, destination))

/**
 * Guards until `signal` aborts, or something is lost.
 * @param pid of a process of the sandbox, which is set up and whose program does not run yet.
 * @param lost called once, with the place.
 * @throws ContainerError with the limit's name where the kernel has no more watches.
 */
export function guard(names: Guarded[], pid: number, signal: AbortSignal, lost: (place: string) => void): void {
  const undo: (() => void)[] = []
  const stop = () => {
    for (const one of undo.splice(0)) one()
  }
  const end = (place: string) => {
    if (undo.length === 0) return
    stop()
    lost(place)
  }
  const mounted = readonlyMounts(pid)
  const places = [...new Set(names.map(({ place }) => place))]
  const look = () => {
    const there = readonlyMounts(pid)
    // Of a sandbox that has ended nothing is lost.
    const gone = there && places.find((place) => !there.has(place) || there.get(place) !== mounted?.get(place))
    if (gone !== undefined) end(gone)
  }
  const timer = setInterval(look, lookEvery).unref()
  undo.push(() => clearInterval(timer))
  signal.addEventListener('abort', stop, { once: true })
  undo.push(() => signal.removeEventListener('abort', stop))
  for (const { directory, name, place } of names) {
    try {
      // By the way of the sandbox: on the host the name of the outer directory may lead elsewhere by now.
      const path = `/proc/${pid}/root${directory}`
      const told = (changed: string | undefined) => (changed === undefined ? look() : changed === name && end(place))
      undo.push(watchNames(path, told, () => end(place)))
    } catch (error) {
      stop()
      throw cannotGuard(place, error)
    }
  }
  look()
}

/** The ids of the read-only mounts of a process, by place; the topmost counts. Undefined after its end. */
function readonlyMounts(pid: number): Map<string, string> | undefined {
  let mounts: string
  try {
    mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
  } catch {
    return undefined
  }
  if (mounts === '') return undefined
  const found = new Map<string, string>()
  for (const line of mounts.split('\n')) {
    const [id = '', , , , at = '', options = ''] = line.split(' ')
    const place = at.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    if (/^ro(,|$)/.test(options)) found.set(place, id)
    else found.delete(place)
  }
  return found
}
