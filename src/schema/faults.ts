// SPDX-License-Identifier: Apache-2.0
// What is wrong with an object, in words: from what ajv's validators find.
import { patternWords } from './words.js'

/** What a validator leaves behind; a part of ajv's own type. */
export interface ValidatorError {
  keyword: string
  instancePath: string
  params: Record<string, unknown>
}

export interface Validator {
  (value: unknown): boolean
  errors?: ValidatorError[] | null
}

export interface ObjectFault {
  /** `hooks.poststop[0].path`; empty for the object itself. */
  path: string
  /** What is wrong, to stand behind the path: `must be a string, not 3`. */
  message: string
  /** It has the right type, but is too little or too much. */
  range: boolean
}

/** The first fault that is found, or undefined. */
export function faultOf(validate: Validator, value: unknown): ObjectFault | undefined {
  if (validate(value)) return undefined
  // Of alternatives that all fail, the one that went deepest is the one that was meant.
  const depth = ({ instancePath, keyword }: ValidatorError) =>
    instancePath.split('/').length + (keyword === 'required' || keyword === 'additionalProperties' ? 1 : 0)
  const errors = validate.errors ?? []
  const deepest = errors.reduce<ValidatorError | undefined>(
    (best, error) => (best === undefined || depth(error) > depth(best) ? error : best),
    undefined,
  )
  if (!deepest) return { path: '', message: 'is not valid', range: false }
  const path = pathOf(deepest.instancePath, value)
  return faultFrom(deepest, path, valueAt(deepest.instancePath, value))
}

function faultFrom({ keyword, params }: ValidatorError, path: string, found: unknown): ObjectFault {
  const fault = (message: string, range = false) => ({ path, message, range })
  const inside = (name: unknown) => (path === '' ? String(name) : `${path}.${String(name)}`)
  switch (keyword) {
    case 'required':
      return { path: inside(params['missingProperty']), message: 'is missing', range: false }
    case 'additionalProperties':
      return { path: inside(params['additionalProperty']), message: 'is unknown', range: false }
    case 'type':
      return fault(`must be ${[params['type']].flat().map(withArticle).join(' or ')}, not ${shown(found)}`)
    case 'enum':
      return fault(`must be ${alternatives(params['allowedValues'])}, not ${shown(found)}`)
    case 'minimum':
      return fault(`must be ${String(params['limit'])} or more, not ${shown(found)}`, true)
    case 'maximum':
      return fault(`must be ${String(params['limit'])} or less, not ${shown(found)}`, true)
    case 'minItems':
    case 'minLength':
      return fault('must not be empty')
    case 'pattern':
      return fault(`must be ${patternWords[String(params['pattern'])]}, not ${shown(found)}`)
    default:
      return fault(`cannot be ${shown(found)}`)
  }
}

const withArticle = (type: unknown) =>
  type === 'integer'
    ? 'a whole number'
    : type === 'null'
      ? 'null'
      : `${/^[aeiou]/.test(String(type)) ? 'an' : 'a'} ${type}`

function alternatives(words: unknown): string {
  const all = (words as unknown[]).map((word) => JSON.stringify(word))
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : String(all[0])
}

/** A value in a few words, for a message. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const keysOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

const valueAt = (pointer: string, value: unknown) =>
  keysOf(pointer).reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value)

function pathOf(pointer: string, value: unknown): string {
  let path = ''
  let inner = value
  for (const key of keysOf(pointer)) {
    const plain = /^[\w-]+$/.test(key) ? key : JSON.stringify(key)
    path += Array.isArray(inner) ? `[${key}]` : path === '' ? plain : `.${plain}`
    inner = (inner as Record<string, unknown>)[key]
  }
  return path
}
