#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Rewrites the sources in the project's format.
import { install } from './lib/dependencies.mjs'
import { cText, fromRoot, inRoot } from './lib/paths.mjs'
import { main, missingTools, run } from './lib/tools.mjs'

await main(import.meta, () => {
  install()
  run(process.execPath, [inRoot('node_modules/@biomejs/biome/bin/biome'), 'check', '--write'])
  const missing = missingTools(['clang-format'])
  if (missing) console.log(`C is left as it is: ${missing}`)
  else run('clang-format', ['-i', ...cText().map(fromRoot)])
})
