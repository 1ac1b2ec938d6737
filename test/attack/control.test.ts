// requires: nothing
// Messages that nobody who means well would send. The init is ours, but what it runs in is not: the reader takes
// nothing on trust, and neither does the one of bootstrap messages.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { componentCore } from '../../src/core/component.js'
import { MalformedMessage } from '../../src/core/decode.js'
import { rawCore } from '../../src/core/raw.js'
import type { Core } from '../../src/core/types.js'
import { attribute, attributes, control, message, messageTypes, u32 } from '../helpers/contract.js'
import { planCases } from '../helpers/golden.js'

const runs = { numRuns: 2000 }
const ways: [string, () => Core][] = [
  ['raw instance', rawCore],
  ['component', componentCore],
]

/** What it reads, or a MalformedMessage whose place is in the message; every other end is a failure. */
function outcome(read: () => unknown, length: number): unknown {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error
    expect(error.offset).toBeGreaterThanOrEqual(0)
    expect(error.offset).toBeLessThanOrEqual(length)
    return undefined
  }
}

const types = fc.constantFrom(...Object.values(messageTypes))
const anyAttribute = fc
  .tuple(fc.oneof(fc.constantFrom(...Object.values(attributes)), fc.nat(0xffff)), fc.uint8Array({ maxLength: 40 }))
  .map(([type, payload]) => attribute(type, payload))
const anyMessage = fc
  .tuple(types, fc.array(anyAttribute, { maxLength: 8 }))
  .map(([type, parts]) => message(type, ...parts))
/** A message in which some bytes are others. */
const spoilt = (whole: fc.Arbitrary<Buffer>) =>
  fc.tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })).map(([bytes, changes]) => {
    const copy = Buffer.from(bytes)
    for (const [at, value] of changes) if (copy.length > 0) copy[at % copy.length] = value
    return copy
  })
const known = fc.constantFrom(
  control('READY'),
  control('CHILD', { PID: 77 }),
  control('RUN_HOOKS', { KIND: 3 }),
  control('FAILED', { STEP: 5, OPERATION: 270, ERRNO: 1, ACTION: 'mount', TEXT: 'words', STATUS: 1, SIGNAL: 9 }),
)

describe.each(ways)('the reader of the %s', (_, make) => {
  const core = make()
  const read = (bytes: Uint8Array) => outcome(() => core.readControl(bytes), bytes.length)

  it('ends at any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void read(bytes)),
      runs,
    )
  })

  it('ends at any attributes', () => {
    fc.assert(
      fc.property(anyMessage, (bytes) => void read(bytes)),
      runs,
    )
  })

  it('ends at messages with a few bytes changed', () => {
    fc.assert(
      fc.property(spoilt(known), (bytes) => void read(bytes)),
      runs,
    )
  })

  it('gives what it accepts a type that the init sends', () => {
    const sent = [
      'map ids',
      'child',
      'program',
      'run hooks',
      'console',
      'limits',
      'network',
      'ready',
      'exited',
      'failed',
      'notice',
    ]
    fc.assert(
      fc.property(spoilt(known), (bytes) => {
        const result = read(bytes) as { type: string } | undefined
        if (result) expect(sent).toContain(result.type)
      }),
      runs,
    )
  })

  it.each([0, 1, 3])('refuses an attribute of length %i, where other readers loop for ever', (length) => {
    const bytes = control('CHILD', { PID: 1 })
    bytes.writeUInt16LE(length, 16)
    expect(() => core.readControl(bytes)).toThrow('attribute length is below that of its header at byte 16')
  })

  it('refuses an attribute that stands twice: which of the two counted would be a matter of taste', () => {
    const pid = attribute(attributes['PID']!, u32(7))
    expect(() => core.readControl(message(messageTypes['CHILD']!, pid, pid))).toThrow(
      'attribute stands twice at byte 24',
    )
  })

  it.each([3, 5, 8])('refuses a number of %i bytes', (length) => {
    const pid = attribute(attributes['PID']!, Buffer.alloc(length))
    expect(() => core.readControl(message(messageTypes['CHILD']!, pid))).toThrow(MalformedMessage)
  })

  it.each([0, 15, 0x80000000, 0xfffffff0, 0xfffffffd, 0xffffffff])('refuses a message of length %i', (length) => {
    const bytes = control('READY')
    bytes.writeUInt32LE(length, 0)
    expect(() => core.readControl(bytes)).toThrow(MalformedMessage)
  })

  it('refuses two messages in one packet', () => {
    expect(() => core.readControl(Buffer.concat([control('READY'), control('READY')]))).toThrow(MalformedMessage)
  })

  it('refuses a packet that is longer than a packet can be', () => {
    const said = (length: number) => control('FAILED', { STEP: 1, ERRNO: 1, ACTION: 'x', TEXT: 'y'.repeat(length) })
    expect(core.readControl(said(8000))).toMatchObject({ type: 'failed' })
    expect(() => core.readControl(said(9000))).toThrow(MalformedMessage)
  })

  it('refuses text that is not UTF-8, or shows it as such', () => {
    const action = attribute(attributes['ACTION']!, Buffer.from([0xff, 0xfe, 0x80, 0]))
    const parts = [attribute(attributes['STEP']!, u32(1)), attribute(attributes['ERRNO']!, u32(1)), action]
    const result = read(message(messageTypes['FAILED']!, ...parts))
    if (result !== undefined) expect((result as { action: string }).action.isWellFormed()).toBe(true)
  })

  it('refuses text with a NUL in it', () => {
    const action = attribute(attributes['ACTION']!, Buffer.from('a\0b\0'))
    const parts = [attribute(attributes['STEP']!, u32(1)), attribute(attributes['ERRNO']!, u32(1)), action]
    expect(() => core.readControl(message(messageTypes['FAILED']!, ...parts))).toThrow(MalformedMessage)
  })
})

describe.each(ways)('the reader of bootstrap messages of the %s', (_, make) => {
  const core = make()
  const plans = planCases()
    .map(({ config, options }) => core.compile(config, options).plan!.message)
    .filter(({ length }) => length < 20_000)
    .map((bytes) => Buffer.from(bytes))

  it('ends at plans with a few bytes changed, in text as in JSON', () => {
    fc.assert(
      fc.property(spoilt(fc.constantFrom(...plans)), (bytes) => {
        const text = outcome(() => core.describeText(bytes), bytes.length)
        const json = outcome(() => core.describe(bytes), bytes.length)
        expect(text === undefined).toBe(json === undefined)
      }),
      { numRuns: 500 },
    )
  })

  it('ends at any attributes', () => {
    const operation = anyAttribute.map((bytes) => {
      bytes.writeUInt16LE(256 + (bytes.readUInt16LE(2) % 60), 2)
      return bytes
    })
    const plan = fc
      .array(operation, { maxLength: 5 })
      .map((parts) => message(messageTypes['INIT']!, attribute(27300, Buffer.concat(parts))))
    fc.assert(
      fc.property(plan, (bytes) => void outcome(() => core.describe(bytes), bytes.length)),
      runs,
    )
  })

  it('ends at alternatives of alternatives of alternatives', () => {
    let operation = attribute(258, Buffer.alloc(0))
    for (let depth = 0; depth < 500; depth++) {
      operation = attribute(258, attribute(7, Buffer.concat([attribute(3, u32(1)), operation])))
    }
    const bytes = message(messageTypes['INIT']!, attribute(27300, operation))
    expect(() => core.describe(bytes)).toThrow(MalformedMessage)
  })
})

describe('configs', () => {
  it('of any bytes end with a diagnosis', () => {
    const { options } = planCases()[0]!
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const { diagnostics, plan } = rawCore().compile(bytes, options)
        expect(plan).toBeUndefined()
        expect(diagnostics.length).toBeGreaterThan(0)
      }),
      runs,
    )
  })

  it('with a few bytes changed end with a plan or a diagnosis', () => {
    const cases = planCases().filter(({ config }) => config.length < 10_000)
    const changed = fc
      .constantFrom(...cases)
      .chain(({ config, options }) => spoilt(fc.constant(Buffer.from(config))).map((bytes) => ({ bytes, options })))
    fc.assert(
      fc.property(changed, ({ bytes, options }) => {
        const { diagnostics, plan } = rawCore().compile(bytes, options)
        const refused = diagnostics.some(({ severity }) => severity === 'error')
        expect(plan === undefined).toBe(refused)
        if (plan) expect(rawCore().describe(plan.message).operations).toHaveLength(plan.record.steps)
      }),
      { numRuns: 1000 },
    )
  })
})
