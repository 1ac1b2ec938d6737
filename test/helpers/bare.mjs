// SPDX-License-Identifier: Apache-2.0
// Loads dist/config.js into a V8 context that has nothing of Node: the language, WebAssembly, and what every browser
// and runtime has for text. Prints what it makes of the config in the standard input. Needs --experimental-vm-modules.
import { readFileSync } from 'node:fs'
import { createContext, SourceTextModule } from 'node:vm'

const context = createContext({ TextEncoder, TextDecoder, atob })
const modules = new Map()

function load(url) {
  if (!url.startsWith('file:')) throw new Error(`it needs ${url}`)
  if (!modules.has(url)) {
    modules.set(url, new SourceTextModule(readFileSync(new URL(url), 'utf8'), { context, identifier: url }))
  }
  return modules.get(url)
}

const config = load(process.argv[2])
await config.link((specifier, { identifier }) => load(new URL(specifier, identifier).href))
await config.evaluate()
const { compile, format, parse, validate } = config.namespace
const source = readFileSync(0, 'utf8')
const formats = ['text', 'json', 'jsonl', 'sarif', 'github', 'junit']
const reports = formats.map((as) => [as, format(validate(source), as, { source })])
const steps = compile(source).plan?.record.steps
const place = parse(source).place('/process/cwd')
console.log(JSON.stringify({ reports: Object.fromEntries(reports), steps, place }))
