// SPDX-License-Identifier: Apache-2.0
// The config of a bundle.
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Options } from './options.js'

export interface Bundle {
  /** Absolute path. */
  path: string
  config: Uint8Array
}

/** @throws Error with the words of OCI runtimes */
export function readBundle(options: Options): Bundle {
  const given = options.text('bundle')
  const path = resolve(given ?? '.')
  if (given !== undefined) checkFolder(given)
  try {
    return { path, config: readFileSync(join(path, 'config.json')) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Error('JSON specification file config.json not found')
    throw new Error(`reading ${join(path, 'config.json')}: ${message}`)
  }
}

function checkFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new Error(`chdir ${path}: no such file or directory`)
  if (!found.isDirectory()) throw new Error(`chdir ${path}: not a directory`)
}
