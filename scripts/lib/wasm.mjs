// SPDX-License-Identifier: Apache-2.0
// From C to WebAssembly, with the clang that npm carries. The same sources give the same bytes.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clang } from './clang.mjs'
import { forgetOthers } from './native.mjs'
import { fromRoot, inRoot, isSource } from './paths.mjs'
import { hashOf, writeWhole } from './step.mjs'
import { Failure } from './tools.mjs'

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
// every byte of a document or a message goes through is made fast all the same; it is little.
const optimization = (source) =>
  /^core-c\/(json|netlink\/codec|base\/(arena|text|utf8)|model\/read)/.test(source) ? '-O2' : '-Oz'
const linkFlags = [
  // There are no constructors, so no start file and no _initialize: jco's glue then needs one module, not two.
  '-nostartfiles',
  '-Wl,--no-entry',
  '-Wl,--gc-sections',
  '-Wl,--strip-all',
  // A stack that overflows traps at address 0 instead of running into the data.
  '-Wl,--stack-first',
  '-Wl,-z,stack-size=262144',
]

export const versionInNpm = (name) => {
  const path = inRoot('node_modules', name, 'package.json')
  if (!existsSync(path)) throw new Failure(`${name} is not installed; run: npm ci`)
  return `${name} ${JSON.parse(readFileSync(path, 'utf8')).version}`
}

export const compilerVersion = () => versionInNpm('@yowasp/clang')

// What says how it is compiled.
export const wasmText = () => ['scripts/lib/wasm.mjs', 'scripts/lib/clang.mjs'].map((path) => inRoot(path))

// Every source is its own compile, and its object is kept by the hash of it, the headers and the flags:
// a change to one file costs one compile and one link.
// `text` is all that they can read.
export async function compileWasm({ name, kept, text, sources }) {
  const headers = text.filter((path) => !isSource(path))
  const common = hashOf(headers, [compilerVersion(), target, compileFlags])
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
  await clang([linkJob(name, objects)], (_, bytes) => {
    linked = bytes
  })
  refuseImports(linked)
  return linked
}

function linkJob(program, objects) {
  const files = Object.fromEntries(
    objects.map(({ name, path }) => [name.replaceAll('/', '_').replace(/c$/, 'o'), readFileSync(path)]),
  )
  const args = [target, ...Object.keys(files), ...linkFlags, '-o', 'out.wasm']
  return { name: `the link of the ${program}`, args, files, output: 'out.wasm' }
}

// The core can do nothing but read bytes and return bytes: an import would be a door to the machine.
function refuseImports(bytes) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
  if (imports.length === 0) return
  const names = imports.map(({ module, name }) => `${module}.${name}`).join(', ')
  throw new Failure(
    `WebAssembly may import nothing, but it needs ${names}: something calls stdio, assert, abort, a clock or a file`,
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
