#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Makes wasm/schema.json, the JSON Schema of the runtime spec's documents, out of the tables that the core is built
// from: core-c/schema/ is compiled to WebAssembly like the core, and run. With `--types [FILE]`, also writes
// src/config/oci.ts.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { typesOf } from './lib/config-types.mjs'
import { indent } from './lib/json-text.mjs'
import { cache, coreText, filesBelow, inRoot, isSource, outputs, root } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { main } from './lib/tools.mjs'
import { compilerVersion, compileWasm, wasmText } from './lib/wasm.mjs'

const scripts = () => ['scripts/build-schema.mjs', 'scripts/lib/json-text.mjs'].map((path) => inRoot(path))
const own = () => filesBelow('core-c/schema')
const words = /core-c\/(tables\/(words|capabilities|rlimits)|model\/oci_words)\.c$/
const shared = /core-c\/(base\/.*|(finding|model|tables|json|include)\/.*\.(h|def))$/
const text = () => [...own(), ...coreText().filter((path) => shared.test(path) || words.test(path))]

export async function buildSchema() {
  await step({
    name: 'schema',
    inputs: () => [...scripts(), ...wasmText(), ...text()],
    extra: [compilerVersion()],
    outputs: [outputs.schema],
    build: async () => writeWhole(outputs.schema, indent(await makeSchema())),
  })
}

// A list of bytes comes as the address of its address and length, as those of the core do.
async function makeSchema() {
  const sources = text().filter(isSource)
  const bytes = await compileWasm({ name: 'schema', kept: join(cache, 'schema'), text: text(), sources })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  const result = exports.schema()
  const [address, length] = new Uint32Array(exports.memory.buffer, result, 2)
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, address, length))
}

// Biome formats it as if it were where it belongs.
function writeTypes(file) {
  const biome = inRoot('node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'format', '--stdin-file-path=src/config/oci.ts']
  const input = typesOf(JSON.parse(readFileSync(outputs.schema, 'utf8')))
  writeFileSync(file, execFileSync(process.execPath, args, { input, cwd: root, stdio: ['pipe', 'pipe', 'inherit'] }))
}

await main(import.meta, async ([option, file]) => {
  await buildSchema()
  if (option === '--types') writeTypes(resolve(file ?? inRoot('src/config/oci.ts')))
})
