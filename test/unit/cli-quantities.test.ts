// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { parseCount, parseDuration, parsePositive } from '../../src/cli/life/quantities.js'

describe('times', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['5', 5000],
    ['0.5s', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (text, duration) => expect(parseDuration('--timeout', text)).toBe(duration))

  it.each(['0', '', '-1s', '5d', '1000h', 's'])('%j is none', (text) =>
    expect(() => parseDuration('--timeout', text)).toThrow('--timeout wants a time'),
  )
})

describe('numbers', () => {
  it('may be fractions of processors', () => expect(parsePositive('--cpus', '0.5')).toBe(0.5))
  it('may be counts', () => expect(parseCount('--pids', '32')).toBe(32))
  it.each(['0', '', '-1', 'x', '1e3', 'NaN', 'Infinity'])('%j is none', (text) => {
    expect(() => parsePositive('--cpus', text)).toThrow('--cpus wants a number above 0')
    expect(() => parseCount('--pids', text)).toThrow('--pids wants a whole number above 0')
  })
  it('are whole where they count', () => expect(() => parseCount('--pids', '1.5')).toThrow('--pids'))
})
