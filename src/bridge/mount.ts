// SPDX-License-Identifier: Apache-2.0
import { addon } from './addon.js'

/**
 * Takes the topmost mount at `path` away, with all that is mounted below it; no link is followed. That nothing is
 * mounted there, or nothing is there, is fine.
 */
export const detachMount = (path: string): Promise<void> => addon().detachMount(path)

/** What tells the topmost mount at `path` from any other that was or will be there. Undefined if nothing is there. */
export const identifyMount = (path: string): string | undefined => addon().identifyMount(path)
