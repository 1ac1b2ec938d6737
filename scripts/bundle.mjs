#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Makes dist/: the libraries and the command with rollup, their declarations with tsc; `--no-types` leaves these out.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cache, filesBelow, fromRoot, inRoot, outputs } from './lib/paths.mjs'
import { step } from './lib/step.mjs'
import { Failure, main, run } from './lib/tools.mjs'

const configs = ['scripts/bundle.mjs', 'scripts/rollup.config.mjs', 'scripts/tsconfig.types.json', 'tsconfig.json']
const inputs = () => [
  ...[...configs, 'package.json', 'package-lock.json'].map((path) => inRoot(path)),
  ...filesBelow('src'),
  outputs.core.module,
  outputs.netlink.module,
  outputs.schema,
  ...filesBelow('wasm', (path) => /component\/.*\.(js|d\.ts)$/.test(path)),
  ...filesBelow('wasm/validators'),
]

export async function bundle({ types = true } = {}) {
  const entries = [
    'index.js',
    'config.js',
    'netlink.js',
    'netlink-socket.js',
    'netlink-testkit.js',
    'network.js',
    'cli.cjs',
    'cli/check-worker.cjs',
    'schema.json',
  ]
  const declarations = [
    'types/index.d.ts',
    'types/config/index.d.ts',
    'types/netlink/index.d.ts',
    'types/netlink/socket.d.ts',
    'types/netlink/testkit/index.d.ts',
    'types/network/index.d.ts',
  ]
  const made = [...entries, ...(types ? declarations : [])].map((name) => join(outputs.dist, name))
  await step({ name: 'bundle', inputs, outputs: made, build: () => build(types) })
}

// The folder is made beside the old one and takes its place when it is whole.
async function build(types) {
  const part = join(cache, 'dist')
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true })
  const { rollup } = await import('rollup')
  const { default: configs } = await import('./rollup.config.mjs')
  for (const config of configs) {
    let made
    try {
      made = await rollup(config)
      await made.write({ ...config.output, dir: part })
    } catch (error) {
      const at = error.loc ? `${fromRoot(error.loc.file ?? error.id)}:${error.loc.line}: ` : ''
      throw new Failure(`the bundle fails: ${at}${error.message}`)
    } finally {
      await made?.close()
    }
  }
  chmodSync(join(part, 'cli.cjs'), 0o755)
  copyFileSync(outputs.schema, join(part, 'schema.json'))
  if (types) declare(join(part, 'types'))
  const old = join(cache, 'dist.old')
  rmSync(old, { recursive: true, force: true })
  if (existsSync(outputs.dist)) renameSync(outputs.dist, old)
  renameSync(part, outputs.dist)
  rmSync(old, { recursive: true, force: true })
  for (const name of readdirSync(outputs.dist).filter((name) => /\.c?js$/.test(name))) {
    console.log(`dist/${name}: ${statSync(join(outputs.dist, name)).size} bytes`)
  }
}

function declare(folder) {
  const tsc = inRoot('node_modules/typescript/bin/tsc')
  const project = inRoot('scripts/tsconfig.types.json')
  run(process.execPath, [tsc, '--project', project, '--outDir', folder], { name: 'tsc' })
}

await main(import.meta, (args) => bundle({ types: !args.includes('--no-types') }))
