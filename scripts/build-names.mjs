#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Writes what is made from the netlink module's tables: src/generated/names.ts, the types, and wasm/netlink-tables.md, the
// page for people.
import { readFileSync } from 'node:fs'
import { buildCore } from './build-core.mjs'
import { inRoot, outputs } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { main } from './lib/tools.mjs'

const any = 0xffff
const special = 5 // rows before the attributes

function readTables() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(outputs.netlink.wasm)))
  const result = exports.tables()
  const [at, length] = new Uint32Array(exports.memory.buffer, result, 2)
  return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length)))
}

const pascal = (name) => name.replaceAll(/(^|_)(\w)/g, (_, __, letter) => letter.toUpperCase())
const quote = (name) => `'${name}'`
const union = (names) => (names.length > 0 ? names.map((name) => `\n  | ${quote(name)}`).join('') : ' never')
const key = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : quote(name))

// ---- types ----------------------------------------------------------------------------------------------------------

function types(tables) {
  const { words, structures, sets, rows, messages, kinds } = tables
  const wordsType = (index) => pascal(words[index].name)
  const named = (table, number) =>
    words[table].type === 'enumeration' ? `${wordsType(table)} | ${number}` : `(${wordsType(table)} | Bits)[]`
  const byShape = {
    nothing: () => 'true',
    word: (table) => (table === 0 ? 'number' : named(table, 'number')),
    long: (table) => (table === 0 ? 'bigint' : named(table, 'bigint')),
    text: () => 'string',
    hex: () => 'string',
    strings: () => 'string[]',
    words: () => 'number[]',
    longs: () => 'bigint[]',
    structure: (_, argument) => pascal(structures[argument].name),
    structures: (_, argument) => `${pascal(structures[argument].name)}[]`,
  }
  const attributes = rows.slice(special).filter(([number, name]) => number !== any && name !== '')
  const values = new Map()
  for (const [, name, kind, argument, table] of attributes) {
    const { shape, name: kindName } = kinds[kind]
    if (shape !== 'nest' && kindName !== 'BYTES') values.set(name, byShape[shape](table, argument))
  }
  const used = words.flatMap((table, index) =>
    index > 0 && !/^(nlm|rtnlgrp)/.test(table.name)
      ? [
          `/** ${table.title} */\nexport type ${wordsType(index)} =${union([...new Set(table.words.map(([word]) => table.prefix + word))])}`,
        ]
      : [],
  )
  const field = ([name, kind, , , table]) =>
    `  ${key(name)}${kinds[kind].name === 'PAD' ? '?' : ''}: ${byShape[kinds[kind].shape](table, 0)}`
  const interfaces = structures
    .filter(({ fields }) => fields.length > 0)
    .map(
      ({ name, fields }) =>
        `/** struct ${name} */\nexport interface ${pascal(name)} {\n${fields.map(field).join('\n')}\n}`,
    )
  const headers = messages.flatMap(({ name, set, content }) => {
    const { name: structure, fields } = structures[sets[set].structure]
    return fields.length > 0 && content !== 'error' && content !== 'done' ? [[name, pascal(structure)]] : []
  })
  const headersOf = new Map()
  for (const [name, type] of headers) headersOf.set(name, [...new Set([...(headersOf.get(name) ?? []), type])])
  const record = (map) => [...map].map(([name, type]) => `  ${key(name)}: ${type}`).join('\n')
  return `// SPDX-License-Identifier: Apache-2.0
// Made by scripts/build-names.mjs from core-c/netlink/tables.
// The names of messages, attributes, fields and numbers as types.

/** Bits that have no name. */
export type Bits = \`0x\${string}\`

/** Types of messages. */
export type MessageName =${union([...new Set(messages.map(({ name }) => name))])}

/** Attributes. */
export type AttributeName =${union([...new Set(attributes.map(([, name]) => name))])}

/** What the header of each type of message holds. */
export interface Headers {
${record(new Map([...headersOf].map(([name, list]) => [name, list.join(' | ')])))}
}

/** What \`value\` of each attribute holds; nests hold \`attributes\`, and others \`bytes\`. */
export interface AttributeValues {
${record(values)}
}

${[...interfaces, ...used].join('\n\n')}
`
}

// ---- the page -------------------------------------------------------------------------------------------------------

function page(tables) {
  const { words, structures, sets, rows, messages, kinds, selectors } = tables
  const argumentOf = (kind, argument) => {
    const { shape, name } = kinds[kind]
    if (shape === 'structure' || shape === 'structures') return `\`${structures[argument].name}\``
    if (name === 'SELECT' || name === 'SELECTED')
      return selectors[argument].cases.map(([value, set]) => `${value}: ${linkTo(sets[set])}`).join(', ')
    if (shape === 'nest') return linkTo(sets[argument])
    return argument > 0 && shape === 'text' ? `at most ${argument}` : ''
  }
  const linkTo = ({ name }) => `[${name}](#${name.replaceAll('_', '-')})`
  const heading = ({ name }) => `### ${name.replaceAll('_', '-')}`
  const wordsOf = (table) => (table === 0 ? '' : `\`${words[table].name}\``)
  const table = (head, lines) =>
    `| ${head.join(' | ')} |\n|${' --- |'.repeat(head.length)}\n${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}`
  const messageLines = messages.map(({ number, name, protocol, set, content }) => [
    number === any ? '' : number,
    name,
    protocol,
    content === 'opaque' ? 'payload as hex' : linkTo(sets[set]),
  ])
  const setParts = sets.map((set) => {
    const lines = rows
      .slice(sets[set.rows ?? 0].first, sets[set.rows ?? 0].end)
      .map(([number, name, kind, argument, named]) => [
        number === any ? 'others' : number,
        name,
        kinds[kind].text,
        [argumentOf(kind, argument), wordsOf(named)].filter(Boolean).join(', '),
      ])
    const header = structures[set.structure].fields.length > 0 ? `\n\nAfter \`${structures[set.structure].name}\`.` : ''
    const body = lines.length > 0 ? `\n\n${table(['number', 'name', 'payload', ''], lines)}` : ''
    return `${heading(set)}\n\n${set.title[0].toUpperCase()}${set.title.slice(1)}.${header}${body}`
  })
  const structureLines = structures.flatMap(({ name, size, fields }) =>
    fields.length > 0 ? [[`\`${name}\``, size, fields.map(([field]) => field).join(' ')]] : [],
  )
  const wordLines = words.flatMap(({ name, title, prefix, words: list }, index) =>
    index > 0 ? [[`\`${name}\``, title, list.map(([word, value]) => `${prefix}${word} ${value}`).join(', ')]] : [],
  )
  return `# What gantry/netlink knows

Made by scripts/build-names.mjs from core-c/netlink/tables.

## Messages

${table(['number', 'name', 'protocol', 'holds'], messageLines)}

## Attributes

${setParts.join('\n\n')}

## Structures

${table(['name', 'bytes', 'fields'], structureLines)}

## Names of numbers

${table(['name', 'of', 'values'], wordLines)}
`
}

export async function buildNames() {
  await step({
    name: 'names',
    inputs: () => [inRoot('scripts/build-names.mjs'), outputs.netlink.wasm],
    outputs: [outputs.names, outputs.page],
    build() {
      const tables = readTables()
      writeWhole(outputs.names, types(tables))
      writeWhole(outputs.page, page(tables))
    },
  })
}

await main(import.meta, async () => {
  await buildCore()
  await buildNames()
})
