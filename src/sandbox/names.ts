// SPDX-License-Identifier: Apache-2.0
// Watches names in directories, for many at once: the kernel gives a user few inotify instances (128 by default), so
// that all sandboxes of a thread share one. It is there as long as somebody watches.
import { addWatch, close, openWatcher, readable, readChanges, removeWatch } from '../bridge/index.js'

/** Told of a name that was removed, renamed or taken by something else; of undefined where changes may have been missed. */
export type NameListener = (name: string | undefined) => void

interface Listener {
  changed: NameListener
  failed: () => void
}

interface Watcher {
  descriptor: number
  listeners: Map<number, Set<Listener>>
  reading: AbortController
}

let shared: Watcher | undefined

/**
 * @param directory no symbolic link.
 * @param failed called at most once: from now on no change will be told.
 * @returns what ends it.
 * @throws SystemFailure `ENOSPC` or `EMFILE` if there are no more watches to be had.
 */
export function watchNames(directory: string, changed: NameListener, failed: () => void): () => void {
  const listener = { changed, failed }
  const watcher = shared ?? open()
  const { descriptor, listeners } = watcher
  let watch: number
  try {
    watch = addWatch(descriptor, directory)
  } catch (error) {
    closeUnused(watcher)
    throw error
  }
  const all = listeners.get(watch) ?? new Set()
  listeners.set(watch, all.add(listener))
  return () => {
    if (!all.delete(listener) || all.size > 0) return
    if (listeners.get(watch) === all) {
      listeners.delete(watch)
      removeWatch(descriptor, watch)
    }
    closeUnused(watcher)
  }
}

function open(): Watcher {
  const watcher = { descriptor: openWatcher(), listeners: new Map(), reading: new AbortController() }
  shared = watcher
  read(watcher).catch(() => {
    if (!watcher.reading.signal.aborted) fail(watcher)
  })
  return watcher
}

/** Whoever watches with it would hear nothing any more. */
function fail(watcher: Watcher): void {
  const all = [...watcher.listeners.values()].flatMap((some) => [...some])
  watcher.listeners.clear()
  closeUnused(watcher)
  for (const { failed } of all) failed()
}

function closeUnused(watcher: Watcher): void {
  if (watcher.listeners.size > 0 || watcher !== shared) return
  shared = undefined
  watcher.reading.abort()
  close(watcher.descriptor)
}

async function read({ descriptor, listeners, reading }: Watcher): Promise<void> {
  for (;;) {
    await readable([descriptor], reading.signal)
    for (const { watch, name } of readChanges(descriptor)) {
      const told = watch < 0 ? [...listeners.values()] : [listeners.get(watch) ?? []]
      for (const { changed } of told.flatMap((some) => [...some])) changed(name === '' ? undefined : name)
    }
  }
}
