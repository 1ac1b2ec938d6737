// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { coreOver, decodeConversion, decodeResult, MalformedMessage, unmark } from '../../src/core/decode.js'
import type { CoreExports } from '../../src/generated/exports.js'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function result(diagnostics: string, record: string, message: Uint8Array): Uint8Array {
  const sections = [bytesOf(diagnostics), bytesOf(record), message]
  const lengths = Buffer.alloc(12)
  for (const [index, section] of sections.entries()) lengths.writeUInt32LE(section.length, index * 4)
  return Buffer.concat([lengths, ...sections])
}

function conversion(diagnostics: string, document: string): Uint8Array {
  const sections = [bytesOf(diagnostics), bytesOf(document)]
  const lengths = Buffer.alloc(8)
  for (const [index, section] of sections.entries()) lengths.writeUInt32LE(section.length, index * 4)
  return Buffer.concat([lengths, ...sections])
}

describe('the result of a compile', () => {
  it('has diagnostics, record and message', () => {
    const message = Uint8Array.of(1, 2, 3, 255)
    const decoded = decodeResult(result('[{"code":"GTY-X-1"}]', '{"steps":7}', message))
    expect(decoded.diagnostics).toEqual([{ code: 'GTY-X-1' }])
    expect(decoded.plan?.record.steps).toBe(7)
    expect([...(decoded.plan?.message ?? [])]).toEqual([...message])
  })

  it('has no plan where there is no record', () => {
    expect(decodeResult(result('[]', '', new Uint8Array()))).toEqual({ diagnostics: [] })
  })

  it('is read at any place of a larger buffer', () => {
    const bytes = result('[]', '{"steps":1}', Uint8Array.of(9))
    const larger = Buffer.concat([Buffer.alloc(5, 0xee), bytes])
    expect(decodeResult(larger.subarray(5)).plan?.message).toEqual(Buffer.of(9))
  })

  it('is refused where the lengths do not add up', () => {
    const bytes = result('[]', '{}', Uint8Array.of(1))
    expect(() => decodeResult(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
    expect(() => decodeResult(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(RangeError)
    expect(() => decodeResult(bytes.subarray(0, 11))).toThrow(RangeError)
  })
})

describe('the result of a conversion', () => {
  it('has diagnostics and a document', () => {
    const decoded = decodeConversion(conversion('[{"code":"GTY-X-1"}]', '{"ü":1}\n'))
    expect(decoded).toEqual({ diagnostics: [{ code: 'GTY-X-1' }], document: '{"ü":1}\n' })
  })

  it('has no document where it is empty', () => {
    expect(decodeConversion(conversion('[]', ''))).toEqual({ diagnostics: [] })
  })

  it('is refused where the lengths do not add up', () => {
    const bytes = conversion('[]', '{}')
    expect(() => decodeConversion(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError)
    expect(() => decodeConversion(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(RangeError)
    expect(() => decodeConversion(bytes.subarray(0, 7))).toThrow(RangeError)
  })
})

describe('a marked answer', () => {
  it('gives what was asked for', () => expect([...unmark(Uint8Array.of(0, 65, 66))]).toEqual([65, 66]))

  it('throws with the offset where the message is malformed', () => {
    const marked = Buffer.concat([Buffer.of(1), bytesOf('{"error":"length 3 is below 16","offset":20}')])
    expect(() => unmark(marked)).toThrow(new MalformedMessage('length 3 is below 16', 20))
    expect(() => unmark(marked)).toThrow('malformed message: length 3 is below 16 at byte 20')
  })
})

describe('a core over its exports', () => {
  const calls: unknown[] = []
  const exports: CoreExports = {
    compile(config, options) {
      calls.push([Buffer.from(config).toString(), JSON.parse(Buffer.from(options).toString())])
      return result('[]', '', new Uint8Array())
    },
    check(config, options) {
      calls.push([Buffer.from(config).toString(), JSON.parse(Buffer.from(options).toString())])
      return bytesOf('[]')
    },
    convert(config, options) {
      calls.push([Buffer.from(config).toString(), JSON.parse(Buffer.from(options).toString())])
      return conversion('[]', '{}\n')
    },
    describe: (_message, format) => Buffer.concat([Buffer.of(0), bytesOf(format === 1 ? '{"type":"init"}' : 'init')]),
    readControl: (message) => Buffer.concat([Buffer.of(0), message]),
    writeControl: (kind) => Uint8Array.of(kind),
    rules: () => bytesOf('[]'),
    parse: () => result('[]', '', new Uint8Array()).subarray(0, 8),
    features: () => bytesOf('{}'),
  }

  it('takes no rules for a lack of memory', () => {
    expect(() => coreOver(exports).rules()).toThrow(RangeError)
  })

  it('passes options as JSON', () => {
    const options = { id: 'a', bundle: '/b', host: defaultFacts }
    coreOver(exports).compile(bytesOf('{}'), options)
    expect(calls).toEqual([['{}', options]])
  })

  it('hands a check over likewise', () => {
    calls.length = 0
    expect(coreOver(exports).check(bytesOf('{}'), { target: 'runc' })).toEqual([])
    expect(calls).toEqual([['{}', { target: 'runc' }]])
  })

  it('hands a conversion over likewise', () => {
    calls.length = 0
    const converted = coreOver(exports).convert(bytesOf('{}'), { to: 'oci' })
    expect(converted).toEqual({ diagnostics: [], document: '{}\n' })
    expect(calls).toEqual([['{}', { to: 'oci' }]])
  })

  it('asks for text with format 0 and for JSON with 1', () => {
    expect(coreOver(exports).describeText(new Uint8Array())).toBe('init')
    expect(coreOver(exports).describe(new Uint8Array())).toEqual({ type: 'init' })
  })

  it('reads and writes control messages', () => {
    expect(coreOver(exports).readControl(bytesOf('{"type":"ready"}'))).toEqual({ type: 'ready' })
    expect([...coreOver(exports).writeControl('continue')]).toEqual([0])
    expect([...coreOver(exports).writeControl('abort')]).toEqual([1])
  })
})
