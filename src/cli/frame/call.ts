// SPDX-License-Identifier: Apache-2.0
// What a verb is called with, and all that it knows of its caller.
import type { Log } from './log.js'
import type { Options } from './options.js'
import type { World } from './world.js'

export interface Call extends World {
  /** The name by which the command was called: it stands in front of errors. */
  program: string
  options: Options
  args: readonly string[]
  log: Log
  /** The state directory, absolute. */
  root: string
  /** False if `root` is the default one. */
  rootGiven: boolean
}
