// requires: nothing
// A config and host facts in, a plan out: the same bytes every time. Look at plan.txt first, at message.hex when it
// is about bytes.
import { describe, expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import { operationTexts } from '../helpers/contract.js'
import { compactJson, expectGolden, planCases } from '../helpers/golden.js'
import { messageHex } from '../helpers/message-hex.js'

const core = rawCore()
const cases = planCases()

describe.each(cases)('$name', ({ config, options, file }) => {
  const { plan, diagnostics } = core.compile(config, options)

  it('has a plan', () => {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(plan).toBeDefined()
  })

  it('is the plan that was reviewed', () => {
    const { record, message } = plan!
    expectGolden(file('plan.txt'), `${core.describeText(message)}\nrecord ${compactJson(record)}\n`)
    expectGolden(file('message.hex'), messageHex(message))
  })

  it('describes the same steps in JSON and in text, and as many as the record says', () => {
    const { record, message } = plan!
    const described = core.describe(message).operations
    expect(described.map(({ step }) => step)).toEqual(Array.from({ length: record.steps }, (_, index) => index + 1))
    const text = core.describeText(message).match(/^ *\d+ .*$/gm) ?? []
    expect(text).toHaveLength(record.steps)
    for (const [index, { operation }] of described.entries()) {
      expect(text[index]).toMatch(new RegExp(`^ *${index + 1} ${operation}( |$)`))
    }
  })
})

describe('the cases together', () => {
  const texts = cases.map(({ config, options }) => core.compile(config, options).plan?.message)
  const all = texts.map((message) => (message ? core.describeText(message) : '')).join('\n')
  it('find the operations in the contract', () => {
    expect(operationTexts.length).toBeGreaterThan(40)
  })

  it.each(operationTexts)('show the operation "%s"', (text) => {
    expect(all).toMatch(new RegExp(`^( *\\d+| +on [A-Z|]+:) ${text}( |$)`, 'm'))
  })
})

// The message of a plain `runc run` (pid, network, ipc, uts, mount): 32 bytes, of which all but the length stand at
// the start of ours; the operations follow.
it('starts like the message of libcontainer', () => {
  const plain = cases.find(({ name }) => name === 'default')!
  const { message } = core.compile(plain.config, plain.options).plan!
  expect(Buffer.from(message.subarray(4, 32)).toString('hex')).toBe(
    ['30f20100', '01000000', '00000000', '0800916a', '0000026c', '0800976a', '00000000'].join(''),
  )
  expect(new DataView(message.buffer, message.byteOffset).getUint32(0, true)).toBe(message.length)
})
