#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Installs what is missing and builds what is stale; does nothing, quickly, when all is there. With `--tests`, also
// what only tests need.
import { install } from './lib/dependencies.mjs'
import { main } from './lib/tools.mjs'

export async function build({ tests = false } = {}) {
  install()
  const { buildCore } = await import('./build-core.mjs')
  const { buildNames } = await import('./build-names.mjs')
  const { buildSchema } = await import('./build-schema.mjs')
  const { buildValidators } = await import('./build-validators.mjs')
  const { compileCommands } = await import('./compile-commands.mjs')
  const { bundle } = await import('./bundle.mjs')
  const { buildBridge } = await import('./build-bridge.mjs')
  await buildCore()
  await buildNames()
  await buildSchema()
  await buildValidators()
  if (process.platform === 'linux') await buildBridge({ tests })
  await bundle()
  await compileCommands()
}

await main(import.meta, (args) => build({ tests: args.includes('--tests') }))
