// SPDX-License-Identifier: Apache-2.0
// The contract between core, init and supervisor, core-c/include/gantry/*.def, as TypeScript: names, and the shapes of the
// messages that the init sends.
import { Failure } from './tools.mjs'

// The rows `MACRO(argument, …)` of a list, each as its arguments.
export function rowsOf(text, macro) {
  const rows = []
  for (const { index } of text.matchAll(new RegExp(`^${macro}\\(`, 'gm'))) {
    const from = index + macro.length + 1
    let depth = 1
    let end = from
    for (; depth > 0; end++) {
      if (end === text.length) throw new Failure(`${macro}: a row does not end`)
      if (text[end] === '(') depth++
      if (text[end] === ')') depth--
    }
    rows.push(
      text
        .slice(from, end - 1)
        .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
        .map((part) => part.trim()),
    )
  }
  if (rows.length === 0) throw new Failure(`${macro}: the list has no rows`)
  return rows
}

const unquoted = (text) => JSON.parse(text)
const camel = (name) => name.toLowerCase().replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase())
const union = (words) => words.map((word) => `\n  | '${word}'`).join('')

// How the core writes an attribute as JSON: see core-c/netlink/control.c.
const members = {
  ERRNO: ['errno: number', 'errnoName: string'],
  KIND: ['kinds: HookKind[]'],
  OPERATION: ["operation: OperationName | ''"],
}
const types = { U32: 'number', STRING: 'string' }

function shapeOf([, name, words, sender, attributes = ''], kinds) {
  if (sender === 'SUPERVISOR') return undefined
  const parts = [...attributes.matchAll(/(MUST|MAY)\((\w+)\)/g)].flatMap(([, need, attribute]) => {
    if (members[attribute]) return members[attribute]
    const { word, kind } = kinds.get(attribute) ?? {}
    if (!types[kind]) throw new Failure(`messages.def: ${name}: ${attribute} has no form in TypeScript`)
    return [`${word}${need === 'MAY' ? '?' : ''}: ${types[kind]}`]
  })
  return `{ ${[`type: ${words.replaceAll('"', "'")}`, ...parts].join('; ')} }`
}

export function contract({ operations, attributes, messages, steps, bootstrap }) {
  const kinds = new Map(
    rowsOf(attributes, 'INIT_ATTRIBUTE').map(([, name, kind, word]) => [name, { kind, word: unquoted(word) }]),
  )
  const operationNames = rowsOf(operations, 'INIT_OPERATION').map(([, , , words]) => unquoted(words))
  const shapes = rowsOf(messages, 'INIT_MESSAGE').flatMap((row) => shapeOf(row, kinds) ?? [])
  const stepWords = rowsOf(steps, 'SPAWN_STEP').map(([, word]) => unquoted(word))
  const actions = rowsOf(steps, 'SPAWN_ACTION').map(
    ([name, words]) => `  ${camel(name)}: ${words.replaceAll('"', "'")},\n`,
  )
  const hookKinds = [...bootstrap.matchAll(/^ {4}X\(\d+, [A-Z_]+, "(\w+)"\)/gm)].map(([, name]) => name)
  return `// SPDX-License-Identifier: Apache-2.0
// Made by scripts/generate.mjs from core-c/include/gantry.

/** Operations of the init, as messages and plans name them. */
export type OperationName =${union(operationNames)}

/** Hooks of the runtime spec. */
export type HookKind =${union(hookKinds)}

/** What the init and the reaper send. */
export type InitMessage =${shapes.map((shape) => `\n  | ${shape}`).join('')}

/** What bridge/spawn carries out before the clone, with the numbers that it knows it by. */
export const spawnSteps = {
${stepWords.map((word, index) => `  '${word}': ${index},\n`).join('')}} as const

/** What it may fail at, where more is known of it. */
export const spawnActions = {
${actions.join('')}} as const
`
}
