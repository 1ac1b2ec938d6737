// requires: root, linux, cgroup
// Configs that are too much: too long, too deep, too many. Each is refused in words, and the core works on.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import type { CompileOptions, CompileResult } from '../../src/core/types.js'
import { createFactory, defaultFacts, type OciMount } from '../../src/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { gantry, uniqueId } from '../helpers/command.js'
import { temporaryFolder } from '../helpers/folder.js'
import { runToEnd } from '../helpers/run.js'

const base = temporaryFolder('gantry-config-')
const core = rawCore()
const options: CompileOptions = { id: 'attack', bundle: '/bundle', host: defaultFacts }
const compile = (text: string | Uint8Array) => core.compile(Buffer.from(text), options)
const errors = ({ diagnostics }: CompileResult) =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
const config = (more: object = {}, process: object = {}) =>
  JSON.stringify({
    ociVersion: '1.3.0',
    process: { args: ['/bin/true'], cwd: '/', ...process },
    root: { path: 'rootfs' },
    linux: { namespaces: [{ type: 'mount' }] },
    ...more,
  })
const mebibyte = 1 << 20

afterEach(() => {
  const { plan, diagnostics } = compile(config())
  expect(diagnostics).toEqual([])
  expect(plan).toBeDefined()
})

describe('length', () => {
  it('of 16 MiB is read, of one byte more is not', () => {
    const padded = (length: number) => config().padEnd(length, ' ')
    expect(errors(compile(padded(16 * mebibyte)))).toEqual([])
    expect(errors(compile(padded(16 * mebibyte + 1)))).toEqual(['GTY-JSON-011'])
    expect(errors(compile(Buffer.alloc(64 * mebibyte, '[')))).toEqual(['GTY-JSON-011'])
  })

  it('of one string is no matter, but of the message it is', () => {
    expect(errors(compile(config({}, { args: ['/bin/true', 'x'.repeat(7 * mebibyte)] })))).toEqual([])
    expect(errors(compile(config({}, { args: ['/bin/true', 'x'.repeat(9 * mebibyte)] })))).toEqual(['GTY-PLAN-003'])
  })

  it('of a path is that of the kernel', () => {
    const mount = (length: number): OciMount[] => [
      { destination: `/${'d/'.repeat(5000)}`.slice(0, length), type: 'tmpfs', source: 'tmpfs' },
    ]
    expect(errors(compile(config({ mounts: mount(4000) })))).toEqual([])
    expect(errors(compile(config({ mounts: mount(6000) })))).toEqual(['GTY-PLAN-002'])
    expect(errors(compile(config({ root: { path: `/${'r/'.repeat(3000)}` } })))).toContain('GTY-PLAN-002')
  })

  it('of data for a mount is not cut off by anybody', async () => {
    const data = `mode=755,size=64k,${'nr_inodes=100,'.repeat(400)}nr_inodes=100`
    const tmpfs: OciMount = { destination: '/bomb', type: 'tmpfs', source: 'tmpfs', options: data.split(',') }
    const factory = createFactory({ root: join(base, 'state') })
    const made = bundle(folder(), ['true'], ({ mounts }) => mounts!.push(tmpfs))
    const { failure, exit } = await runToEnd(factory, uniqueId('data'), made)
    if (failure) expect(failure).toMatchObject({ operation: 'mount', path: '/bomb' })
    else expect(exit?.exitCode).toBe(0)
  })

  it('of one option of a mount is refused by the kernel, and named', async () => {
    const option = `mode=${'0'.repeat(20_000)}755`
    const tmpfs: OciMount = { destination: '/bomb', type: 'tmpfs', source: 'tmpfs', options: [option] }
    const factory = createFactory({ root: join(base, 'state') })
    const made = bundle(folder(), ['true'], ({ mounts }) => mounts!.push(tmpfs))
    expect((await runToEnd(factory, uniqueId('option'), made)).failure).toMatchObject({
      operation: 'mount',
      path: '/bomb',
      errnoName: 'ENAMETOOLONG',
    })
  })
})

describe('depth', () => {
  it('of 128 is read, of 129 is not', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(errors(compile(nested(128)))).toEqual(['GTY-TYPE-001'])
    expect(errors(compile(nested(129)))).toEqual(['GTY-JSON-010'])
  })

  it.each([
    ['lists', '['.repeat(10 * mebibyte)],
    ['objects', '{"a":'.repeat(2 * mebibyte)],
    ['both', '[{"a":'.repeat(2 * mebibyte)],
  ])('of millions of %s ends early', (_, text) => {
    expect(errors(compile(text))).toEqual(['GTY-JSON-010'])
  })
})

describe('number', () => {
  it('of elements may be large', () => {
    const env = Array.from({ length: 100_000 }, (_, index) => `V${index}=${index}`)
    expect(errors(compile(config({}, { env })))).toEqual([])
    const numbers = `[${'1,'.repeat(3_000_000)}1]`
    expect(errors(compile(numbers))).toEqual(['GTY-TYPE-001'])
  })

  it('of properties may be large, also where all are the same', () => {
    const annotations = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 'x']))
    expect(errors(compile(config({ annotations })))).toEqual([])
    const { diagnostics } = compile(`{${'"same": 1, '.repeat(50_000)}"same": 1}`)
    expect(diagnostics.length).toBeLessThan(1100)
    expect(diagnostics.some(({ code }) => code === 'GTY-JSON-012')).toBe(true)
  })

  it('of mounts ends at the length of the message', () => {
    const mounts = Array.from({ length: 200_000 }, (_, index) => ({
      destination: `/m/${index}`,
      type: 'tmpfs',
      source: 'tmpfs',
    }))
    expect(errors(compile(config({ mounts })))).toEqual(['GTY-PLAN-003'])
  })

  it('of mappings ends at the kernel’s', () => {
    const mappings = Array.from({ length: 50_000 }, (_, index) => ({ containerID: index, hostID: index, size: 1 }))
    const linux = { namespaces: [{ type: 'user' }, { type: 'mount' }], uidMappings: mappings, gidMappings: mappings }
    expect(errors(compile(config({ linux })))).toContain('GTY-MAPPING-007')
  })

  it('of findings is limited', () => {
    const namespaces = Array.from({ length: 200_000 }, () => ({ type: 'x' }))
    const { diagnostics } = compile(config({ linux: { namespaces } }))
    expect(diagnostics.length).toBeLessThan(1100)
    expect(diagnostics.at(-1)?.code).toBe('GTY-LIMIT-001')
  })
})

describe('arguments that the kernel does not take', () => {
  it('fail the start, and leave nothing', async () => {
    const root = join(base, 'arguments')
    const made = bundle(folder(), ['x'.repeat(200_000)])
    const { failure } = await runToEnd(createFactory({ root }), uniqueId('arguments'), made)
    expect(failure).toMatchObject({ operation: 'execute', errnoName: 'E2BIG' })
    expect(readdirSync(root)).toEqual([])
  })
})

describe('the command', () => {
  it.each([
    ['too long', Buffer.alloc(17 * mebibyte, ' '), /at most 16777216/],
    ['too deep', Buffer.from('['.repeat(1000)), /128/],
    ['no JSON', Buffer.from('\0\xff\xfe'), /1:1/],
    ['a million errors', Buffer.from(`{"mounts": [${'1,'.repeat(999_999)}1]}`), /mounts/],
  ])('refuses a config.json that is %s, and makes nothing', (_, text, words) => {
    const path = folder()
    const root = join(path, 'state')
    mkdirSync(join(path, 'rootfs'))
    writeFileSync(join(path, 'config.json'), text)
    const { status, stderr } = gantry(['--root', root, 'run', '--bundle', path, uniqueId('refused')])
    expect(status).toBe(1)
    expect(stderr).toMatch(words)
    expect(stderr.length).toBeLessThan(1_000_000)
    expect(existsSync(root) ? readdirSync(root) : []).toEqual([])
  })
})
