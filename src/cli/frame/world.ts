// SPDX-License-Identifier: Apache-2.0
// What a verb meets of its caller: working directory, environment, descriptors, terminal, signals, user, cgroup. Here
// the caller is whoever started this process, and only this file and main.ts look at `process`, to which the linter
// holds them: a verb that works for a caller elsewhere is given another world.
import { fstatSync, openSync, readFileSync, readlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { write } from './output.js'

/** Where the names of files lead, as data: for threads. */
export interface Place {
  /** The caller's working directory, absolute. Absent where it is this process's own: errors then keep the caller's words. */
  readonly directory?: string
  /** The descriptor that `-` names. */
  readonly input: number
}

export interface World {
  readonly place: Place
  /** What this process calls what the caller calls `path`. */
  reach(path: string): string
  absolute(path: string): string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The version of Node that the verb runs on. */
  readonly node: string
  /** The effective user id. */
  readonly euid: number
  /** The text of the caller's /proc/self/cgroup. Absent where it is this process's: who needs it reads it. */
  readonly cgroup?: string
  /** What this process has of the caller's descriptors 0, 1 and 2. */
  readonly streams: readonly [input: number, output: number, error: number]
  /** The same of another one, from 3 on; undefined if the caller has none there. */
  descriptor(number: number): number | undefined
  stdout(content: string | Uint8Array): void
  stderr(text: string): void
  /** Whether a person may be reading there. */
  isTerminal(stream: 1 | 2): Promise<boolean>
  /** @throws Error of the system call where the caller has none */
  openTerminal(): number
  /** Whether the terminal is another process group's: to take it would stop this one. */
  inBackground(): boolean
  /** The standard input as a stream, for those who hand it on while they do something else. */
  readInput(): Readable
  /** @returns what ends it */
  onSignal(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): () => void
  /** However the verb ends. */
  onExit(listener: () => void): void
}

export function ownWorld(): World {
  return {
    place: { input: 0 },
    reach: (path) => path,
    absolute: (path) => resolve(path),
    env: process.env,
    node: process.version,
    euid: process.geteuid?.() ?? 0,
    streams: [0, 1, 2],
    descriptor: (number) => (isGiven(number) ? number : undefined),
    stdout: (content) => write(1, content),
    stderr: (text) => write(2, text),
    isTerminal,
    openTerminal: () => openSync('/dev/tty', 'r+'),
    inBackground: () => inBackground(readFileSync('/proc/self/stat', 'latin1')),
    readInput: () => process.stdin,
    onSignal(name, listener) {
      process.on(name, listener)
      return () => process.off(name, listener)
    },
    onExit: (listener) => process.on('exit', listener),
  }
}

async function isTerminal(fd: number): Promise<boolean> {
  // Node's module for terminals brings its streams and sockets: it is not loaded for a file or a pipe.
  return fstatSync(fd).isCharacterDevice() && (await import('node:tty')).isatty(fd)
}

/**
 * Node takes the lowest free numbers for itself, its epoll first: where the caller left a gap there is an epoll now,
 * and handing on Node's own descriptors would hand on power over this process.
 */
function isGiven(fd: number): boolean {
  try {
    return !readlinkSync(`/proc/self/fd/${fd}`).startsWith('anon_inode:[event')
  } catch {
    return false
  }
}

/** @param stat of proc(5). Where the terminal is nobody's (no controlling one) nobody is in the background of it. */
export function inBackground(stat: string): boolean {
  const [, , group, , , foreground = '-1'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(foreground) > 0 && foreground !== group
}
