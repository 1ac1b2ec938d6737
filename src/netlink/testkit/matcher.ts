// SPDX-License-Identifier: Apache-2.0
// For `expect.extend` of vitest and jest, and as plain functions for node:test.
import type { Message } from '../types.js'
import { type DiffOptions, diffMessages, formatDifferences } from './diff.js'
import { type GoldenOptions, matchGolden } from './golden.js'

/** What vitest and jest want of a matcher. */
export interface MatcherResult {
  pass: boolean
  message: () => string
}

export interface NetlinkMatchers {
  /** `expect(bytes).toMatchNetlinkGolden(text)`: `text` is what stands in the golden file. */
  toMatchNetlinkGolden(
    actual: Uint8Array | readonly Uint8Array[],
    golden: string,
    options?: GoldenOptions,
  ): MatcherResult
  /** `expect(messages).toEqualNetlink(expected, { ignore: ['sequence'] })` */
  toEqualNetlink(actual: readonly Message[], expected: readonly Message[], options?: DiffOptions): MatcherResult
}

/** `expect.extend(netlinkMatchers)` */
export const netlinkMatchers: NetlinkMatchers = {
  toMatchNetlinkGolden(actual, golden, options) {
    const { pass, message } = matchGolden(actual, golden, options)
    return { pass, message: () => message }
  },
  toEqualNetlink(actual, expected, options) {
    const message = formatDifferences(diffMessages(expected, actual, options))
    return { pass: message === '', message: () => message || 'the messages are the same\n' }
  },
}

/** Throws what differs; for node:test and whoever has no matchers. */
export function assertSameMessages(
  actual: readonly Message[],
  expected: readonly Message[],
  options?: DiffOptions,
): void {
  const message = formatDifferences(diffMessages(expected, actual, options))
  if (message !== '') throw new Error(`the messages differ:\n${message}`)
}
