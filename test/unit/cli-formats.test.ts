// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Progress } from '../../src/cli/configs/progress.js'
import { recordText } from '../../src/cli/configs/record.js'
import { Log, rfc3339 } from '../../src/cli/frame/log.js'
import { write } from '../../src/cli/frame/output.js'
import { diagnosticText, errorText } from '../../src/cli/frame/report.js'
import { parseSignal } from '../../src/cli/frame/signals.js'
import { table } from '../../src/cli/life/table.js'
import { ContainerError } from '../../src/errors.js'

function file(): string {
  const path = mkdtempSync(join(tmpdir(), 'gantry-unit-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return join(path, 'log')
}

describe('the log', () => {
  it('writes lines as logrus does', () => {
    const path = file()
    const log = new Log(path, 'text', true, 2)
    log.error('run failed: it said "no"')
    log.debug('short', { pid: 3, name: 'two words' })
    const lines = readFileSync(path, 'utf8').split('\n')
    expect(lines[0]).toMatch(
      /^time="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)" level=error msg="run failed: it said \\"no\\""$/,
    )
    expect(lines[1]).toMatch(/ level=debug msg=short pid=3 name="two words"$/)
  })

  it('writes JSON', () => {
    const path = file()
    new Log(path, 'json', false, 2).error('a "b"')
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')))).toEqual(['level', 'msg', 'time'])
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ level: 'error', msg: 'a "b"' })
  })

  it('appends, and is silent about details unless told', () => {
    const path = file()
    new Log(path, 'text', false, 2).debug('hidden')
    new Log(path, 'text', false, 2).warning('one')
    new Log(path, 'text', false, 2).warning('two')
    expect(readFileSync(path, 'utf8').match(/msg=\w+/g)).toEqual(['msg=one', 'msg=two'])
  })

  it('names seconds of the local time zone', () => {
    const date = new Date('2026-03-04T05:06:07.890Z')
    expect(Date.parse(rfc3339(date))).toBe(Math.floor(date.getTime() / 1000) * 1000)
  })
})

describe('output', () => {
  it('writes all of a large text', () => {
    const path = file()
    const fd = openSync(path, 'w')
    write(fd, 'ä'.repeat(1 << 20))
    closeSync(fd)
    expect(readFileSync(path).length).toBe(2 << 20)
  })
})

describe('progress', () => {
  it('is one line, from the first second on, ten times a second', () => {
    let time = 0
    let screen = ''
    const progress = new Progress(
      (text) => {
        screen += text
      },
      () => time,
    )
    for (time = 0; time < 1200; time += 20) progress.show(() => `at ${time}`)
    expect(screen.split('\r')).toEqual(['', 'at 1000\x1b[K', 'at 1100\x1b[K'])
    screen = ''
    progress.end()
    progress.end()
    expect(screen).toBe('\r\x1b[K')
  })
})

describe('the table', () => {
  it('has columns at least 12 wide, 3 apart', () => {
    const text = table([
      ['ID', 'PID', 'OWNER'],
      ['a-rather-long-name', '1', 'root'],
    ])
    expect(text).toBe(
      ['ID                   PID         OWNER', 'a-rather-long-name   1           root', ''].join('\n'),
    )
  })
})

describe('signals', () => {
  it.each([
    ['TERM', 15],
    ['SIGTERM', 15],
    ['sigkill', 9],
    ['usr1', 10],
    ['0', 0],
    ['9', 9],
    ['64', 64],
  ])('%s is %d', (text, number) => expect(parseSignal(text)).toBe(number))

  it.each(['FOO', '65', '-1', '', '1.5', 'SIG', 'SIGSIGTERM', 'constructor'])('%j is none', (text) =>
    expect(() => parseSignal(text)).toThrow(`unknown signal ${JSON.stringify(text)}`),
  )
})

describe('errors', () => {
  it('have the words of OCI runtimes', () => {
    const words = (error: unknown) => errorText(error)
    expect(words(new ContainerError('ContainerNotExists', 'x'))).toBe('container does not exist')
    expect(words(new ContainerError('IdInUse', 'x'))).toBe('container with given ID already exists')
    expect(words(new ContainerError('InvalidIdFormat', 'x'))).toBe('invalid container ID format')
    const cgroup = (operation: string) => new ContainerError('SystemError', 'x', { operation, path: '/cgroup' })
    expect(words(cgroup('take over existing cgroup'))).toBe("container's cgroup is not empty: /cgroup")
    expect(words(cgroup('take over frozen cgroup'))).toBe("container's cgroup unexpectedly frozen: /cgroup")
    expect(words(new Error('as it is'))).toBe('as it is')
  })

  it('say that the init failed', () => {
    const error = new ContainerError('SystemError', 'step 3 of 9: mount proc at /proc: fsopen: EPERM', {
      step: 3,
      steps: 9,
      operation: 'mount',
    })
    expect(errorText(error)).toBe(
      'unable to start container process: error during container init: step 3 of 9: mount proc at /proc: fsopen: EPERM',
    )
  })

  it.each([
    ['ENOENT', 'nosuch', 'exec: "nosuch": executable file not found in $PATH'],
    ['ENOENT', '/nosuch', 'exec: "/nosuch": stat /nosuch: no such file or directory'],
    ['EACCES', '/etc/passwd', 'exec: "/etc/passwd": permission denied'],
    ['EISDIR', '/etc', 'exec: "/etc": is a directory'],
  ])('name a program that cannot be run: %s %s', (errnoName, program, text) => {
    const error = new ContainerError('SystemError', 'x', {
      step: 70,
      operation: 'find executable',
      errnoName,
      path: program,
    })
    expect(errorText(error)).toBe(`unable to start container process: error during container init: ${text}`)
  })

  it('show where a config is wrong', () => {
    const text = diagnosticText({
      code: 'GTY-SPEC-0001',
      severity: 'error',
      message: 'not a string',
      help: 'write "x"',
      section: 'config.md',
      pointer: '/process/cwd',
      line: 3,
      column: 7,
      endLine: 3,
      endColumn: 9,
      offset: 20,
      end: 22,
    })
    expect(text).toBe('config.json:3:7: error GTY-SPEC-0001: not a string (at /process/cwd)\n  help: write "x"\n')
  })
})

describe('the record of a plan', () => {
  it('is a line for each thing that is done around the init', () => {
    const none = {
      prestart: [],
      createRuntime: [],
      createContainer: [],
      startContainer: [],
      poststart: [],
      poststop: [],
    }
    const text = recordText({
      ociVersion: '1.3.0',
      rootfs: '/b/rootfs',
      steps: 3,
      cloneFlags: 0,
      twoProcesses: true,
      requests: 2,
      idMaps: { uid: '0 1000 1\n', gid: '0 1000 1\n', denySetgroups: true },
      cgroup: {
        path: '/c',
        steps: [
          { op: 'mkdir', path: '/sys/fs/cgroup/c', owned: true },
          { op: 'write', path: '/sys/fs/cgroup/c/pids.max', value: '7', skip: ['EPERM'] },
        ],
        joins: [{ path: '/sys/fs/cgroup/c', by: 'clone' }],
      },
      rlimits: [{ resource: 7, name: 'RLIMIT_NOFILE', soft: '1024', hard: '2048' }],
      limitsAtLaunch: false,
      hooks: { ...none, prestart: [{ path: '/bin/x', args: ['x', 'a b'], timeout: 3 }] },
      terminal: true,
      network: {
        devices: [
          { host: 'eth8', name: 'eth8' },
          { host: 'eth9', name: 'eth0' },
        ],
        interfaces: [
          { type: 'loopback', name: 'lo', hostInterfaceName: '' },
          { type: 'veth', name: 'eth1', hostInterfaceName: 'veth1', bridge: 'br0', mtu: 1400, hairpinMode: true },
        ],
        routes: [{ gateway: '10.0.0.1' }, { destination: '10.1.0.0/16', interfaceName: 'eth0' }],
      },
      annotations: {},
      namespaces: [],
    })
    expect(text.split('\n')).toEqual([
      'rootfs /b/rootfs',
      'processes 2',
      'setgroups deny',
      'uid map 0 1000 1',
      'gid map 0 1000 1',
      'cgroup /c',
      '  mkdir /sys/fs/cgroup/c owned',
      '  write /sys/fs/cgroup/c/pids.max "7" (skipped on EPERM)',
      '  join /sys/fs/cgroup/c by clone',
      'rlimit RLIMIT_NOFILE soft=1024 hard=2048',
      'network loopback lo',
      'network veth eth1 hostInterfaceName=veth1 bridge=br0 mtu=1400 hairpinMode=true',
      'network device eth8',
      'network device eth9 as eth0',
      'route default gateway=10.0.0.1',
      'route 10.1.0.0/16 interfaceName=eth0',
      'hook prestart #0 /bin/x ["x","a b"] timeout=3s',
      'terminal',
      '',
    ])
  })
})
