// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The built command, as far as it needs no container.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { folder, testConfig } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

const verbNames =
  'checkpoint create delete events exec kill list pause ps restore resume run spec start state update features'

describe('help', () => {
  it.each([[['-h']], [['--help']], [['help']], [[]]])('%j shows what there is', (args) => {
    const { status, stdout, stderr } = gantry(args)
    const [first, second] = stdout.split('\n')
    expect([status, first, second, stderr]).toEqual([0, 'NAME:', '   gantry - Open Container Initiative runtime', ''])
    for (const name of verbNames.split(' ')) expect(stdout).toMatch(new RegExp(`^ {3}${name} `, 'm'))
  })

  it.each(verbNames.split(' ').flatMap((name) => [[name, '-h'] as const, [name, '--help'] as const]))(
    '%s %s',
    (name, flag) => {
      const { status, stdout } = gantry([name, flag])
      expect([status, ...stdout.split('\n').slice(0, 2)]).toEqual([
        0,
        'NAME:',
        expect.stringContaining(`gantry ${name}`),
      ])
    },
  )

  it('has no topic for what there is not', () => {
    expect(gantry(['foo', '-h'])).toMatchObject({ status: 3, stdout: '', stderr: "No help topic for 'foo'\n" })
  })

  it('calls itself by the name that it was called by', () => {
    const link = join(folder(), 'runc')
    symlinkSync(built.command, link)
    const run = (...args: string[]) => spawnSync(process.execPath, [link, ...args], { encoding: 'utf8' })
    expect(run('-h').stdout).toContain('runc - Open Container Initiative runtime')
    expect(run('-v').stdout).toMatch(/^runc version \d+\.\d+\.\d+\ncommit: \S+\nspec: 1\.3\.0\n/)
    expect(run('run', 'x').stderr).toContain('msg="runc run failed: JSON specification file config.json not found"')
  })
})

describe('version', () => {
  it.each(['-v', '--version'])('%s', (flag) => {
    const { version } = JSON.parse(readFileSync(join(built.root, 'package.json'), 'utf8'))
    const lines = gantry([flag]).stdout.split('\n')
    expect(lines).toEqual([
      `gantry version ${version}`,
      expect.stringMatching(/^commit: \S+$/),
      'spec: 1.3.0',
      `node: ${process.version}`,
      '',
    ])
  })
})

describe('bad usage', () => {
  it.each([
    [['run'], '"run" requires exactly 1 argument(s)'],
    [['run', 'a', 'b'], '"run" requires exactly 1 argument(s)'],
    [['kill'], '"kill" requires a minimum of 1 argument(s)'],
    [['kill', 'a', 'b', 'c'], '"kill" requires a maximum of 2 argument(s)'],
    [['list', 'a'], '"list" requires exactly 0 argument(s)'],
    [['state', '--nope', 'a'], 'unknown option --nope'],
    [['run', '--detatch', 'a'], 'unknown option --detatch: did you mean --detach?'],
    [['run', '--pidfd-socket', 'x', 'a'], '--pidfd-socket: not built'],
    [['spec', '--rootless'], '--rootless: rootless containers are not built'],
  ])('%j', (args, message) => {
    const { status, stdout, stderr } = gantry(args)
    expect([status, stdout]).toEqual([1, ''])
    const [line = '', ...more] = stderr.split('\n')
    expect(JSON.parse(`"${/ level=error msg="(.*)"$/.exec(line)?.[1]}"`)).toContain(message)
    expect(more).toEqual([`  help: gantry ${args[0]} --help`, ''])
  })

  it.each([
    [125, ['sandbox'], 'requires a minimum of 1 argument(s)'],
    [125, ['sandbox', '--memmory', '1G', '--', 'true'], 'unknown option --memmory: did you mean --memory?'],
    [2, ['plan', '--fromat', 'hex'], 'unknown option --fromat: did you mean --format?'],
    [2, ['plan', '-f', 'yaml'], 'unknown format yaml: text, json, hex'],
    [2, ['plan', '--diff', ''], '--diff is empty'],
    [2, ['prune', 'a'], 'requires exactly 0 argument(s)'],
    [2, ['validate', '-x'], 'unknown option -x'],
  ])('%d, for a verb that is not of runc: %j', (expected, args, message) => {
    const { status, stdout, stderr } = gantry(args)
    expect([status, stdout]).toEqual([expected, ''])
    expect(stderr).toContain(message)
    expect(stderr).toMatch(new RegExp(`\\n {2}help: gantry ${args[0]} --help\\n$`))
  })

  it.each([
    [125, ['--root', '/', 'sandbox', 'true']],
    [125, ['--nope', 'sandbox', 'true']],
    [2, ['--log-format', 'xml', 'validate']],
  ])('%d, before such a verb: %j', (expected, args) => {
    expect(gantry(args)).toMatchObject({ status: expected, stdout: '' })
  })

  it('names the verb that was probably meant', () => {
    const verb = (name: string) => gantry([name, 'x'])
    const words = "No help topic for 'strat': did you mean start?\n"
    expect(verb('strat')).toMatchObject({ status: 3, stdout: '', stderr: words })
    expect(verb('excec').stderr).toContain('did you mean exec?')
    expect(verb('xy').stderr).toBe("No help topic for 'xy'\n")
  })

  it.each([
    [['--nope', 'list'], 'unknown option --nope'],
    [['--systemd-cgroup', 'list'], 'systemd cgroups are not built'],
    [['--rootless', 'true', 'list'], 'rootless containers are not built'],
    [['--root', '/', 'list'], 'Option --root argument should not be set to /'],
    [['--root', '', 'list'], 'Option --root argument should not be set to /'],
    [['--log-format', 'xml', 'list'], 'invalid log-format: xml'],
    [['--log', '/nonexistent/x', 'list'], '/nonexistent/x'],
    [['exec', 'a', 'sh'], 'exec is not built yet'],
    [['features', '.'], 'a config is looked at with --facts only'],
    [['list', '-f', 'yaml'], 'invalid format option'],
  ])('%j', (args, message) => {
    const { status, stdout, stderr } = gantry(args)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
  })
})

describe('a reader who has gone', () => {
  // The one reader of the pipe is whoever opens it for both; then only a writer is left.
  const gone = 'mkfifo pipe; exec 3<>pipe 4>pipe 3>&-; '
  const shell = (script: string, args: readonly string[]) =>
    spawnSync('sh', ['-c', gone + script, 'sh', process.execPath, built.command, ...args], {
      cwd: folder(),
      encoding: 'utf8',
      input: '{}',
    })

  it.each([
    [['validate', '--list-rules'], 0],
    [['-h'], 0],
    [['validate', '-'], 1],
    [['validate', '--jobs'], 2],
    [['run'], 1],
  ])('is told nothing, and the status stays: %j', (args, status) => {
    expect(shell('"$@" >&4 2>&4; echo "status $?"', args).stdout).toBe(`status ${status}\n`)
    expect(shell('"$@" >&4; echo "status $?"', args).stderr).not.toContain('EPIPE')
  })
})

describe('the log', () => {
  it('goes to a file, and the message to the standard error', () => {
    const path = join(folder(), 'log')
    const { status, stderr } = gantry(['--log', path, '--log-format', 'json', 'run', '-b', '/nonexistent', 'x'])
    const message = 'gantry run failed: chdir /nonexistent: no such file or directory'
    expect([status, stderr]).toEqual([1, `${message}\n`])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 'error', msg: message })
  })

  it.each<[string[], string[], string]>([
    [['--nope'], ['list'], 'unknown option --nope'],
    [['--nope', 'value'], ['list'], 'unknown option --nope'],
    [['--systemd-cgroup'], ['list'], '--systemd-cgroup: systemd cgroups are not built'],
    [['--debug=7'], ['list'], 'option --debug takes no value but true or false, not "7"'],
    [['--rootless', 'true'], ['list'], '--rootless true: rootless containers are not built'],
    [['--root', '/'], ['list'], 'Option --root argument should not be set to /'],
    [[], ['list', '--nope'], 'unknown option --nope'],
    [[], ['run'], 'gantry: "run" requires exactly 1 argument(s)'],
    [[], ['validate', '--jobs', 'x'], 'gantry validate: '],
    [[], ['exec', 'a'], 'exec is not built yet'],
    [[], ['foo'], "No help topic for 'foo'"],
    [[], ['foo', '-h'], "No help topic for 'foo'"],
    [[], ['help', 'foo'], "No help topic for 'foo'"],
  ])('has what is refused: %j, %j', (globals, verb, message) => {
    const path = join(folder(), 'log')
    const log = ['--log', path, '--log-format', 'json']
    for (const line of [
      [...log, ...globals, ...verb],
      ...(globals.length > 0 ? [[...globals, ...log, ...verb]] : []),
    ]) {
      const { status, stderr } = gantry(line)
      expect(status, line.join(' ')).toBeGreaterThan(0)
      expect(stderr).toContain(message)
      const entry = JSON.parse(readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '')
      expect(entry, line.join(' ')).toMatchObject({ level: 'error', msg: expect.stringContaining(message) })
      rmSync(path)
    }
  })

  it('has a wrong format of its own as text', () => {
    const path = join(folder(), 'log')
    expect(gantry(['--log-format=xml', '--log', path, 'list'])).toMatchObject({
      status: 1,
      stderr: 'invalid log-format: xml\n',
    })
    expect(readFileSync(path, 'utf8')).toMatch(/^time=\S+ level=error msg="invalid log-format: xml"\n$/)
  })

  it('that cannot be opened is told of on the standard error, in the format that was asked for', () => {
    const { status, stderr } = gantry(['--log', '/nonexistent/x', '--log-format', 'json', '--nope', 'list'])
    expect([status, JSON.parse(stderr)]).toEqual([1, expect.objectContaining({ level: 'error' })])
    expect(JSON.parse(stderr).msg).toContain('/nonexistent/x')
  })

  it('is JSON on the standard error, and nothing else', () => {
    const { stderr } = gantry(['--log-format=json', 'state', '..'])
    expect(JSON.parse(stderr)).toMatchObject({ level: 'error', msg: 'invalid container ID format' })
  })
})

describe('spec', () => {
  it('writes what runc writes', () => {
    const path = folder()
    expect(gantry(['spec', '-b', path])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const config = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'))
    const caps = ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE']
    expect(config).toMatchObject({
      process: {
        terminal: true,
        user: { uid: 0, gid: 0 },
        args: ['sh'],
        env: [expect.stringMatching(/^PATH=/), 'TERM=xterm'],
        cwd: '/',
        noNewPrivileges: true,
        capabilities: { bounding: caps, effective: caps, permitted: caps },
        rlimits: [{ type: 'RLIMIT_NOFILE', hard: 1024, soft: 1024 }],
      },
      root: { path: 'rootfs', readonly: true },
      linux: { resources: { devices: [{ allow: false, access: 'rwm' }] } },
    })
    expect(config.mounts.map((mount: { destination: string }) => mount.destination)).toEqual([
      '/proc',
      '/dev',
      '/dev/pts',
      '/dev/shm',
      '/dev/mqueue',
      '/sys',
      '/sys/fs/cgroup',
    ])
    expect(config.linux.namespaces.map((one: { type: string }) => one.type).slice(0, 5)).toEqual([
      'pid',
      'network',
      'ipc',
      'uts',
      'mount',
    ])
    expect([config.linux.maskedPaths.length, config.linux.readonlyPaths.length]).toEqual([10, 5])
  })

  it('overwrites nothing', () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'config.json'), 'mine')
    const { status, stderr } = gantry(['spec'], { cwd })
    expect([status, stderr]).toEqual([1, expect.stringContaining('msg="File config.json exists. Remove it first"')])
    expect(readFileSync(join(cwd, 'config.json'), 'utf8')).toBe('mine')
  })
})

describe('plan', () => {
  const bundle = (config: unknown = testConfig(['true'])): string => {
    const path = folder()
    writeFileSync(join(path, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
    return path
  }

  it('shows the record and the operations', () => {
    const path = bundle()
    const { status, stdout, stderr } = gantry(['plan', '-b', path, 'ctr'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`rootfs ${path}/rootfs\n`)
    expect(stdout).toContain('rlimit RLIMIT_NOFILE soft=1024 hard=1024\n')
    expect(stdout).toContain('pivot root')
    expect(readdirSync(path)).toEqual(['config.json'])
  })

  it('is the same in JSON and in hexadecimal', () => {
    const path = bundle()
    const json = JSON.parse(gantry(['plan', '-b', path, '--format', 'json']).stdout)
    expect(json.message.operations.length).toBe(json.record.steps)
    expect(json.message.operations.at(-1).operation).toBe('execute')
    const hex = gantry(['plan', '-b', path, '-f', 'hex']).stdout
    const bytes = Buffer.from(hex.replace(/^\w+: /gm, '').replace(/\s/g, ''), 'hex')
    expect(bytes.readUInt32LE(0)).toBe(bytes.length)
    expect(bytes.readUInt16LE(4)).toBe(62000)
  })

  it('plans for another machine', () => {
    const path = bundle()
    writeFileSync(join(path, 'host.json'), JSON.stringify(defaultFacts))
    const { stdout } = gantry(['plan', '-b', path, '-f', 'json', '--host', join(path, 'host.json')])
    expect(JSON.parse(stdout).record.cgroup.joins).toEqual([
      { path: expect.stringContaining('/sys/fs/cgroup/'), by: 'clone' },
    ])
  })

  it('shows all that is wrong, with positions', () => {
    const config = testConfig(['true'])
    config.process.cwd = 'relative'
    config.process.args = []
    const { status, stdout, stderr } = gantry(['plan', '-b', bundle(config)])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^gantry plan failed: .*invalid configuration/)
    expect(stderr.match(/^config\.json:\d+:\d+: error GTY-[A-Z]+-\d+: /gm)?.length).toBe(2)
    expect(stderr).toContain('(at /process/cwd)')
  })

  it.each([
    ['not JSON', '{"process": nope}', /config\.json:1:\d+: error/],
    ['empty', '', /config\.json:1:1: error/],
    ['cut short', '{"process": {', /config\.json:1:\d+: error/],
  ])('refuses a config that is %s', (_, text, message) => {
    const { status, stderr } = gantry(['plan', '-b', bundle(text)])
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)])
  })

  it('loads no native code', () => {
    const path = bundle()
    const hook = join(path, 'no-addon.cjs')
    writeFileSync(hook, 'process.dlopen = () => { throw new Error("native code was loaded") }')
    const args = ['--require', hook, built.command, 'plan', '-b', path]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })

  it('needs a config', () => {
    const path = folder()
    expect(gantry(['plan', '-b', path]).stderr).toContain('JSON specification file config.json not found')
    expect(existsSync(join(path, 'config.json'))).toBe(false)
  })
})
