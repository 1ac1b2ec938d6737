// SPDX-License-Identifier: Apache-2.0
// A V8 context that has nothing of Node: the language, WebAssembly, and what every browser and runtime has for text.
// Needs --experimental-vm-modules.
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

/** What a module exports, loaded there. */
export async function loadBare(url) {
  const module = load(url)
  await module.link((specifier, { identifier }) => load(new URL(specifier, identifier).href))
  await module.evaluate()
  return module.namespace
}
