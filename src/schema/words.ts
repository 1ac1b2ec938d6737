// SPDX-License-Identifier: Apache-2.0
// What the schemas of this folder are written in.

/** A JSON Schema (draft 2020-12), or true for anything. */
export type Schema = true | { readonly [keyword: string]: unknown }

/** Nothing is known beside the properties. */
export const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

export const listOf = (items: Schema): Schema => ({ type: 'array', items })
export const mapOf = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties })
export const oneOf = (...words: string[]): Schema => ({ enum: words })

export const flag: Schema = { type: 'boolean' }
export const string: Schema = { type: 'string' }
export const numberFrom = (minimum: number): Schema => ({ type: 'number', minimum })
export const wholeNumberFrom = (minimum: number): Schema => ({ type: 'integer', minimum })
export const wholeNumber = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum })
export const uint32 = wholeNumber(0, 2 ** 32 - 1)
/** Of a user or a group: that of all ones is none. */
export const ownerId = wholeNumber(0, 2 ** 32 - 2)

/** What a pattern stands for, in messages. */
export const patternWords: Record<string, string> = {}

const pattern = (source: string, words: string): Schema => {
  patternWords[source] = words
  return { type: 'string', pattern: source }
}

/** For the kernel, where a NUL would end it. */
export const text = pattern('^[^\\0]*$', 'without null bytes')
export const word = pattern('^[^\\0]+$', 'a word without null bytes')
export const absolutePath = pattern('^/[^\\0]*$', 'an absolute path')
/** Without empty, `.` and `..` components. */
export const cleanPath = pattern('^(/|(/(?!\\.{1,2}(/|$))[^/\\0]+)+)$', 'an absolute path without . and ..')
export const containerId = pattern('^(?!\\.{1,2}$)[A-Za-z0-9_+.-]{1,255}$', 'of letters, digits and _ + - .')
export const digits = pattern('^[0-9]*$', 'decimal digits')
