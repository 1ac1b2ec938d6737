// SPDX-License-Identifier: Apache-2.0
// The config of a bundle.
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { InputLanguage } from '../../core/types.js'
import { configName, type InputText, readInput } from './inputs.js'
import type { Options } from './options.js'

export interface Bundle {
  /** Absolute path. */
  path: string
  config: Uint8Array
}

/** @throws Error with the words of OCI runtimes */
export function readBundle(options: Options): Bundle {
  const path = bundlePath(options)
  return { path, config: readConfig(path, 'oci').bytes }
}

/** @throws Error with the words of OCI runtimes */
export function bundlePath(options: Options): string {
  const given = options.text('bundle')
  if (given !== undefined) checkFolder(given)
  return resolve(given ?? '.')
}

/**
 * The config in a bundle, with what belongs to it.
 * @throws Error with the words of OCI runtimes
 */
export function readConfig(bundle: string, input: InputLanguage): InputText {
  const path = join(bundle, configName(input))
  try {
    return readInput(path, input)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Error(`JSON specification file ${configName(input)} not found`)
    throw new Error(`reading ${path}: ${message}`)
  }
}

function checkFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new Error(`chdir ${path}: no such file or directory`)
  if (!found.isDirectory()) throw new Error(`chdir ${path}: not a directory`)
}
