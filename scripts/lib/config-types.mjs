// SPDX-License-Identifier: Apache-2.0
// The TypeScript types of the runtime spec's documents, out of their JSON Schema. The schema is ours and uses little of
// the language; what else a library would make of it is a type of its own for each place with a description.
const header = `// SPDX-License-Identifier: Apache-2.0
// Written by \`node scripts/build-schema.mjs --types\` from core-c/model/shapes/. The documents of the OCI runtime spec as
// types: https://github.com/opencontainers/runtime-spec. What null and empty words stand for is left out here.
`

const primitives = { string: 'string', boolean: 'boolean', integer: 'number' }

/** @param schema the schema, parsed */
export function typesOf({ $defs }) {
  const types = Object.entries($defs).map(([title, definition]) => {
    const type = definition.properties ? objectOf(definition) : `export type Oci${title} = ${typeOf(definition)}`
    return definition.properties ? `${comment(definition.description)}export interface Oci${title} ${type}` : type
  })
  return [header, ...types].join('\n')
}

function objectOf({ properties, required = [] }) {
  const members = Object.entries(properties).map(([name, property]) => {
    const mark = required.includes(name) ? '' : '?'
    return `${comment(property.description, '  ')}  ${name}${mark}: ${typeOf(property)}\n`
  })
  return `{\n${members.join('')}}\n`
}

const comment = (text, margin = '') => `${margin}/** ${text[0].toUpperCase()}${text.slice(1)}. */\n`

function typeOf({ $ref, anyOf, enum: words, type, items, additionalProperties }) {
  if ($ref) return `Oci${$ref.replace('#/$defs/', '')}`
  if (anyOf) return anyOf.map(typeOf).filter(Boolean).join(' | ')
  if (words)
    return words
      .filter(Boolean)
      .map((word) => `'${word}'`)
      .join(' | ')
  const [first] = [type].flat()
  if (first === undefined) return 'unknown'
  if (first === 'null') return ''
  if (first === 'array') return `${typeOf(items)}[]`
  if (first === 'object') return `Record<string, ${typeOf(additionalProperties)}>`
  return primitives[first]
}
