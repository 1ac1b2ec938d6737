// SPDX-License-Identifier: Apache-2.0
// The paths that a config names, whatever for.
import { resolve } from 'node:path'
import type { JsonValue } from '../config/parse.js'

/** Properties whose values may be relative to the bundle. */
const relative = ['path', 'source', 'rootfs']

/** Every absolute path in a config, and those relative to its bundle, as absolute ones; clean, as the core reads them. */
export function pathsIn(value: JsonValue, bundle: string, key = ''): string[] {
  if (typeof value === 'string') {
    if (value.startsWith('/')) return [resolve(value)]
    return relative.includes(key) && value !== '' ? [resolve(bundle, value)] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, bundle, name))
}
