#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Writes what TypeScript and WebAssembly must know of the core: src/generated and wasm/core.wit, from the lists in core-c.
import { readFileSync } from 'node:fs'
import { coreExports } from './lib/core-exports.mjs'
import { inRoot } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { main } from './lib/tools.mjs'

const scripts = ['scripts/generate.mjs', 'scripts/lib/core-exports.mjs'].map((path) => inRoot(path))
const exportsList = inRoot('core-c/component/exports.def')
const written = { exports: inRoot('src/generated/exports.ts'), interface: inRoot('wasm/core.wit') }

export async function generate() {
  await step({
    name: 'generated',
    inputs: () => [...scripts, exportsList],
    outputs: Object.values(written),
    build() {
      const { typescript, wit } = coreExports(readFileSync(exportsList, 'utf8'))
      writeWhole(written.exports, typescript)
      writeWhole(written.interface, wit)
    },
  })
}

await main(import.meta, generate)
