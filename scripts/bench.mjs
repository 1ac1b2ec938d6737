#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Builds what is missing and runs the benchmarks of test/bench, each a program of its own: all of them, or those whose
// name has one of the words given.
import { build } from './build.mjs'
import { filesBelow, fromRoot } from './lib/paths.mjs'
import { Failure, main, run } from './lib/tools.mjs'

await main(import.meta, async (words) => {
  await build({ tests: true })
  const all = filesBelow('test/bench', (path) => path.endsWith('.bench.mjs'))
  const chosen = all.filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  if (chosen.length === 0) throw new Failure(`no benchmark of ${all.map(fromRoot).join(', ')} is named so`)
  for (const path of chosen) run(process.execPath, [path])
})
