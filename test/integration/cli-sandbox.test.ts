// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// `gantry sandbox` as a person uses it.
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folder } from '../helpers/bundle.js'
import { gantryAsync, type RunOptions, stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

/** Runs the test program in a sandbox. */
function sandbox(options: string[], args: string[], run?: RunOptions) {
  const { gantry } = stateRoot()
  return gantry(
    ['sandbox', '--bind', `${built.program}:/tmp/program:ro`, ...options, '--', '/tmp/program', ...args],
    run,
  )
}

describe('a sandbox', () => {
  it('runs a program of this machine, isolated', () => {
    const { status, stdout, stderr } = sandbox([], ['ids', ';', 'hostname', ';', 'links', ';', 'caps', ';', 'cwd'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('pid 2\n')
    expect(stdout).toContain('\nsandbox\nlo up\n')
    for (const set of ['effective', 'permitted', 'inheritable', 'bounding', 'ambient'])
      expect(stdout).toContain(`${set} 0000000000000000\n`)
    expect(stdout).toContain('no_new_privs 1\n/\n')
  })

  it('cannot write to the system, but to its own /tmp', () => {
    expect(sandbox([], ['write', '/usr/gantry-test', 'x'])).toMatchObject({
      status: 1,
      stderr: 'write /usr/gantry-test: EROFS\n',
    })
    expect(sandbox([], ['write', '/tmp/x', 'mine', ';', 'cat', '/tmp/x'])).toMatchObject({ status: 0, stdout: 'mine' })
  })

  it('passes streams and the exit status through', () => {
    expect(sandbox([], ['cat', ';', 'err', 'e', ';', 'exit', '7'], { input: 'in' })).toMatchObject({
      status: 7,
      stdout: 'in',
      stderr: 'e\n',
    })
    expect(sandbox([], ['fault']).status).toBe(139)
  })

  it('sets what is asked for', () => {
    const { gantry } = stateRoot()
    const shared = folder()
    writeFileSync(join(shared, 'in'), 'given')
    const options = ['--env', 'A=1', '-e', 'B=x=y', '--workdir', '/usr', '--hostname', 'box', '--writable', shared]
    const args = ['env', 'A', ';', 'env', 'B', ';', 'cwd', ';', 'hostname', ';', 'cat', join(shared, 'in')]
    const bind = ['--bind', `${built.program}:/tmp/program`]
    const command = ['--', '/tmp/program', ...args, ';', 'write', join(shared, 'out'), 'taken']
    const { stdout } = gantry(['sandbox', ...bind, ...options, ...command])
    expect(stdout).toBe('1\nx=y\n/usr\nbox\ngiven')
    expect(readFileSync(join(shared, 'out'), 'utf8')).toBe('taken')
  })

  it('limits processes', () => {
    expect(sandbox(['--pids', '5'], ['fork', '20']).stdout).toBe('fork EAGAIN\nforked 4\n')
  })

  it('says so when memory runs out', () => {
    const { status, stderr } = sandbox(['--memory', '16M'], ['eat', '64000000'])
    expect([status, stderr]).toEqual([137, expect.stringContaining('it used more than its memory limit of 16M')])
  })

  it('ends after its timeout', () => {
    const { status, stderr } = sandbox(['--timeout', '300ms'], ['sleep', '1000'])
    expect([status, stderr]).toEqual([124, expect.stringContaining('killed after its timeout of 300ms')])
  })

  it('has the network of the host if asked', () => {
    const host = sandbox(['--network', 'host'], ['ns']).stdout
    expect([/^net (.*)$/m.exec(host)?.[1], /^pid (.*)$/m.exec(host)?.[1]]).toEqual([
      readlinkSync('/proc/self/ns/net'),
      expect.not.stringContaining(readlinkSync('/proc/self/ns/pid')),
    ])
  })

  it.each([
    [['nosuch-program'], 127, 'nosuch-program: command not found'],
    [['/nosuch'], 127, '/nosuch: command not found'],
    [['/etc/passwd'], 126, '/etc/passwd: cannot be executed'],
    [['/usr'], 126, '/usr: cannot be executed'],
  ])('that cannot be run: %j exits with %d', (command, status, words) => {
    const { root, gantry } = stateRoot()
    expect(gantry(['sandbox', '--', ...command])).toEqual({
      status,
      signal: null,
      stdout: '',
      stderr: `gantry sandbox: ${words}\n`,
    })
    expect(readdirSync(root).filter((name) => !name.startsWith('@'))).toEqual([])
  })

  it.each([
    [['--memory', 'much'], 'much'],
    [['--cpus', '0'], '--cpus wants a number above 0, not "0"'],
    [['--pids', 'x'], '--pids wants a whole number above 0, not "x"'],
    [['--timeout', '5d'], '--timeout wants a time such as 500ms, 5s, 2m or 1h, not "5d"'],
    [['--bind', '/a'], '/a'],
    [['--bind', '/nonexistent:/b'], '/nonexistent'],
    [['--env', '=x'], '--env wants NAME=VALUE, not "=x"'],
    [['--network', 'wifi'], 'wifi'],
    [['--workdir', 'relative'], '--workdir must be an absolute path, not "relative"'],
    [
      ['--workdir', '/nowhere'],
      'gantry sandbox: --workdir /nowhere: no such file or directory\n  help: the working directory has',
    ],
    [['--hostname', 'x'.repeat(70)], '--hostname: hostname has 70 bytes'],
    [['--memory', '1'], '--memory must be 512K or more, not "1"'],
    [['--bind', '/usr:/usr/bin/env:ro'], '--bind: /usr:/usr/bin/env: /usr is a directory, but /usr/bin/env is a file'],
    [['--print-config', '--timeout', '3'], '--timeout does not go with --print-config'],
  ])('refuses %j', (options, words) => {
    const { gantry } = stateRoot()
    const { status, stdout, stderr } = gantry(['sandbox', ...options, '--', '/bin/true'])
    expect([status, stdout, stderr]).toEqual([125, '', expect.stringContaining(words)])
    expect(stderr).toMatch(/^gantry sandbox: /)
  })

  it.each([
    [['--', 'nosuch-program'], 127, 'nosuch-program: command not found'],
    [['--', '/etc/passwd'], 126, '/etc/passwd: cannot be executed'],
    [['--timeout', '0.1', '--', 'sleep', '1000'], 124, 'sleep: killed after its timeout of 0.1'],
  ])('says in the log too why it failed: %j', (command, status, words) => {
    const { gantry } = stateRoot()
    const log = join(folder(), 'log')
    const run = gantry(['--log', log, 'sandbox', ...command])
    expect([run.status, run.stderr]).toEqual([status, `gantry sandbox: ${words}\n`])
    expect(readFileSync(log, 'utf8')).toMatch(new RegExp(`level=error msg="gantry sandbox: ${words}"`))
  })

  it('shows the config that it makes, which run accepts', () => {
    const { gantry } = stateRoot()
    const path = folder()
    const bind = `${built.program}:/tmp/program`
    const { stdout } = gantry(['sandbox', '--print-config', '--bind', bind, '--', '/tmp/program', 'echo', 'same'])
    writeFileSync(join(path, 'config.json'), stdout)
    expect(gantry(['run', '-b', path, uniqueId('printed')])).toMatchObject({ status: 0, stdout: 'same\n', stderr: '' })
  })

  it('has its root in the state directory, and says so when that is gone', () => {
    const { root, gantry } = stateRoot()
    const path = folder()
    writeFileSync(join(path, 'config.json'), gantry(['sandbox', '--print-config', '--', 'true']).stdout)
    rmSync(join(root, '@sandbox'), { recursive: true })
    const { status, stderr } = gantry(['run', '-b', path, uniqueId('printed')])
    expect([status, stderr]).toEqual([1, expect.stringContaining('print the config again')])
  })

  it('takes a variable from the caller by its name alone', () => {
    expect(sandbox(['--env', 'A'], ['env', 'A'], { env: { A: 'mine' } }).stdout).toBe('mine\n')
  })

  it('takes a time in hours, and in seconds without a unit', () => {
    expect(sandbox(['--timeout', '1h'], ['echo', 'x']).stdout).toBe('x\n')
    expect(sandbox(['--timeout', '0.3'], ['sleep', '1000']).status).toBe(124)
  })

  it('logs what is being done, if asked', () => {
    const { gantry } = stateRoot()
    const { status, stderr } = gantry(['--debug', 'sandbox', '--', 'sh', '-c', 'exit 4'])
    expect(status).toBe(4)
    expect(stderr).toMatch(/level=debug msg="process started" id=sandbox-\w+ pid=\d+ command=sh\n/)
    expect(stderr).toMatch(/level=debug msg="process exited" id=sandbox-\w+ status=4\n/)
  })

  it('is ended by the signals that the command gets', async () => {
    const { root } = stateRoot()
    const bind = `${built.program}:/tmp/program`
    const child = gantryAsync([
      '--root',
      root,
      'sandbox',
      '--bind',
      bind,
      '--',
      '/tmp/program',
      'echo',
      'up',
      ';',
      'sleep',
      '1000',
    ])
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout!, 'data')
    child.kill('SIGINT')
    const [status] = await once(child, 'exit')
    expect(status).toBe(130)
  })
})
