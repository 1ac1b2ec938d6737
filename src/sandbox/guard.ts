// SPDX-License-Identifier: Apache-2.0
// What is read-only inside something writable is so by a mount on a name in a directory of the host. In the sandbox that
// name can be neither removed nor renamed. On the host it can: the kernel then takes the mount away in all namespaces
// (since Linux 3.18, detach_mounts), and what comes in its place would be writable. That cannot be kept from happening,
// so it is looked for, and the sandbox is ended.
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { OciConfig, OciMount } from '../config/oci.js'
import { isReadonly, isWithin } from './mounts.js'

/** A name that a protection depends on, and the directory of the host that it is in. */
interface Watched {
  directory: string
  name: string
  /** The place that is read-only. */
  place: string
}

/**
 * Watches until `signal` aborts.
 * @param pid of a process of the sandbox.
 * @param lost called once, with the place.
 */
export function guard(config: OciConfig, pid: number, signal: AbortSignal, lost: (place: string) => void): void {
  const watchers: FSWatcher[] = []
  const stop = () => {
    for (const watcher of watchers.splice(0)) watcher.close()
  }
  for (const { directory, name, place } of namesToWatch(config)) {
    const look = (_event?: string, changed?: string | null) => {
      if (changed !== undefined && changed !== null && changed !== name) return
      if (watchers.length === 0 || isMounted(place, pid)) return
      stop()
      lost(place)
    }
    // Gone already, or no more watches to be had: it is looked at once.
    try {
      watchers.push(watch(directory, { persistent: false }, look).on('error', () => look()))
    } catch {
      if (isMounted(place, pid)) continue
      stop()
      lost(place)
      return
    }
    look()
  }
  signal.addEventListener('abort', stop, { once: true })
}

function namesToWatch({ mounts = [], root }: OciConfig): Watched[] {
  const binds = mounts.filter(({ type, source = '' }) => type === 'bind' && !isWithin(source, root?.path ?? ''))
  return binds.filter(isReadonly).flatMap(({ destination: place }) => {
    const outer = outerOf(place, binds)
    if (!outer || isReadonly(outer)) return []
    const watched: Watched[] = []
    for (let path = place; path !== outer.destination; path = dirname(path)) {
      const directory = join(outer.source ?? '', dirname(path).slice(outer.destination.length))
      watched.push({ directory, name: basename(path), place })
    }
    return watched
  })
}

const outerOf = (place: string, binds: OciMount[]) =>
  binds.findLast(({ destination }) => destination !== place && isWithin(place, destination))

/** Whether the place is a read-only mount; of a sandbox that has ended nothing is lost. */
function isMounted(place: string, pid: number): boolean {
  let mounts: string
  try {
    mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
  } catch {
    return true
  }
  if (mounts === '') return true
  const escaped = place.replace(/[ \t\n\\]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)
  return mounts.split('\n').some((line) => {
    const [, , , , at, options = ''] = line.split(' ')
    return at === escaped && /^ro(,|$)/.test(options)
  })
}
