// SPDX-License-Identifier: Apache-2.0
// Where things are. Every script starts from these, so that each can be run from any folder.
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const inRoot = (...parts) => join(root, ...parts)
export const fromRoot = (path) => relative(root, path).split(sep).join('/')

// Scratch space of the scripts: stamps, objects, the test program. Ignored by git, safe to delete.
export const cache = inRoot('.cache')

export const outputs = {
  core: {
    wasm: inRoot('wasm/core.wasm'),
    module: inRoot('wasm/core-module.js'),
    component: inRoot('wasm/gantry.component.wasm'),
    glue: inRoot('wasm/component'),
  },
  netlink: {
    wasm: inRoot('wasm/netlink.wasm'),
    module: inRoot('wasm/netlink-module.js'),
    component: inRoot('wasm/netlink.component.wasm'),
    glue: inRoot('wasm/netlink-component'),
  },
  names: inRoot('src/generated/names.ts'),
  page: inRoot('wasm/netlink-tables.md'),
  schema: inRoot('wasm/schema.json'),
  validators: inRoot('wasm/validators'),
  addon: inRoot('bridge/build/Release/gantry.node'),
  init: inRoot('bridge/build/gantry-init'),
  initFault: inRoot('bridge/build/gantry-init-fault'),
  program: inRoot('.cache/test/program'),
  dist: inRoot('dist'),
}

// All files below a folder (sorted, as absolute paths) that `accept` takes; `accept` gets the path relative to the root.
export function filesBelow(folder, accept = () => true) {
  const found = []
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const full = join(path, entry.name)
      if (entry.isDirectory()) visit(full)
      else if (accept(fromRoot(full))) found.push(full)
    }
  }
  const start = inRoot(folder)
  if (existsSync(start)) visit(start)
  return found.sort()
}

const folderNamed = (...names) => new RegExp(`/(${names.join('|')})/`)
const notCore = folderNamed('test', 'native', 'fuzz', 'bench', 'schema')
const compiled = /\.(c|h|def|inc)$/

// Everything that a compile of the core can read, and the files among it that are compiled.
export const coreText = () => filesBelow('core-c', (path) => compiled.test(path) && !notCore.test(path))
export const isSource = (path) => path.endsWith('.c')

// All C and C++ that people write.
export const cText = () => [
  ...filesBelow('core-c', (path) => /\.[ch]$/.test(path)),
  ...filesBelow('bridge', (path) => /^bridge\/(init|addon|spawn)\/.*\.(c|cc|h)$/.test(path)),
  ...filesBelow('test', (path) => /\.[ch]$/.test(path)),
]
