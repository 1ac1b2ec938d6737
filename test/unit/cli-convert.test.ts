// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// `gantry convert`: what it reads, what it writes where, and what it exits with.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { type ConvertOptions, convert, InvalidOptions } from '../../src/config/index.js'
import { folder } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

const golden = (path: string) => readFileSync(join(built.root, 'test/golden', path), 'utf8')
const pair = { config: golden('plan/ocf-pair/config.json'), runtime: golden('plan/ocf-pair/runtime.json') }
const container = golden('plan/libcontainer-nsinit/config.json')

function files(contents: Record<string, string>): string {
  const top = folder()
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(top, name), content)
  return top
}

const run = (args: readonly string[], contents: Record<string, string>, input?: string) => {
  const cwd = files(contents)
  return { cwd, ...gantry(['convert', ...args], { cwd, ...(input === undefined ? {} : { input }) }) }
}

describe('what is read', () => {
  it('is the bundle of the working directory, of 2015 with both its documents', () => {
    const { status, stdout, stderr } = run(['--to', 'oci'], {
      'config.json': pair.config,
      'runtime.json': pair.runtime,
    })
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ ociVersion: '1.3.0', hostname: 'shell', process: { args: ['sh'] } })
  })

  it('is container.json where there is no config.json', () => {
    const { status, stdout, stderr } = run(['--to', 'oci', '.', '--', 'ps', '-e'], { 'container.json': container })
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ root: { path: '/rootfs' }, process: { args: ['ps', '-e'] } })
  })

  it('is the standard input for -', () => {
    const { status, stdout } = run(['--to=libcontainer', '-'], {}, '{"ociVersion":"1.2.0","root":{"path":"r"}}')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^\{\n {2}"version": "1\.2\.0",\n {2}"rootfs": "\/.*\/r",\n/)
  })

  it('is told by --input', () => {
    const { status, stderr } = run(['--to', 'oci', '--input', 'oci', 'container.json'], { 'container.json': container })
    expect(status).toBe(0)
    expect(stderr).toContain('container.json:')
    expect(stderr).toContain('unknown property rootfs')
  })
})

describe('what is written', () => {
  it('goes to --output, and only when there is something', () => {
    const one = run(['--to', 'libcontainer', '--output', 'out.json', '--id', 'box'], {
      'config.json': '{"ociVersion":"1.2.0","root":{"path":"/r"}}',
      'out.json': 'before',
    })
    expect([one.status, one.stdout, one.stderr]).toEqual([0, '', ''])
    expect(JSON.parse(readFileSync(join(one.cwd, 'out.json'), 'utf8'))).toMatchObject({ cgroups: { name: 'box' } })
    const none = run(['--to', 'libcontainer', '-o', 'out.json'], { 'config.json': '{', 'out.json': 'before' })
    expect(none.status).toBe(1)
    expect(readFileSync(join(none.cwd, 'out.json'), 'utf8')).toBe('before')
  })

  it('is told on the standard error what was lost, and where', () => {
    const { status, stdout, stderr } = run(['--to', 'oci', 'c.json'], {
      'c.json': '{"rootfs":"/r",\n"parent_death_signal":9}',
    })
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).not.toHaveProperty('parent_death_signal')
    expect(stderr).toContain('c.json:2:23: warning GTY-CONVERT-002: parent_death_signal has no place in an OCI config')
    expect(stderr).toContain('c.json:1:1: warning GTY-CONVERT-004: ')
  })

  it('has errors of both documents of a pair with their names', () => {
    const runtime = pair.runtime.replace('"type": "proc"', '"type": 1')
    const { status, stdout, stderr } = run(['--to', 'oci'], { 'config.json': pair.config, 'runtime.json': runtime })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^runtime\.json:4:12: error GTY-TYPE-001: /)
  })
})

describe('the exit status', () => {
  it.each([
    [2, [], '--to is missing: oci or libcontainer'],
    [2, ['--to', ''], '--to is empty'],
    [2, ['--to', 'ocf'], 'configs are converted to oci and libcontainer'],
    [2, ['--to', 'oci', '--input', 'yaml'], 'the languages are auto, oci, ocf, libcontainer, process'],
    [2, ['--to', 'oci', '--id', 'a/b'], 'invalid container ID format'],
    [2, ['--to', 'oci', '.', 'sh'], 'the option args is the program of a libcontainer config'],
    [2, ['--to', 'oci', '--from', 'x'], 'unknown option --from'],
    [2, ['--to', 'oci', '-o', '/nonexistent/x'], 'no such file or directory'],
    [3, ['--to', 'oci', 'nonexistent.json'], 'no such file or directory'],
    [3, ['--to', 'oci', '--input', 'libcontainer', '.'], 'no container.json in .'],
  ])('%i: %j', (expected, args, words) => {
    const { status, stdout, stderr } = run(args, { 'config.json': '{"ociVersion":"1.2.0"}' })
    expect([status, stdout]).toEqual([expected, ''])
    expect(stderr).toContain(words)
  })
})

describe('convert', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true })
  const schema = JSON.parse(readFileSync(join(built.root, 'wasm/schema.json'), 'utf8'))

  it.each<[string, string, Partial<ConvertOptions>]>([
    ['the pair', pair.config + pair.runtime, { secondDocument: Buffer.byteLength(pair.config) }],
    ['the config of nsinit', container, { args: ['ps'] }],
    ['the config of the README', golden('plan/libcontainer-readme/config.json'), { args: ['sh'] }],
    ['the config of libcontainer 1', golden('plan/libcontainer-1/config.json'), { args: ['sh'] }],
  ])('makes of %s what the schema has', (_, config, options) => {
    const { document } = convert(config, { ...options, to: 'oci' })
    const valid = ajv.compile(schema)
    expect(valid(JSON.parse(document ?? '')), JSON.stringify(valid.errors)).toBe(true)
  })

  it('refuses options that are none', () => {
    expect(() => convert('{}', { to: 'yaml' as 'oci' })).toThrow(InvalidOptions)
  })
})
