// SPDX-License-Identifier: Apache-2.0
// What a verb is: its table and its code, which stand in one file.
import type { Call } from './call.js'
import type { OptionTable } from './options.js'

export interface Verb {
  summary: string
  /** What stands after the verb in the usage line. */
  usage: string
  /** Least and greatest number of arguments. */
  args: readonly [number, number]
  /** Its own; `--help` every verb has. */
  options: OptionTable
  /** What its help says beside the options: lines. */
  notes?: readonly string[]
  /** Nothing is read as an option from the first argument on. */
  stop?: boolean
  /** Stands before the text of an error, after the program's name. */
  failure?: string
  /** Its errors are for people: they are no lines of the log where the log is the standard error. */
  plain?: boolean
  /** What it exits with on a command line that cannot be read. By default 1, which engines expect of runc's verbs. */
  usageStatus?: number
  /** What it exits with when it fails. By default 1. */
  failureStatus?: number
  /** Returns the exit status. */
  run(call: Call): Promise<number>
}

/** Verbs, or actions of one, by their names, in the order of the help. Their files are loaded when they are needed. */
export type Verbs<T = Verb> = Readonly<Record<string, () => Promise<{ verb: T }>>>

/** A verb whose first word says what is done: each action is a verb of its own. */
export interface VerbGroup {
  summary: string
  usage: string
  usageStatus: number
  actions: Verbs
}
