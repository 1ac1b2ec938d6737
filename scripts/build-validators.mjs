#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Compiles the schemas of objects that enter the library to functions, with ajv: wasm/validators/. The library has no
// ajv and makes no code at run time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, inRoot, outputs } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { main } from './lib/tools.mjs'

const declaration = `import type { Validator } from '../../src/schema/faults.js'
`

const modules = ['state', 'options', 'sandbox-options', 'container-options', 'core-options', 'documents']

export async function buildValidators() {
  await step({
    name: 'validators',
    inputs: () => [inRoot('scripts/build-validators.mjs'), outputs.schema, ...filesBelow('src/schema')],
    extra: [JSON.parse(readFileSync(inRoot('node_modules/ajv/package.json'), 'utf8')).version],
    outputs: modules.map((name) => join(outputs.validators, `${name}.js`)),
    build,
  })
}

async function build() {
  // Of what draft 2020-12 has and older ones do not, nothing is used; for those ajv writes half the code.
  const { $schema, ...documents } = JSON.parse(readFileSync(outputs.schema, 'utf8'))
  const schemas = await schemasOf(documents)
  for (const name of modules) {
    writeWhole(join(outputs.validators, `${name}.js`), await codeOf(documents, schemas[name]))
    const types = Object.keys(schemas[name]).map((key) => `export declare const ${key}: Validator\n`)
    writeWhole(join(outputs.validators, `${name}.d.ts`), declaration + types.join(''))
  }
}

// By module and by name.
async function schemasOf({ $id, $defs }) {
  const at = (name) => ({ $ref: `${$id}#/$defs/${name}` })
  const { state } = await load('state')
  const options = await load('options')
  const properties = Object.keys($defs.Process.properties)
  const process = Object.fromEntries(properties.map((name) => [name, at(`Process/properties/${name}`)]))
  return {
    state: { state },
    options: { factory: options.factoryOptions },
    'sandbox-options': { sandbox: options.sandboxOptions },
    'container-options': { create: options.createOptions, process: options.processOptions(process) },
    'core-options': { check: options.checkOptions, compile: options.compileOptions },
    documents: Object.fromEntries(
      ['Config', 'Process', 'Resources', 'State', 'Features'].map((name) => [name.toLowerCase(), at(name)]),
    ),
  }
}

async function codeOf(documents, schemas) {
  const { Ajv } = await import('ajv')
  const { default: standalone } = await import('ajv/dist/standalone/index.js')
  const ajv = new Ajv({
    code: { source: true, esm: true, optimize: 3 },
    allowUnionTypes: true,
    inlineRefs: false,
    messages: false,
    // Lengths are held against 1 only, and no pattern has a character beyond ASCII.
    unicode: false,
    unicodeRegExp: false,
    logger: false, // it calls the option before deprecated
  })
  ajv.addSchema(documents)
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name)
  return standalone(ajv, Object.fromEntries(Object.keys(schemas).map((name) => [name, name])))
}

// The sources import nothing but types and each other.
async function load(name) {
  const { default: ts } = await import('typescript')
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true }
  const code = (file, change = (text) => text) => {
    const text = readFileSync(inRoot('src/schema', `${file}.ts`), 'utf8')
    const { outputText } = ts.transpileModule(change(text), { compilerOptions })
    return `data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`
  }
  const words = code('words')
  return await import(code(name, (text) => text.replace("'./words.js'", `'${words}'`)))
}

await main(import.meta, buildValidators)
