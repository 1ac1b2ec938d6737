// SPDX-License-Identifier: Apache-2.0
// Where this package lies.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let root: string | undefined

/** The folder of this package: the sources and the bundle lie at different depths below it. */
export function packageRoot(): string {
  root ??= find(dirname(fileURLToPath(import.meta.url)))
  return root
}

function find(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isPackage(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) throw new Error(`the package gantry is not found above ${start}`)
  }
}

function isPackage(path: string): boolean {
  if (!existsSync(path)) return false
  const { name } = JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown }
  return name === 'gantry'
}
