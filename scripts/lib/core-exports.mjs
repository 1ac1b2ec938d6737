// SPDX-License-Identifier: Apache-2.0
// The list of the core's exports, core-c/component/exports.def, as an interface of WebAssembly and as TypeScript.
import { Failure } from './tools.mjs'

const types = { list: { wit: 'list<u8>', typescript: 'Uint8Array' }, number: { wit: 'u32', typescript: 'number' } }

// Rows of { name, symbol, parameters: [name, kind][], comment: lines }.
function read(text) {
  const rows = []
  let comment = []
  for (const line of text.split('\n')) {
    const row = /^EXPORT_(\w+)\((\w+), "([\w-]+)"((?:, \w+)*)\)$/.exec(line)
    if (line.startsWith('// ')) comment.push(line.slice(3))
    else if (row) {
      const [, shape, , symbol, names] = row
      const kinds = shape === 'NOTHING' ? [] : shape.toLowerCase().split('_')
      const parameters = names.split(', ').slice(1)
      if (parameters.length !== kinds.length || kinds.some((kind) => !types[kind]))
        throw new Failure(`exports.def: ${line}: its parameters do not fit its name`)
      rows.push({ symbol, parameters: parameters.map((name, index) => [name, kinds[index]]), comment })
    } else if (line.startsWith('EXPORT')) throw new Failure(`exports.def: ${line}: it cannot be read`)
    if (!line.startsWith('//')) comment = []
  }
  return rows
}

const camel = (symbol) => symbol.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase())

function witOf(rows) {
  const functions = rows.map(({ symbol, parameters, comment }) => {
    const words = comment.map((line) => `    /// ${line}\n`).join('')
    const list = parameters.map(([name, kind]) => `${name}: ${types[kind].wit}`).join(', ')
    return `${words}    export ${symbol}: func(${list}) -> list<u8>;\n`
  })
  return `// Made by scripts/generate.mjs from core-c/component/exports.def.
package gantry:core;

/// The core of gantry. Every value that crosses is a list of bytes: JSON documents are UTF-8 text, messages are netlink.
world core {
${functions.join('\n')}}
`
}

function typescriptOf(rows) {
  const methods = rows.map(({ symbol, parameters }) => {
    const list = parameters.map(([name, kind]) => `${name}: ${types[kind].typescript}`).join(', ')
    return `  ${camel(symbol)}(${list}): Uint8Array\n`
  })
  const symbols = rows.map(({ symbol }) => `  ${camel(symbol)}: '${symbol}',\n`)
  return `// SPDX-License-Identifier: Apache-2.0
// Made by scripts/generate.mjs from core-c/component/exports.def.

/** The exports of the core: bytes in, bytes out. What they return must not change or vanish later. */
export interface CoreExports {
${methods.join('')}}

/** What the module calls them. */
export const exportSymbols = {
${symbols.join('')}} as const satisfies Record<keyof CoreExports, string>
`
}

export function coreExports(text) {
  const rows = read(text)
  return { wit: witOf(rows), typescript: typescriptOf(rows) }
}
