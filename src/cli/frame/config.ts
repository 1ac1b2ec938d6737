// SPDX-License-Identifier: Apache-2.0
// The config of a bundle.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { InputLanguage } from '../../core/types.js'
import type { Call } from './call.js'
import { configName, type InputText, readInput } from './inputs.js'

export interface Bundle {
  /** Absolute path. */
  path: string
  config: Uint8Array
}

/** @throws Error with the words of OCI runtimes */
export function readBundle(call: Call): Bundle {
  const path = bundlePath(call)
  return { path, config: readConfig(call, path, 'oci').bytes }
}

/** @throws Error with the words of OCI runtimes */
export function bundlePath({ options, absolute }: Call): string {
  const given = options.text('bundle')
  const path = absolute(given ?? '.')
  if (given !== undefined) checkFolder(path, given)
  return path
}

/**
 * The config in a bundle, with what belongs to it.
 * @throws Error with the words of OCI runtimes
 */
export function readConfig({ place }: Call, bundle: string, input: InputLanguage): InputText {
  const path = join(bundle, configName(input))
  try {
    return readInput(place, path, input)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Error(`JSON specification file ${configName(input)} not found`)
    throw new Error(`reading ${path}: ${message}`)
  }
}

function checkFolder(path: string, given: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new Error(`chdir ${given}: no such file or directory`)
  if (!found.isDirectory()) throw new Error(`chdir ${given}: not a directory`)
}
