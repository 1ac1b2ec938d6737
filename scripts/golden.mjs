#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Rewrites the golden files from what the code says now. Read the diff before you commit it.
import { build } from './build.mjs'
import { inRoot } from './lib/paths.mjs'
import { main, run } from './lib/tools.mjs'

await main(import.meta, async () => {
  await build({ tests: true })
  const vitest = inRoot('node_modules/vitest/vitest.mjs')
  run(process.execPath, [vitest, 'run', '--config', 'scripts/vitest.config.mjs', 'test/golden'], {
    name: 'vitest',
    env: { GANTRY_UPDATE_GOLDEN: '1' },
  })
})
