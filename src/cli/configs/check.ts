// SPDX-License-Identifier: Apache-2.0
// Reads and checks one of the configs that a command line names. What it returns can be sent from a worker.
import { dirname } from 'node:path'
import { validateWith } from '../../config/validate.js'
import { rawCore } from '../../core/raw.js'
import type { CheckOptions } from '../../core/types.js'
import type { CheckedDocument } from '../../report/types.js'
import { portableFolder, portableName, readInput, standardInput } from '../frame/inputs.js'
import type { Place } from '../frame/world.js'

export interface CheckSettings {
  options: CheckOptions
  place: Place
  /** Whether the texts of documents with findings are wanted. Of thousands of configs they are too much to keep. */
  texts: boolean
}

/** A document, or why it could not be read. */
export type Checked = CheckedDocument | { failure: string }

export function checkInput(path: string, { options, place, texts }: CheckSettings): Checked {
  try {
    const { bytes, second } = readInput(place, path, options.input ?? 'auto')
    const diagnostics = validateWith(rawCore(), bytes, {
      ...options,
      // Without a host its folder says nothing: the verdict is the same wherever a config lies.
      ...(options.host === undefined
        ? {}
        : { bundle: portableFolder(place, path === standardInput ? '.' : dirname(path)) }),
      ...(second === undefined ? {} : { secondDocument: second.start }),
    })
    const name = portableName(path)
    const text = texts && diagnostics.length > 0
    if (second === undefined) return { name, diagnostics, ...(text ? { source: bytes } : {}) }
    const [source, rest] = [bytes.subarray(0, second.start), bytes.subarray(second.start)]
    return {
      name,
      diagnostics,
      ...(text ? { source } : {}),
      second: { name: portableName(second.path), ...(text ? { source: rest } : {}) },
    }
  } catch (error) {
    if (!isSystemError(error)) throw error
    return { failure: `${path}: ${error.message}` }
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error
