#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Builds what is missing and runs the benchmarks of test/bench, each a program of its own: all of them, or those whose
// name has one of the words given. Options are theirs: `npm run bench -- start --rounds 100`.
import { build } from './build.mjs'
import { filesBelow, fromRoot } from './lib/paths.mjs'
import { Failure, main, run } from './lib/tools.mjs'

await main(import.meta, async (args) => {
  await build({ tests: true })
  const first = args.findIndex((word) => word.startsWith('--'))
  const words = first < 0 ? args : args.slice(0, first)
  const options = first < 0 ? [] : args.slice(first)
  const all = filesBelow('test/bench', (path) => path.endsWith('.bench.mjs'))
  const chosen = all.filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  if (chosen.length === 0) throw new Failure(`no benchmark of ${all.map(fromRoot).join(', ')} is named so`)
  for (const path of chosen) run(process.execPath, [path, ...options])
})
