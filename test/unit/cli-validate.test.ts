// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// `gantry validate`: what it reads, what it prints where, and what it exits with.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { format, rules, validate } from '../../src/config/index.js'
import { folder, testConfig } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

const good = JSON.stringify(testConfig(['true']))
const warned = good.replace('"ociVersion":"', '"ociVersion":"2')
const bad = good.replace('"cwd":"/"', '"cwd":"tmp"')

/** A folder with these files. */
function files(contents: Record<string, string>): string {
  const top = folder()
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(top, name)), { recursive: true })
    writeFileSync(join(top, name), content)
  }
  return top
}

const findings = (stdout: string) => {
  const lines = stdout.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line)).map(({ file, code }) => `${file} ${code}`)
}
const badCode = 'GTY-PROCESS-003'
const warnedCode = 'GTY-CONFIG-004'

describe('the exit status', () => {
  const cwd = () => files({ 'good.json': good, 'warned.json': warned, 'bad.json': bad })

  it.each([
    [0, ['good.json']],
    [0, ['warned.json']],
    [1, ['bad.json']],
    [1, ['good.json', 'bad.json']],
    [1, ['--strict', 'warned.json']],
    [0, ['--strict', 'good.json']],
    [0, ['--max-warnings', '1', 'warned.json']],
    [1, ['--max-warnings', '0', 'warned.json']],
    [0, ['--ignore', badCode, 'bad.json']],
    [0, ['--ignore', `${badCode}:/process`, 'bad.json']],
    [1, ['--ignore', `${badCode}:/proc`, 'bad.json']],
    [0, ['--strict', '--ignore', badCode, '--ignore', warnedCode, 'bad.json', 'warned.json']],
    [3, ['nonexistent.json', 'good.json']],
    [3, ['nonexistent.json', 'bad.json']],
  ])('%i: %j', (expected, args) => {
    const { status, stdout, stderr } = gantry(['validate', ...args], { cwd: cwd() })
    expect(status, stdout + stderr).toBe(expected)
    expect(stdout).toMatch(/^\d+ errors?, \d+ warnings? in \d+ configs?\n$/m)
    expect(stderr === '').toBe(expected !== 3)
  })

  it.each([
    [['--nope'], 'unknown option --nope'],
    [['--format', 'yaml'], 'unknown format yaml: text, json, jsonl, sarif, github, junit'],
    [['--max-warnings', '-1'], '--max-warnings wants a number'],
    [['--max-warnings', ''], '--max-warnings is empty'],
    [['--host='], '--host is empty'],
    [['--ignore', 'MOUNT'], '--ignore wants CODE or CODE:POINTER'],
    [['--ignore', 'GTY-MOUNT-001:mounts'], '--ignore wants CODE or CODE:POINTER'],
    [['--output', '/nonexistent/report'], '/nonexistent/report'],
    [['--spec', '1.9'], '--spec cannot be "1.9": the versions are 1.0, 1.1, 1.2 and 1.3'],
    [['--target', 'youki'], '--target cannot be "youki": the targets are '],
    [['--input', 'yaml'], '--input cannot be "yaml": the languages are '],
    [['--spec', ''], '--spec is empty'],
    [['--jobs', '0'], '--jobs wants a number from 1 to 999, not "0"'],
    [['--jobs', 'all'], '--jobs wants a number'],
    [['--ignore', 'GTY-MOUNT-999'], 'there is no rule "GTY-MOUNT-999"'],
    [['--explain', 'mounts'], 'there is no rule "mounts"'],
    [['--list-rules', '--format', 'sarif'], 'rules are listed as text or json, not sarif'],
  ])('2: %j', (args, message) => {
    const { status, stdout, stderr } = gantry(['validate', ...args, 'good.json'], { cwd: cwd() })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^gantry validate: /)
    expect(stderr).toContain(message)
  })

  it.each([['[]'], ['{'], ['{ "cgroup": { "mode": "v3" } }']])('3: the facts %s', (facts) => {
    const { status, stdout, stderr } = gantry(['validate', '--host', 'facts.json', 'good.json'], {
      cwd: files({ 'facts.json': facts, 'good.json': good }),
    })
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toContain('gantry validate: facts.json: ')
  })
})

describe('what is read', () => {
  it('is the bundle here without arguments', () => {
    const { status, stdout } = gantry(['validate', '-f', 'jsonl'], { cwd: files({ 'config.json': bad }) })
    expect([status, findings(stdout)]).toEqual([1, [`config.json ${badCode}`]])
  })

  it('is the standard input for -', () => {
    const { status, stdout } = gantry(['validate', '-f', 'jsonl', '-'], { input: bad })
    expect([status, findings(stdout)]).toEqual([1, [`<stdin> ${badCode}`]])
  })

  it('is each bundle of a folder, sorted, and nothing inside a bundle or behind a link', () => {
    const cwd = files({
      'all/z/config.json': bad,
      'all/a/deep/config.json': bad,
      'all/a/deep/rootfs/config.json': bad,
      'all/a/other.json': bad,
      'away/config.json': bad,
    })
    symlinkSync(join(cwd, 'away'), join(cwd, 'all/link'))
    symlinkSync('..', join(cwd, 'all/loop'))
    const { stdout, stderr } = gantry(['validate', '-f', 'jsonl', 'all', 'all/z/config.json'], { cwd })
    expect([findings(stdout), stderr]).toEqual([
      [`all/a/deep/config.json ${badCode}`, `all/z/config.json ${badCode}`],
      '',
    ])
  })

  it('is container.json for --input libcontainer', () => {
    const cwd = files({ 'all/a/container.json': '[]', 'all/b/config.json': '[]' })
    const { stdout } = gantry(['validate', '-f', 'jsonl', '--input', 'libcontainer', 'all'], { cwd })
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ file: 'all/a/container.json' })
    expect(stdout).not.toContain('config.json"')
  })

  it('is a config behind a link only if that is named', () => {
    const cwd = files({ 'all/a/x': '', 'all/b/config.json': bad, 'away/config.json': bad })
    symlinkSync('../../away/config.json', join(cwd, 'all/a/config.json'))
    const walked = gantry(['validate', '-f', 'jsonl', 'all'], { cwd })
    expect([walked.status, findings(walked.stdout), walked.stderr]).toEqual([
      3,
      [`all/b/config.json ${badCode}`],
      'gantry validate: all/a/config.json: a symbolic link is checked only if it is named\n',
    ])
    for (const named of ['all/a/config.json', 'all/a']) {
      const { status, stdout } = gantry(['validate', '-f', 'jsonl', named], { cwd })
      expect([status, findings(stdout)]).toEqual([1, [`all/a/config.json ${badCode}`]])
    }
  })

  it('is all that can be read, and what cannot is said', () => {
    const cwd = files({ 'all/a/config.json': bad, 'all/b/config.json/x': '', 'all/c/x': '' })
    spawnSync('mkfifo', [join(cwd, 'all/c/config.json')])
    const { status, stdout, stderr } = gantry(['validate', '-f', 'jsonl', 'all', 'gone'], { cwd })
    expect([status, findings(stdout)]).toEqual([3, [`all/a/config.json ${badCode}`]])
    expect(stderr.split('\n')).toEqual([
      'gantry validate: all/c/config.json: not a regular file',
      "gantry validate: ENOENT: no such file or directory, stat 'gone'",
      '',
    ])
  })

  it('is something: a folder without bundles is an error', () => {
    const { status, stderr } = gantry(['validate', 'empty'], { cwd: files({ 'empty/x': '' }) })
    expect([status, stderr]).toEqual([3, 'gantry validate: no config.json in empty or below it\n'])
  })

  it('ends where the core would refuse the size', () => {
    const { status, stdout } = gantry(['validate', '-f', 'jsonl', '/dev/zero'])
    expect([status, findings(stdout)]).toEqual([1, ['/dev/zero GTY-JSON-011']])
  })
})

describe('a pair of 2015', () => {
  const config = JSON.stringify({
    version: '0.1.0',
    platform: { os: 'linux', arch: 'amd64' },
    process: { terminal: false, user: { uid: 0, gid: 0 }, args: ['sh'], env: [], cwd: 'tmp' },
    root: { path: 'rootfs' },
    hostname: '',
    mounts: [],
  })
  const runtime = '{\n  "linux": { "namespaces": 1 }\n}'
  const place = () => files({ 'old/config.json': config, 'old/runtime.json': runtime })

  it('is one input, and what is found keeps the name of its file', () => {
    const cwd = place()
    const run = (...args: string[]) => gantry(['validate', ...args], { cwd })
    const { status, stdout } = run('-f', 'jsonl', 'old')
    expect(status).toBe(1)
    expect(findings(stdout)).toEqual(
      expect.arrayContaining(['old/config.json GTY-PROCESS-003', 'old/runtime.json GTY-TYPE-001']),
    )
    for (const named of [['.'], ['old/config.json'], ['old/config.json', 'old/runtime.json']]) {
      expect(run('-f', 'jsonl', ...named).stdout).toBe(stdout)
    }
    const text = run('old').stdout
    expect(text).toContain('old/runtime.json:2:28: error GTY-TYPE-001')
    expect(text).toContain('    2 |   "linux": { "namespaces": 1 }\n      |                            ^\n')
    expect(text).toMatch(/ in 1 config\n$/)
  })

  it('needs both to be readable', () => {
    const cwd = files({ 'config.json': config, 'runtime.json/x': '' })
    expect(gantry(['validate'], { cwd })).toMatchObject({ status: 3, stderr: expect.stringContaining('EISDIR') })
  })

  it('is none with a config of today', () => {
    const cwd = files({ 'config.json': good, 'runtime.json': runtime })
    expect(gantry(['validate'], { cwd })).toMatchObject({ status: 0, stdout: '0 errors, 0 warnings in 1 config\n' })
  })
})

describe('the report', () => {
  it.each(['text', 'json', 'jsonl', 'sarif', 'github', 'junit'] as const)('%s is what the library makes', (as) => {
    const { stdout, stderr } = gantry(['validate', '--format', as], { cwd: files({ 'config.json': bad }) })
    expect([stdout, stderr]).toEqual([format(validate(bad), as, { source: bad }), ''])
  })

  it('goes to a file', () => {
    const cwd = files({ 'config.json': bad })
    expect(gantry(['validate', '-o', 'report', '-f', 'sarif'], { cwd })).toMatchObject({
      status: 1,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(join(cwd, 'report'), 'utf8')).toBe(format(validate(bad), 'sarif'))
  })

  it('shows what counts when quiet', () => {
    const cwd = files({ 'bad.json': bad, 'warned.json': warned })
    const run = (...args: string[]) => gantry(['validate', '-q', '-f', 'jsonl', ...args, '.'], { cwd }).stdout
    writeFileSync(join(cwd, 'config.json'), warned.replace('"cwd":"/"', '"cwd":"tmp"'))
    expect(findings(run())).toEqual([`config.json ${badCode}`])
    expect(findings(run('--strict'))).toEqual([`config.json ${warnedCode}`, `config.json ${badCode}`])
    expect(gantry(['validate', '-q', 'warned.json'], { cwd })).toMatchObject({ status: 0, stdout: '' })
  })
})

describe('several jobs', () => {
  it('give the report of one', () => {
    const names = Array.from({ length: 200 }, (_, i) => `${i}/config.json`)
    const cwd = files(Object.fromEntries(names.map((name, i) => [name, [good, bad, warned][i % 3] as string])))
    mkdirSync(join(cwd, 'x/config.json'), { recursive: true })
    for (const format of ['text', 'sarif']) {
      const one = gantry(['validate', '--jobs', '1', '--format', format, '.', 'x/config.json/gone'], { cwd })
      expect(one).toMatchObject({ status: 3, stderr: expect.stringContaining('x/config.json/gone') })
      expect(one.stdout.length).toBeGreaterThan(10_000)
      expect(gantry(['validate', '--jobs', '3', '--format', format, '.', 'x/config.json/gone'], { cwd })).toEqual(one)
    }
  })
})

it('fails with a status of its own where the report cannot be written', () => {
  const script = '"$@" > /dev/full; echo "status $?"'
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', process.execPath, built.command, 'validate', '-'], {
    encoding: 'utf8',
    input: good,
  })
  expect([stdout, stderr]).toEqual(['status 3\n', expect.stringContaining('ENOSPC')])
})

describe('the rules', () => {
  it('are listed, one a line', () => {
    const { status, stdout, stderr } = gantry(['validate', '--list-rules'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').length).toBe(rules().length + 1)
    expect(stdout).toMatch(/^GTY-PROCESS-003 +error +process\.cwd is absolute$/m)
  })

  it('are listed as JSON', () => {
    expect(JSON.parse(gantry(['validate', '--list-rules', '--format', 'json']).stdout)).toEqual(rules())
  })

  it('are explained', () => {
    const { status, stdout } = gantry(['validate', '--explain', 'GTY-MOUNT-001'])
    expect([status, stdout.split('\n')]).toEqual([
      0,
      [
        "GTY-MOUNT-001  warning  a mount's destination is absolute",
        'warning: accepted, but it means something else than it seems, or the specification forbids it',
        'config.md#mounts: https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#mounts',
        '',
      ],
    ])
  })

  it('are explained as JSON', () => {
    const { stdout } = gantry(['validate', '--explain', 'GTY-JSON-001', '--format', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({ code: 'GTY-JSON-001', url: 'https://www.rfc-editor.org/rfc/rfc8259' })
  })
})

it('says what a machine lacks only if it is asked', () => {
  const config = testConfig(['true'])
  config.linux.resources = { memory: { swap: 1e6 } }
  const cwd = files({ 'config.json': JSON.stringify(config), 'facts.json': JSON.stringify(defaultFacts) })
  expect(gantry(['validate'], { cwd }).status).toBe(0)
  const { status, stdout } = gantry(['validate', '--host', 'facts.json', '-f', 'jsonl'], { cwd })
  expect([status, findings(stdout)]).toEqual([1, ['config.json GTY-CGROUP-001']])
})

it('loads neither native code nor the code of containers', () => {
  const cwd = files({
    'config.json': bad,
    'spy.cjs': `process.on('exit', () => require('fs').writeFileSync('loaded', JSON.stringify(Object.keys(require.cache))))`,
  })
  spawnSync(process.execPath, ['--require', './spy.cjs', built.command, 'validate'], { cwd })
  const loaded = JSON.parse(readFileSync(join(cwd, 'loaded'), 'utf8')) as string[]
  const names = loaded.filter((path) => path.startsWith(built.root)).map((path) => path.slice(built.root.length))
  expect(names.sort()).toEqual(['dist/cli.cjs', 'dist/cli/core.cjs', 'dist/cli/validate.cjs'])
  const text = names.map((name) => readFileSync(join(built.root, name), 'utf8')).join()
  expect(text).not.toMatch(/process\.dlopen|\.node\b['"]/)
})
