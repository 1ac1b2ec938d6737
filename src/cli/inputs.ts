// SPDX-License-Identifier: Apache-2.0
// The configs that a command line names: files, bundles, folders of bundles, and the standard input.
import { closeSync, type Dirent, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the core reads; one byte more, and it refuses the document by its size. */
const sizeMax = 16 * 1024 * 1024
const chunkSize = 256 * 1024

export const standardInput = '-'

export interface Inputs {
  /** Paths of configs, sorted, each once. */
  paths: string[]
  /** What could not be looked at, and why. */
  failures: string[]
}

/** Finds the configs; reads none of them. */
export function findInputs(named: readonly string[]): Inputs {
  const paths = new Set<string>()
  const failures: string[] = []
  for (const name of named) {
    try {
      if (name === standardInput || !statSync(name).isDirectory()) paths.add(name)
      else addFolder(name, paths, failures)
    } catch (error) {
      failures.push((error as Error).message)
    }
  }
  return { paths: [...paths].sort(), failures }
}

function addFolder(folder: string, paths: Set<string>, failures: string[]): void {
  const config = join(folder, 'config.json')
  if (statSync(config, { throwIfNoEntry: false }) !== undefined) {
    paths.add(config)
    return
  }
  const before = paths.size + failures.length
  walk(folder, paths, failures)
  if (paths.size + failures.length === before) failures.push(`no config.json in ${folder} or below it`)
}

/** Stops at bundles, for their root filesystems are none of ours, and follows no symbolic link. */
function walk(top: string, paths: Set<string>, failures: string[]): void {
  const folders = [top]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      const config = join(folder, 'config.json')
      if (lstatSync(config, { throwIfNoEntry: false })?.isFile()) {
        paths.add(config)
        continue
      }
      const inside = readdirSync(folder, { withFileTypes: true }).filter((entry: Dirent) => entry.isDirectory())
      for (const { name } of inside) folders.push(join(folder, name))
    } catch (error) {
      failures.push((error as Error).message)
    }
  }
}

/**
 * Reads a config, and not much more than the core would take of it: the file may be a device or a pipe without end.
 * @throws Error of the system call
 */
export function readInput(path: string): Uint8Array {
  if (path === standardInput) return readAll(0)
  const fd = openSync(path, 'r')
  try {
    return readAll(fd)
  } finally {
    closeSync(fd)
  }
}

function readAll(fd: number): Uint8Array {
  const chunks: Uint8Array[] = []
  let length = 0
  while (length <= sizeMax) {
    const chunk = new Uint8Array(Math.min(chunkSize, sizeMax + 1 - length))
    const count = readSome(fd, chunk)
    if (count === 0) break
    chunks.push(chunk.subarray(0, count))
    length += count
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)
}

function readSome(fd: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, chunk)
    } catch (error) {
      // Whoever gave us the descriptor made it nonblocking: wait a moment for the writer.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
    }
  }
}
