#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// `npm test`: installs and builds what is missing, runs the core's native tests and then vitest, and ends with one
// line: N passed, N failed, N skipped. Arguments go to vitest: `npm test -- test/unit`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { cache, inRoot, root } from './lib/paths.mjs'
import { main } from './lib/tools.mjs'

await main(import.meta, async (args) => {
  await build({ tests: true })
  const { testCore } = await import('./test-core.mjs')
  const results = [...(args.length === 0 ? [await testCore()] : []), runVitest(args)]
  const sum = (key) => results.reduce((total, counts) => total + counts[key], 0)
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
  if (failed > 0 || passed === 0) process.exitCode = 1
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
})

function runVitest(args) {
  const file = join(cache, 'test/counts.json')
  mkdirSync(join(cache, 'test'), { recursive: true })
  rmSync(file, { force: true })
  const vitest = inRoot('node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'scripts/vitest.config.mjs', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, GANTRY_TEST_COUNTS: file },
  })
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 }
  // Vitest can fail for reasons of its own: no test found, a worker that died.
  if (status !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}
