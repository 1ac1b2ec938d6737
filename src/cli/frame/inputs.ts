// SPDX-License-Identifier: Apache-2.0
// The configs that a command line names: files, bundles, folders of bundles, and the standard input.
import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs'
// biome-ignore lint/style/noRestrictedImports: threads have a Place and no Call.
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { InputLanguage } from '../../core/types.js'
import type { Place } from './world.js'

/** What the core reads; one byte more, and it refuses the document by its size. */
const sizeMax = 16 * 1024 * 1024
const chunkSize = 256 * 1024

export const standardInput = '-'

/** What a config is called in reports, and in the core's options: with `/` on every system. */
export function portableName(path: string): string {
  if (path === standardInput) return '<stdin>'
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

const reach = ({ directory }: Place, path: string) => (directory === undefined ? path : resolve(directory, path))

/** A folder as the core takes it: absolute, as on Linux. */
export function portableFolder({ directory = '' }: Place, path: string): string {
  const folder = portableName(resolve(directory, path))
  return folder.startsWith('/') ? folder : `/${folder}`
}

export interface Inputs {
  /** Paths of configs, sorted, each once. */
  paths: string[]
  /** What could not be looked at, and why. */
  failures: string[]
}

const fileNames: Partial<Record<InputLanguage, string>> = {
  libcontainer: 'container.json',
  process: 'process.json',
  resources: 'resources.json',
  state: 'state.json',
  features: 'features.json',
}

/** What the config in a folder is called. */
export const configName = (input: InputLanguage) => fileNames[input] ?? 'config.json'

/** Finds the configs; reads none of them. `walked` is called with the number found so far, for each folder. */
export function findInputs(
  place: Place,
  named: readonly string[],
  input: InputLanguage,
  walked: (found: number) => void = () => {},
): Inputs {
  const paths = new Set<string>()
  const failures: string[] = []
  const file = configName(input)
  for (const name of named) {
    try {
      if (name === standardInput || !statSync(reach(place, name)).isDirectory()) paths.add(name)
      else if (statSync(reach(place, join(name, file)), { throwIfNoEntry: false }) !== undefined)
        paths.add(join(name, file))
      else {
        const before = paths.size + failures.length
        walk(place, name, file, paths, failures, walked)
        if (paths.size + failures.length === before) failures.push(`no ${file} in ${name} or below it`)
      }
    } catch (error) {
      failures.push((error as Error).message)
    }
  }
  return { paths: [...paths].sort(), failures }
}

/** Stops at bundles, for their root filesystems are none of ours, and follows no symbolic link. */
function walk(
  place: Place,
  top: string,
  file: string,
  paths: Set<string>,
  failures: string[],
  walked: (found: number) => void,
): void {
  const folders = [top]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      const inside = readdirSync(reach(place, folder), { withFileTypes: true })
      const config = inside.find(({ name }) => name === file)
      const path = join(folder, file)
      if (config === undefined || config.isDirectory()) folders.push(...foldersIn(folder, inside))
      else if (config.isFile()) paths.add(path)
      // It may lead out of what was named, and the report would show what is there.
      else if (config.isSymbolicLink()) failures.push(`${path}: a symbolic link is checked only if it is named`)
      else failures.push(`${path}: not a regular file`)
    } catch (error) {
      failures.push((error as Error).message)
    }
    walked(paths.size)
  }
}

const foldersIn = (folder: string, inside: readonly Dirent[]) =>
  inside.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))

export interface InputText {
  /** What the core is given: the second document follows the first without a gap. */
  bytes: Uint8Array
  /** The runtime.json of 2015 that belongs to the config, and where it starts. */
  second?: { path: string; start: number }
}

/**
 * Reads a config, and the runtime.json beside it if it is one of 2015: without that one it says nothing of Linux.
 * @throws Error of the system call
 */
export function readInput(place: Place, path: string, input: InputLanguage): InputText {
  const bytes = readFile(place, path)
  const mayBePair = (input === 'auto' || input === 'ocf') && basename(path) === 'config.json' && bytes.length > 0
  if (!mayBePair || bytes.includes('"ociVersion"')) return { bytes }
  const beside = join(dirname(path), 'runtime.json')
  if (statSync(reach(place, beside), { throwIfNoEntry: false }) === undefined) return { bytes }
  return { bytes: Buffer.concat([bytes, readFile(place, beside)]), second: { path: beside, start: bytes.length } }
}

/** Reads not much more than the core would take: the file may be a device or a pipe without end. */
function readFile(place: Place, path: string): Buffer {
  if (path === standardInput) return readAll(place.input)
  const fd = openSync(reach(place, path), 'r')
  try {
    return readAll(fd)
  } finally {
    closeSync(fd)
  }
}

let scratch: Buffer | undefined

function readAll(fd: number): Buffer {
  scratch ??= Buffer.allocUnsafeSlow(chunkSize)
  const chunks: Buffer[] = []
  let length = 0
  while (length <= sizeMax) {
    const count = readSome(fd, scratch.subarray(0, sizeMax + 1 - length))
    if (count === 0) break
    chunks.push(Buffer.from(scratch.subarray(0, count)))
    length += count
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
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
