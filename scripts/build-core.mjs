#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Compiles core-c/ to wasm/core.wasm with the clang that npm carries, wraps it as a component with jco, and
// writes the module as a base64 string that no bundler can lose. The same sources give the same bytes; `--to FOLDER`
// builds them once more, there.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { clang } from './lib/clang.mjs'
import { forgetOthers } from './lib/native.mjs'
import { cache, coreText, fromRoot, inRoot, isSource, outputs } from './lib/paths.mjs'
import { hashOf, step, writeWhole } from './lib/step.mjs'
import { Failure, main } from './lib/tools.mjs'

const target = '--target=wasm32-wasip1'
const compileFlags = [
  '-std=c17',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fvisibility=hidden',
  '-ffunction-sections',
  '-fdata-sections',
  '-Icore-c/include',
  '-Icore-c',
]
// A command compiles what it calls of the module at every start: small code starts 2 ms sooner than fast code. What
// every byte of a document goes through is made fast all the same; it is little.
const optimization = (source) => (/^core-c\/(json|base\/(arena|text|utf8)|spec\/read)/.test(source) ? '-O2' : '-Oz')
const linkFlags = [
  // The core has no constructors, so no start file and no _initialize: jco's glue then needs one module, not two.
  '-nostartfiles',
  '-Wl,--no-entry',
  '-Wl,--gc-sections',
  '-Wl,--strip-all',
  // A stack that overflows traps at address 0 instead of running into the data.
  '-Wl,--stack-first',
  '-Wl,-z,stack-size=262144',
]
const wit = inRoot('wasm/gantry.wit')
const self = inRoot('scripts/build-core.mjs')

const versionInNpm = (name) => {
  const path = inRoot('node_modules', name, 'package.json')
  if (!existsSync(path)) throw new Failure(`${name} is not installed; run: npm ci`)
  return `${name} ${JSON.parse(readFileSync(path, 'utf8')).version}`
}

export async function buildCore() {
  const version = versionInNpm('@yowasp/clang')
  const jco = versionInNpm('@bytecodealliance/jco')
  const module = await step({
    name: 'core',
    inputs: () => [self, ...coreText()],
    extra: [version],
    outputs: [outputs.coreWasm, outputs.coreModule],
    build: () => buildModule(version),
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

async function buildModule(version) {
  const bytes = await compile(version, join(cache, 'core'))
  writeWhole(outputs.coreWasm, bytes)
  writeWhole(outputs.coreModule, `export const coreWasmBase64 =\n  '${Buffer.from(bytes).toString('base64')}'\n`)
  writeWhole(
    outputs.coreModule.replace(/js$/, 'd.ts'),
    '/** The compiled core, wasm/core.wasm. */\nexport declare const coreWasmBase64: string\n',
  )
}

// Every source is its own compile, and its object is kept by the hash of it, the headers and the flags:
// a change to one file costs one compile and one link.
async function compile(version, kept) {
  const text = coreText()
  const sources = text.filter(isSource)
  if (sources.length === 0) throw new Failure('core-c has no sources')
  const headers = text.filter((path) => !isSource(path))
  const common = hashOf(headers, [version, target, compileFlags])
  const files = treeOf(text)
  const objects = sources.map((source) => ({
    name: fromRoot(source),
    args: [target, ...compileFlags, optimization(fromRoot(source)), '-o', 'out.o', '-c', fromRoot(source)],
    files,
    output: 'out.o',
    path: join(kept, `${hashOf([source], [common, optimization(fromRoot(source))])}.o`),
  }))
  await clang(
    objects.filter(({ path }) => !existsSync(path)),
    ({ path }, bytes) => writeWhole(path, bytes),
  )
  forgetOthers(
    kept,
    objects.map(({ path }) => path),
  )
  let linked
  await clang([linkJob(objects)], (_, bytes) => {
    linked = bytes
  })
  refuseImports(linked)
  return linked
}

function linkJob(objects) {
  const files = Object.fromEntries(
    objects.map(({ name, path }) => [name.replaceAll('/', '_').replace(/c$/, 'o'), readFileSync(path)]),
  )
  const args = [target, ...Object.keys(files), ...linkFlags, '-o', 'core.wasm']
  return { name: 'the link of the core', args, files, output: 'core.wasm' }
}

// The core can do nothing but read bytes and return bytes: an import would be a door to the machine.
function refuseImports(bytes) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
  if (imports.length === 0) return
  const names = imports.map(({ module, name }) => `${module}.${name}`).join(', ')
  throw new Failure(
    `the core may import nothing, but it needs ${names}: something calls stdio, assert, abort, a clock or a file`,
  )
}

function treeOf(files) {
  const tree = {}
  for (const file of files) {
    const names = fromRoot(file).split('/')
    let folder = tree
    for (const name of names.slice(0, -1)) folder = folder[name] ??= {}
    folder[names.at(-1)] = readFileSync(file, 'utf8')
  }
  return tree
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
  const module = await compile(versionInNpm('@yowasp/clang'), kept)
  rmSync(kept, { recursive: true })
  const { component, files } = await wrap(module)
  writeWhole(join(folder, basename(outputs.coreWasm)), module)
  writeWhole(join(folder, basename(outputs.component)), component)
  for (const [name, bytes] of Object.entries(files)) writeWhole(join(folder, basename(outputs.glue), name), bytes)
}

await main(import.meta, ([option, folder]) => (option === '--to' ? buildAnew(resolve(folder)) : buildCore()))
