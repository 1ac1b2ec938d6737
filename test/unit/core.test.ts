// requires: nothing
// The core both ways: through the component and jco's glue, and as the raw instance.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { componentCore } from '../../src/core/component.js'
import { MalformedMessage } from '../../src/core/decode.js'
import { rawCore } from '../../src/core/raw.js'
import type { CompileOptions, Core } from '../../src/core/types.js'
import { bootstrapAttributes, control, message, messageTypes } from '../helpers/contract.js'
import { diagnosticCases, planCases } from '../helpers/golden.js'
import { built } from '../helpers/paths.js'

const options: CompileOptions = { id: 'unit', bundle: '/bundle', host: defaultFacts }
const bytes = (text: string) => new TextEncoder().encode(text)
const least = {
  ociVersion: '1.3.0',
  process: { args: ['/bin/true'], cwd: '/' },
  root: { path: 'rootfs' },
  linux: { namespaces: [{ type: 'mount' }] },
}
const config = bytes(JSON.stringify(least))

const ways: [name: string, core: () => Core][] = [
  ['component', componentCore],
  ['raw instance', rawCore],
]

describe.each(ways)('the %s', (_, make) => {
  const core = make()

  it('makes a plan', () => {
    const { plan, diagnostics } = core.compile(config, options)
    expect(diagnostics).toEqual([])
    expect(plan?.record).toMatchObject({ ociVersion: '1.3.0', rootfs: '/bundle/rootfs', terminal: false })
    expect(core.describe(plan!.message).operations.at(-1)).toMatchObject({ operation: 'execute' })
  })

  it('makes no plan of a config that is wrong', () => {
    const { plan, diagnostics } = core.compile(bytes('{"process": 1}'), options)
    expect(plan).toBeUndefined()
    const place = { pointer: '/process', line: 1, column: 13, endLine: 1, endColumn: 14, offset: 12, end: 13 }
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'GTY-TYPE-001', severity: 'error', ...place }))
  })

  it('gives the same bytes for the same config, whatever came between', () => {
    const first = core.compile(config, options)
    for (const text of ['', '[', `{"a": "${'x'.repeat(1 << 20)}"}`, '['.repeat(5000)])
      core.compile(bytes(text), options)
    expect(core.compile(config, options)).toEqual(first)
  })

  it('returns bytes that the next call leaves alone', () => {
    const { plan } = core.compile(config, options)
    const before = Buffer.from(plan!.message)
    core.compile(bytes(JSON.stringify({ ...least, hostname: 'x'.repeat(100_000) })), options)
    expect(before.equals(plan!.message)).toBe(true)
  })

  it('takes all inputs empty', () => {
    expect(core.compile(new Uint8Array(), options).plan).toBeUndefined()
    expect(() => core.describeText(new Uint8Array())).toThrow(MalformedMessage)
    expect(() => core.readControl(new Uint8Array())).toThrow(MalformedMessage)
  })

  it('takes an argument vector of several megabytes', () => {
    const args = ['/bin/true', ...Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(100_000))]
    const { plan } = core.compile(bytes(JSON.stringify({ ...least, process: { args, cwd: '/' } })), options)
    expect(plan!.message.length).toBeGreaterThan(4_000_000)
    const chunks = core.describe(plan!.message).operations.filter(({ operation }) => operation === 'set arguments')
    const strings = chunks.flatMap((chunk) => chunk['strings'] as string[])
    expect(strings.join('').length).toBe(args.join('').length)
  })

  it('refuses every message that is cut short, and says where', () => {
    const whole = core.compile(config, options).plan!.message
    for (let length = 0; length < whole.length; length++) {
      const part = whole.slice(0, length)
      const failure = failureOf(() => core.describeText(part))
      expect(failure, `cut to ${length}`).toBeInstanceOf(MalformedMessage)
      expect((failure as MalformedMessage).offset).toBeLessThanOrEqual(length)
    }
  })

  it('refuses an attribute that it does not know', () => {
    const unknown = message(messageTypes['INIT']!, Buffer.from([8, 0, 0x39, 0x30, 0, 0, 0, 0]))
    expect(() => core.describe(unknown)).toThrow(/unknown attribute at byte 16/)
  })

  it('does not mask the flag bits of libcontainer’s attribute numbers', () => {
    const masked = bootstrapAttributes['CLONE_FLAGS']! & 0x3fff
    const flags = Buffer.from([8, 0, masked & 0xff, masked >> 8, 0, 0, 2, 0])
    expect(() => core.describe(message(messageTypes['INIT']!, flags))).toThrow(MalformedMessage)
  })

  it('reads what the init sends', () => {
    expect(core.readControl(control('MAP_IDS', { PID: 7 }))).toEqual({ type: 'map ids', pid: 7 })
    expect(core.readControl(control('CHILD', { PID: 4194303 }))).toEqual({ type: 'child', pid: 4194303 })
    expect(core.readControl(control('RUN_HOOKS', { KIND: 3 }))).toEqual({
      type: 'run hooks',
      kinds: ['prestart', 'createRuntime'],
    })
    expect(core.readControl(control('CONSOLE'))).toEqual({ type: 'console' })
    expect(core.readControl(control('READY'))).toEqual({ type: 'ready' })
    const failure = {
      STEP: 12,
      OPERATION: 270,
      ERRNO: 13,
      ACTION: 'fsopen',
      TEXT: 'it "said"\nno',
      STATUS: 3,
      SIGNAL: 9,
    }
    const told = { step: 12, operation: 'mount', errno: 13, errnoName: 'EACCES', action: 'fsopen' }
    const more = { text: 'it "said"\nno', status: 3, signal: 9 }
    expect(core.readControl(control('FAILED', failure))).toEqual({ type: 'failed', ...told, ...more })
    expect(core.readControl(control('NOTICE', failure))).toEqual({ type: 'notice', ...told, ...more })
    expect(core.readControl(control('FAILED', { STEP: 0, ERRNO: 0, ACTION: 'read' }))).toEqual({
      type: 'failed',
      step: 0,
      operation: '',
      errno: 0,
      errnoName: '',
      action: 'read',
    })
  })

  it.each([
    ['READY', { PID: 1 }],
    ['MAP_IDS', {}],
    ['CHILD', { STEP: 1 }],
    ['RUN_HOOKS', { KIND: 64 }],
    ['FAILED', { STEP: 1 }],
    ['FAILED', { STEP: 1, OPERATION: 9999, ERRNO: 1, ACTION: 'a' }],
    ['FAILED', { STEP: 1, ERRNO: 4096, ACTION: 'a' }],
    ['CONTINUE', {}],
    ['ABORT', {}],
    ['INIT', {}],
  ])('refuses the control message %s %o', (type, values) => {
    expect(() => core.readControl(control(type, values))).toThrow(MalformedMessage)
  })

  it('writes the two answers', () => {
    const answer = (type: string) => message(messageTypes[type]!)
    expect(Buffer.from(core.writeControl('continue'))).toEqual(answer('CONTINUE'))
    expect(Buffer.from(core.writeControl('abort'))).toEqual(answer('ABORT'))
  })

  it('lists the rules', () => {
    const rules = core.rules()
    const [code, section, text] = ['GTY-PROCESS-003', 'config.md#process', 'process.cwd is absolute']
    expect(rules).toContainEqual({ code, severity: 'error', section, text })
    const table = readFileSync(join(built.root, 'core-c/finding/rules.def'), 'utf8')
    expect(rules.map(({ code }) => code)).toEqual(
      [...table.matchAll(/^GTY_RULE\(\w+, "(.*?)"/gm)].map(([, code]) => code),
    )
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length)
  })

  it('accepts as JSON what JSON.parse accepts, but for properties that stand twice', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const codes = core.compile(bytes(text), options).diagnostics.map(({ code }) => code)
        expect(codes.filter((code) => code.startsWith('GTY-JSON-') && code !== 'GTY-JSON-012')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('refuses as JSON what JSON.parse refuses', () => {
    const spoilt = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '\\', '0', 'e', '\u0001', '\ufeff'),
      )
      .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1))
      .filter((text) => failureOf(() => JSON.parse(text)) !== undefined && text.isWellFormed())
    fc.assert(
      fc.property(spoilt, (text) => {
        const [first] = core.compile(bytes(text), options).diagnostics
        expect(first?.code, text).toMatch(/^GTY-JSON-/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('both ways', () => {
  it.each([...planCases(), ...diagnosticCases()])('agree on $name', ({ config, options }) => {
    const raw = rawCore().compile(config, options)
    expect(componentCore().compile(config, options)).toEqual(raw)
    if (!raw.plan) return
    const { message } = raw.plan
    expect(componentCore().describeText(message)).toBe(rawCore().describeText(message))
    expect(componentCore().describe(message)).toEqual(rawCore().describe(message))
  })

  it('agree on messages that are no messages', () => {
    const told = (core: Core, bytes: Uint8Array) => [
      outcome(() => core.describeText(bytes)),
      outcome(() => core.describe(bytes)),
      outcome(() => core.readControl(bytes)),
    ]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(told(componentCore(), bytes)).toEqual(told(rawCore(), bytes))
      }),
      { numRuns: 200 },
    )
  })
})

function failureOf(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return String(error)
  }
}
