#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Runs the unit, golden and integration tests with the other versions of Node that are supported. Their executables come
// from npm, as packages that hold nothing else, into .cache. `npm run test:nodes -- test/unit` runs some of the tests.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { cache, inRoot, root } from './lib/paths.mjs'
import { main } from './lib/tools.mjs'

const versions = [22, 24]
const folder = join(cache, 'nodes')
const executable = (version) => join(folder, `node_modules/node${version}/bin/node`)

await main(import.meta, async (args) => {
  await build({ tests: true })
  const missing = versions.filter((version) => !existsSync(executable(version)))
  if (missing.length > 0 && !install(missing)) {
    console.log(`tests with Node ${missing.join(' and ')} were left out: npm has no package node-${platform()}`)
  }
  const tests = args.length > 0 ? args : ['test/unit', 'test/golden', 'test/integration']
  for (const version of versions.filter((one) => existsSync(executable(one)))) run(executable(version), tests)
})

function platform() {
  return `${process.platform}-${process.arch}`
}

function install(wanted) {
  const packages = wanted.map((version) => `node${version}@npm:node-${platform()}@${version}`)
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, ...packages]
  return spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

function run(node, tests) {
  const counts = join(cache, 'test/counts-node.json')
  rmSync(counts, { force: true })
  const vitest = inRoot('node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(node, [vitest, 'run', '--config', 'scripts/vitest.config.mjs', ...tests], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, GANTRY_TEST_COUNTS: counts },
  })
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  const told = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
  console.log(`Node ${version}: ${told.passed} passed, ${told.failed} failed, ${told.skipped} skipped`)
  if (status !== 0 || told.passed === 0) process.exitCode = 1
}
