// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// `run` in the foreground: its streams, signals and exit status are those of the container.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import {
  gantry,
  gantryAsync,
  gantryBytes,
  type Output,
  type RunOptions,
  runs,
  stateRoot,
  uniqueId,
} from '../helpers/command.js'
import { built } from '../helpers/paths.js'

function run(
  args: string[],
  change?: (config: Bundle['config']) => void,
  options?: RunOptions,
): Output & { root: string } {
  const { root, gantry } = stateRoot()
  const { path } = bundle(folder(), args, change)
  return { root, ...gantry(['run', '-b', path, uniqueId('run')], options) }
}

describe('the exit status', () => {
  it.each([0, 1, 3, 126, 127, 255])('%d comes back', (status) => {
    expect(run(['exit', `${status}`])).toMatchObject({ status, stdout: '', stderr: '' })
  })

  it('is 128 and the number of the signal', () => {
    expect(run(['fault'])).toMatchObject({ status: 128 + constants.signals.SIGSEGV, stdout: '', stderr: '' })
  })
})

describe('the streams', () => {
  it('are the caller’s own', () => {
    expect(run(['echo', 'out', ';', 'err', 'err'])).toMatchObject({ status: 0, stdout: 'out\n', stderr: 'err\n' })
  })

  it('carry every byte, both ways', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['cat'])
    const input = Buffer.alloc(1 << 20, Buffer.from(Array.from({ length: 256 }, (_, i) => i)))
    const { status, stdout } = gantryBytes(['--root', root, 'run', '-b', path, uniqueId('bytes')], { input })
    expect(status).toBe(0)
    expect(stdout.equals(input)).toBe(true)
  })

  it('are handed over, not copied', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['fds'])
    const file = join(folder(), 'out')
    const out = openSync(file, 'w')
    const args = [built.command, '--root', root, 'run', '-b', path, uniqueId('fds')]
    const { status } = spawnSync(process.execPath, args, { stdio: [out, out, out] })
    closeSync(out)
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(status).toBe(0)
    expect(lines).toEqual([0, 1, 2].map((fd) => `${fd} ${file}`))
  })

  it('may be closed by the reader', async () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['bytes', '10000000'])
    const child = gantryAsync(['--root', root, 'run', '-b', path, uniqueId('pipe')])
    child.stdout?.destroy()
    let said = ''
    child.stderr?.on('data', (data) => {
      said += data
    })
    const [status] = await once(child, 'close')
    // The first process of a pid namespace takes no SIGPIPE from itself: it sees the error.
    expect(status).toBe(1)
    expect(said).toBe('bytes stdout: EPIPE\n')
  })
})

describe('what is only worth a remark', () => {
  const remarkable = (config: Bundle['config']) => {
    config.process.env = ['A=1', 'A=2', 'PATH=/bin']
    config.linux.devices = [{ path: '/dev/ptmx', type: 'c', major: 5, minor: 2 }]
    // What is not permitted cannot be ambient: the step is skipped.
    config.process.capabilities = { ambient: ['CAP_KILL'] }
  }
  const remarks = [
    'environment variable "A" is set again: the last one counts',
    'the device at /dev/ptmx is not made: it is always a link to pts/ptmx',
    'raise ambient capability',
  ]

  it('is not in the streams of the program', () => {
    expect(run(['env', 'A'], remarkable)).toMatchObject({ status: 0, stdout: '2\n', stderr: '' })
  })

  it('is in the log that --debug asks for', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['true'], remarkable)
    const { status, stderr } = gantry(['--root', root, '--debug', 'run', '-b', path, uniqueId('remarks')])
    expect(status).toBe(0)
    for (const remark of remarks) expect(stderr).toContain(JSON.stringify(remark).slice(1, -1))
    expect(stderr).not.toMatch(/level=(?!debug)/)
  })
})

describe('afterwards', () => {
  it('nothing is left', () => {
    expect(readdirSync(run(['true']).root)).toEqual([])
  })

  it('--keep leaves the container', () => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['exit', '5'])
    const id = uniqueId('keep')
    expect(gantry(['run', '--keep', '-b', path, id]).status).toBe(5)
    expect(JSON.parse(gantry(['state', id]).stdout)).toMatchObject({ status: 'stopped', pid: 0 })
    expect(gantry(['delete', id])).toMatchObject({ status: 0, stderr: '' })
  })

  it('background processes are gone', () => {
    const { stdout, root } = run(['background', 'sleep', '1000', ';', 'echo', 'done'], (config) => {
      config.linux.namespaces = (config.linux.namespaces ?? []).filter(({ type }) => type !== 'pid')
    })
    const pid = /background (\d+)/.exec(stdout)?.[1]
    expect(runs(Number(pid))).toBe(false)
    expect(readdirSync(root)).toEqual([])
  })
})

describe('signals', () => {
  it('reach the container’s process', async () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['signals'])
    const child = gantryAsync(['--root', root, 'run', '-b', path, uniqueId('signals')])
    onTestFinished(() => void child.kill('SIGKILL'))
    let seen = ''
    const until = async (text: string) => {
      while (!seen.includes(text)) seen += (await once(child.stdout!, 'data')).toString()
    }
    await until('ready\n')
    const sent = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGCONT', 'SIGTERM'] as const
    for (const name of sent) {
      child.kill(name)
      await until(`signal ${constants.signals[name]}\n`)
    }
    const [status] = await once(child, 'exit')
    expect(status).toBe(0)
    expect(seen).toBe(`ready\n${sent.map((name) => `signal ${constants.signals[name]}\n`).join('')}`)
  })
})

describe('--debug', () => {
  it('logs the steps in the words of runc', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['true'])
    const log = join(folder(), 'log')
    const args = ['--root', root, '--debug', '--log', log, '--log-format', 'json', 'run', '-b', path, uniqueId('debug')]
    expect(gantry(args)).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const lines = readFileSync(log, 'utf8').trim().split('\n')
    const steps = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'debug')
    expect(steps.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining([
        'nsexec container setup',
        expect.stringContaining('child process in init()'),
        'init: closing the pipe to signal completion',
      ]),
    )
  })
})

describe('the signals of the container', () => {
  it('are as a program expects them: none blocked, none ignored', () => {
    const { stdout } = run(['cat', '/proc/self/status'])
    expect(stdout.match(/^Sig(Blk|Ign):.*$/gm)).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000'])
  })
})

describe('descriptors', () => {
  it('above the standard ones are closed', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['fds'])
    const extra = openSync('/etc/hostname', 'r')
    const args = [built.command, '--root', root, 'run', '-b', path, uniqueId('closed')]
    const { stdout } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', extra], encoding: 'utf8' })
    closeSync(extra)
    expect(stdout.match(/^\d+/gm)).toEqual(['0', '1', '2'])
  })

  it('are handed on with --preserve-fds', () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['readfd', '3', ';', 'readfd', '4', ';', 'fds'])
    const files = ['three\n', 'four\n'].map((text, i) => {
      const name = join(path, `file${i}`)
      writeFileSync(name, text)
      return openSync(name, 'r')
    })
    const args = [built.command, '--root', root, 'run', '-b', path, '--preserve-fds', '2', uniqueId('preserve')]
    const { stdout } = spawnSync(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe', ...files],
      encoding: 'utf8',
    })
    for (const fd of files) closeSync(fd)
    expect(stdout.startsWith('three\nfour\n')).toBe(true)
    expect(stdout.match(/^\d+ /gm)).toEqual(['0 ', '1 ', '2 ', '3 ', '4 '])
  })

  it.each([1, 2, 40])('that the caller did not open are no %d preserved ones', (count) => {
    const { root, gantry } = stateRoot()
    const { path } = bundle(folder(), ['true'])
    const { status, stderr } = gantry(['run', '-b', path, '--preserve-fds', `${count}`, uniqueId('gap')])
    expect([status, stderr]).toEqual([1, expect.stringContaining(`unable to stat preserved-fd 0 (of ${count})`)])
    expect(readdirSync(root)).toEqual([])
  })
})

describe('the process', () => {
  it('is what the config says', () => {
    const { stdout } = run(['ids', ';', 'cwd', ';', 'hostname', ';', 'umask', ';', 'env', 'NAME'], (config) => {
      config.process.user = { uid: 1000, gid: 100, additionalGids: [7, 8], umask: 0o27 }
      config.process.cwd = '/tmp'
      config.process.env = ['NAME=first', 'NAME=value']
    })
    expect(stdout.split('\n')).toEqual([
      'uid 1000 1000 1000',
      'gid 100 100 100',
      'groups 7 8',
      'pid 1',
      'ppid 0',
      '/tmp',
      'test',
      '0027',
      'value',
      '',
    ])
  })
})
