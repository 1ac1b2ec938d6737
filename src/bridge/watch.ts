// SPDX-License-Identifier: Apache-2.0
import { addon } from './addon.js'

/** A name that was removed, renamed, or taken by something else. */
export interface NameChange {
  /** -1: there were more changes than the kernel queues (fs.inotify.max_queued_events), and some were dropped. */
  watch: number
  /** Empty: the watch is gone, with its directory. */
  name: string
}

/**
 * An inotify(7) instance, readable when there is something to read.
 * @throws with code `EMFILE` beyond RLIMIT_NOFILE or the sysctl fs.inotify.max_user_instances.
 */
export const openWatcher = (): number => addon().openWatcher()

/**
 * Watches the names in a directory; of a directory that is watched already it returns the same watch.
 * @throws with code `ENOSPC` beyond the sysctl fs.inotify.max_user_watches.
 */
export const addWatch = (watcher: number, directory: string): number => addon().addWatch(watcher, directory)

export const removeWatch = (watcher: number, watch: number): void => addon().removeWatch(watcher, watch)

/** As many as one reading takes; none if there are none. */
export const readChanges = (watcher: number): NameChange[] => addon().readWatcher(watcher)
