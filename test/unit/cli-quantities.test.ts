// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { parseBind, parseCount, parseDuration, parsePositive, parseSize } from '../../src/cli/quantities.js'

describe('sizes', () => {
  it.each([
    ['1', 1],
    ['65536', 65536],
    ['512K', 524288],
    ['512k', 524288],
    ['64M', 67108864],
    ['64MiB', 67108864],
    ['64mb', 67108864],
    ['1.5G', 1610612736],
  ])('%s is %d bytes', (text, bytes) => expect(parseSize('--memory', text)).toBe(bytes))

  it.each(['0', '', '-1', '64X', '1e6', '.5M', '0x10', '64 M', '9999999T'])('%j is none', (text) =>
    expect(() => parseSize('--memory', text)).toThrow(
      `--memory wants a size such as 65536, 512K, 64M or 1.5G, not ${JSON.stringify(text)}`,
    ),
  )
})

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

describe('binds', () => {
  it.each([
    ['/a:/b', { source: '/a', destination: '/b', readonly: false }],
    ['/a b:/c:ro', { source: '/a b', destination: '/c', readonly: true }],
    ['/a:/b:rw', { source: '/a', destination: '/b', readonly: false }],
  ])('%s', (text, bind) => expect(parseBind(text)).toEqual(bind))

  it.each(['/a', 'a:/b', '/a:b', '/a:/b:x', '/a:/b:ro:', '', ':'])('%j is none', (text) =>
    expect(() => parseBind(text)).toThrow('--bind wants SRC:DST or SRC:DST:ro with absolute paths'),
  )
})
