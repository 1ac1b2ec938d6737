#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Writes what TypeScript and WebAssembly must know of the core: src/generated and wasm/core.wit, from the lists in core-c.
import { readFileSync } from 'node:fs'
import { contract } from './lib/contract.mjs'
import { coreExports } from './lib/core-exports.mjs'
import { inRoot } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { main } from './lib/tools.mjs'

const scripts = ['generate', 'lib/contract', 'lib/core-exports'].map((name) => inRoot(`scripts/${name}.mjs`))
const lists = {
  exports: inRoot('core-c/component/exports.def'),
  bootstrap: inRoot('core-c/include/gantry/bootstrap.h'),
  operations: inRoot('core-c/include/gantry/operations.def'),
  attributes: inRoot('core-c/include/gantry/attributes.def'),
  messages: inRoot('core-c/include/gantry/messages.def'),
  steps: inRoot('core-c/include/gantry/steps.def'),
}
const written = {
  contract: inRoot('src/generated/contract.ts'),
  exports: inRoot('src/generated/exports.ts'),
  interface: inRoot('wasm/core.wit'),
}

export async function generate() {
  await step({
    name: 'generated',
    inputs: () => [...scripts, ...Object.values(lists)],
    outputs: Object.values(written),
    build() {
      const texts = Object.fromEntries(Object.entries(lists).map(([name, path]) => [name, readFileSync(path, 'utf8')]))
      const { typescript, wit } = coreExports(texts.exports)
      writeWhole(written.exports, typescript)
      writeWhole(written.interface, wit)
      writeWhole(written.contract, contract(texts))
    },
  })
}

await main(import.meta, generate)
