#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Shows a container on this machine: what is in it, what it is kept from, and how long it took.
import { build } from './build.mjs'
import { outputs } from './lib/paths.mjs'
import { main, run } from './lib/tools.mjs'

await main(import.meta, async () => {
  await build()
  run(process.execPath, [`${outputs.dist}/cli.js`, 'sandbox', '--', 'ps', '-ef'])
})
