// SPDX-License-Identifier: Apache-2.0
import { addon } from './addon.js'

/** As isatty(3), without loading the streams that node:tty brings along. */
export function isTerminal(fd: number): boolean {
  try {
    windowSize(fd)
    return true
  } catch {
    return false
  }
}

export const windowSize = (fd: number): { rows: number; columns: number } => addon().windowSize(fd)

export const setWindowSize = (fd: number, rows: number, columns: number): void =>
  addon().setWindowSize(fd, rows, columns)

/** Turns line editing, echo, signals and translations of input off; output goes on as it was. Returns what `restoreTerminal` takes. */
export const setRaw = (fd: number): Uint8Array => addon().setRaw(fd)

export const restoreTerminal = (fd: number, attributes: Uint8Array): void => addon().restoreTerminal(fd, attributes)

/** On a pty's master: newlines come out as the container wrote them, without carriage returns. */
export const keepNewlines = (fd: number): void => addon().keepNewlines(fd)
