#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Compiles core-c/ to wasm/core.wasm with the clang that npm carries, wraps it as a component with jco, and
// writes the module as a base64 string that no bundler can lose. The same sources give the same bytes; `--to FOLDER`
// builds them once more, there.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { cache, coreText, fromRoot, inRoot, isSource, outputs } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { Failure, main } from './lib/tools.mjs'
import { compilerVersion, compileWasm, versionInNpm, wasmText } from './lib/wasm.mjs'

const wit = inRoot('wasm/gantry.wit')
const self = inRoot('scripts/build-core.mjs')

export async function buildCore() {
  const jco = versionInNpm('@bytecodealliance/jco')
  const module = await step({
    name: 'core',
    inputs: () => [self, ...wasmText(), ...coreText()],
    extra: [compilerVersion()],
    outputs: [outputs.coreWasm, outputs.coreModule],
    build: buildModule,
  })
  const component = await step({
    name: 'component',
    inputs: () => [self, outputs.coreWasm, wit].filter((path) => existsSync(path)),
    extra: [jco],
    outputs: [outputs.component, join(outputs.glue, 'gantry.js')],
    build: buildComponent,
  })
  if (module || component) printSizes()
}

const compile = (kept) => compileWasm({ name: 'core', kept, text: coreText(), sources: coreText().filter(isSource) })

async function buildModule() {
  const bytes = await compile(join(cache, 'core'))
  writeWhole(outputs.coreWasm, bytes)
  writeWhole(outputs.coreModule, `export const coreWasmBase64 =\n  '${Buffer.from(bytes).toString('base64')}'\n`)
  writeWhole(
    outputs.coreModule.replace(/js$/, 'd.ts'),
    '/** The compiled core, wasm/core.wasm. */\nexport declare const coreWasmBase64: string\n',
  )
}

async function buildComponent() {
  const { component, files } = await wrap(readFileSync(outputs.coreWasm))
  rmSync(outputs.glue, { recursive: true, force: true })
  for (const [name, bytes] of Object.entries(files)) writeWhole(join(outputs.glue, name), bytes)
  writeWhole(outputs.component, component)
}

async function wrap(module) {
  if (!existsSync(wit)) throw new Failure('wasm/gantry.wit is missing')
  const { componentEmbed, componentNew, transpile } = await import('@bytecodealliance/jco')
  const parts = { binary: new Uint8Array(module), witSource: readFileSync(wit, 'utf8'), world: 'core' }
  try {
    const component = await componentNew(await componentEmbed(parts))
    const options = { name: 'gantry', instantiation: 'sync', minify: true, wasiShim: false }
    return { component, ...(await transpile(component, options)) }
  } catch (error) {
    throw new Failure(`the core does not fit wasm/gantry.wit: ${error.payload ?? error.message}`)
  }
}

function printSizes() {
  const glue = join(outputs.glue, 'gantry.js')
  for (const path of [outputs.coreWasm, outputs.component, glue]) {
    const bytes = readFileSync(path)
    console.log(`${fromRoot(path)}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
  }
}

// The whole build again in a folder of its own, with nothing kept from an earlier one: what the test of
// reproducibility compares with wasm/.
async function buildAnew(folder) {
  const kept = mkdtempSync(join(tmpdir(), 'gantry-core-'))
  const module = await compile(kept)
  rmSync(kept, { recursive: true })
  const { component, files } = await wrap(module)
  writeWhole(join(folder, basename(outputs.coreWasm)), module)
  writeWhole(join(folder, basename(outputs.component)), component)
  for (const [name, bytes] of Object.entries(files)) writeWhole(join(folder, basename(outputs.glue), name), bytes)
}

await main(import.meta, ([option, folder]) => (option === '--to' ? buildAnew(resolve(folder)) : buildCore()))
