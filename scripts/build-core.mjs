#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Compiles core-c/ to two modules with the clang that npm carries: wasm/core.wasm, and wasm/netlink.wasm with the tables
// of netlink, which who reads configs need not load. Wraps each as a component with jco, and writes each as a base64
// string that no bundler can lose. The same sources give the same bytes; `--to FOLDER` builds them once more, there.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { generate } from './generate.mjs'
import { cache, coreText, fromRoot, inRoot, isSource, outputs } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { Failure, main } from './lib/tools.mjs'
import { compilerVersion, compileWasm, versionInNpm, wasmText } from './lib/wasm.mjs'

const self = inRoot('scripts/build-core.mjs')

// What only the netlink module is made of, and what else it needs.
const onlyNetlink = /^core-c\/(netlink\/(codec\/|tables\/(?!messages|words))|component\/netlink)/
const underNetlink = /^core-c\/(include\/|netlink\/tables\/|base\/|tables\/(capabilities|errno|flags|kernel|words)\.)/
const modules = [
  { name: 'core', wit: inRoot('wasm/core.wit'), outputs: outputs.core, takes: (path) => !onlyNetlink.test(path) },
  {
    name: 'netlink',
    wit: inRoot('wasm/netlink.wit'),
    outputs: outputs.netlink,
    takes: (path) => onlyNetlink.test(path) || underNetlink.test(path),
  },
]

const textOf = ({ takes }) => coreText().filter((path) => takes(fromRoot(path)))
const glueOf = ({ outputs }) => join(outputs.glue, 'gantry.js')

export async function buildCore() {
  await generate()
  const jco = versionInNpm('@bytecodealliance/jco')
  for (const module of modules) {
    const { name, wit, outputs } = module
    const compiled = await step({
      name,
      inputs: () => [self, ...wasmText(), ...textOf(module)],
      extra: [compilerVersion()],
      outputs: [outputs.wasm, outputs.module],
      build: () => buildModule(module),
    })
    const wrapped = await step({
      name: `${name}-component`,
      inputs: () => [self, outputs.wasm, wit].filter((path) => existsSync(path)),
      extra: [jco],
      outputs: [outputs.component, glueOf(module)],
      build: () => buildComponent(module),
    })
    if (compiled || wrapped) printSizes(module)
  }
}

function compile(module, kept) {
  const text = textOf(module)
  return compileWasm({ name: module.name, kept, text, sources: text.filter(isSource) })
}

async function buildModule(module) {
  const { name, outputs } = module
  const bytes = await compile(module, join(cache, name))
  writeWhole(outputs.wasm, bytes)
  writeWhole(outputs.module, `export const ${name}WasmBase64 =\n  '${Buffer.from(bytes).toString('base64')}'\n`)
  writeWhole(
    outputs.module.replace(/js$/, 'd.ts'),
    `/** The compiled module, wasm/${name}.wasm. */\nexport declare const ${name}WasmBase64: string\n`,
  )
}

async function buildComponent(module) {
  const { outputs } = module
  const { component, files } = await wrap(module, readFileSync(outputs.wasm))
  rmSync(outputs.glue, { recursive: true, force: true })
  for (const [name, bytes] of Object.entries(files)) writeWhole(join(outputs.glue, name), bytes)
  writeWhole(outputs.component, component)
}

async function wrap({ name, wit }, bytes) {
  const { componentEmbed, componentNew, transpile } = await import('@bytecodealliance/jco')
  const parts = { binary: new Uint8Array(bytes), witSource: readFileSync(wit, 'utf8'), world: name }
  try {
    const component = await componentNew(await componentEmbed(parts))
    const options = { name: 'gantry', instantiation: 'sync', minify: true, wasiShim: false }
    return { component, ...(await transpile(component, options)) }
  } catch (error) {
    throw new Failure(`${name} does not fit ${fromRoot(wit)}: ${error.payload ?? error.message}`)
  }
}

function printSizes(module) {
  const { outputs } = module
  for (const path of [outputs.wasm, outputs.component, glueOf(module)]) {
    const bytes = readFileSync(path)
    console.log(`${fromRoot(path)}: ${bytes.length} bytes, ${gzipSync(bytes).length} gzipped`)
  }
}

// The whole build again in a folder of its own, with nothing kept from an earlier one: what the test of
// reproducibility compares with wasm/.
async function buildAnew(folder) {
  await generate()
  for (const module of modules) {
    const { outputs } = module
    const kept = mkdtempSync(join(tmpdir(), 'gantry-core-'))
    const bytes = await compile(module, kept)
    rmSync(kept, { recursive: true })
    const { component, files } = await wrap(module, bytes)
    writeWhole(join(folder, basename(outputs.wasm)), bytes)
    writeWhole(join(folder, basename(outputs.component)), component)
    for (const [name, bytes] of Object.entries(files)) writeWhole(join(folder, basename(outputs.glue), name), bytes)
  }
}

await main(import.meta, ([option, folder]) => (option === '--to' ? buildAnew(resolve(folder)) : buildCore()))
