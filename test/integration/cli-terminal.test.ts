// requires: root, linux, command script
// SPDX-License-Identifier: Apache-2.0
// Containers with a terminal: the caller's own, relayed; or one that is handed to a console socket.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { receive } from '../../src/bridge/index.js'
import { Console } from '../../src/container/console.js'
import { bundle, folder } from '../helpers/bundle.js'
import { gantryAsync, stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

/** A person at a terminal of 33 rows and 99 columns who runs the command. */
class Person {
  readonly #child: ChildProcessWithoutNullStreams
  seen = ''

  constructor(args: string[], before = '') {
    const words = [process.execPath, built.command, ...args].map((word) => `'${word}'`).join(' ')
    const shell = `stty rows 33 cols 99; ${before}${words}; echo "status $?"; stty -a | grep -o ' -\\?icanon'`
    this.#child = spawn('script', ['-qefc', shell, '/dev/null'], { env: { ...process.env, SHELL: '/bin/sh' } })
    this.#child.stdout.on('data', (data) => {
      this.seen += data
    })
    onTestFinished(() => void this.#child.kill('SIGKILL'))
  }

  type(text: string): void {
    this.#child.stdin.write(text)
  }

  async until(text: string): Promise<void> {
    while (!this.seen.includes(text)) await once(this.#child.stdout, 'data')
  }

  async end(): Promise<string> {
    await once(this.#child, 'close')
    return this.seen
  }
}

describe('the caller’s terminal', () => {
  it('is the container’s: kind, size, session, owner', async () => {
    const { root } = stateRoot()
    const { path } = bundle(
      folder(),
      ['isatty', ';', 'winsize', ';', 'session', ';', 'readlink', '/proc/self/fd/0'],
      (config) => {
        config.process.terminal = true
      },
    )
    const text = await new Person(['--root', root, 'run', '-b', path, uniqueId('tty')]).end()
    // Each line returns to the left: the container's terminal leaves that to the caller's.
    expect(text).not.toMatch(/(^|[^\r])\n/)
    const lines = text.split('\r\n')
    expect(lines).toEqual([
      '0 tty',
      '1 tty',
      '2 tty',
      'winsize 33 99',
      'session leader',
      'foreground yes',
      '/dev/pts/0',
      'status 0',
      ' icanon',
      '',
    ])
  })

  it('is answered by one of its own in a sandbox', async () => {
    const { root } = stateRoot()
    const look = 'tty; stty size; echo $TERM; exit 5'
    const text = await new Person(['--root', root, 'sandbox', '--', 'sh', '-c', look], 'export TERM=vt220; ').end()
    expect(text.split('\r\n')).toEqual(['/dev/pts/0', '33 99', 'vt220', 'status 5', ' icanon', ''])
  })

  it.each([
    ['Ctrl-C', '\x03', 130],
    ['Ctrl-\\', '\x1c', 131],
  ])('ends a program in a sandbox that does not handle %s', async (_, key, status) => {
    const { root } = stateRoot()
    const person = new Person(['--root', root, 'sandbox', '--', 'sh', '-c', 'echo up; exec sleep 1000'])
    await person.until('up')
    person.type(key)
    expect(await person.end()).toContain(`status ${status}\r\n`)
  })

  it('is the controlling terminal of a program in a sandbox, whose shell has jobs', async () => {
    const { root } = stateRoot()
    const jobs = 'set -m; sleep 1000 & kill -STOP $!; sleep 0.1; jobs; kill -9 $!; exec /tmp/program exit 7'
    const bind = `${built.program}:/tmp/program`
    const script = `/tmp/program session; ${jobs}`
    const person = new Person(['--root', root, 'sandbox', '--bind', bind, '--', 'sh', '-c', script])
    const text = await person.end()
    expect(text).toContain('foreground yes')
    expect(text).toMatch(/Stopped.*sleep 1000/)
    expect(text).toContain('status 7')
  })

  it('carries what is typed, and signals from the keyboard', async () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['line', ';', 'signals'], (config) => {
      config.process.terminal = true
    })
    const person = new Person(['--root', root, 'run', '-b', path, uniqueId('typed')])
    person.type('hello\n')
    await person.until('line hello')
    await person.until('ready')
    person.type('\x03')
    await person.until('signal 2')
    person.type('\x1c')
    await person.until('signal 3')
    const state = gantryAsync(['--root', root, 'list', '-q'])
    const id = (await once(state.stdout!, 'data')).toString().trim()
    await once(gantryAsync(['--root', root, 'kill', id, 'TERM']), 'exit')
    const text = await person.end()
    expect(text).toContain('status 0')
    expect(text).toContain(' icanon')
  })

  it.each([
    ['the process ends', []],
    ['the process ends and leaves another there', ['background', 'sleep', '1000', ';']],
  ])('shows all that was said before %s', async (_, before) => {
    const { root } = stateRoot()
    const { path, rootfs } = bundle(folder(), [...before, 'cat', '/said'], (config) => {
      config.process.terminal = true
      config.linux.namespaces = config.linux.namespaces?.filter(({ type }) => type !== 'pid') ?? []
    })
    const said = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join('')
    writeFileSync(join(rootfs, 'said'), said)
    const text = await new Person(['--root', root, 'run', '-b', path, uniqueId('all')], '</dev/null ').end()
    expect(text).toContain(`${said.replaceAll('\n', '\r\n')}status 0`)
  })

  it('is given back after a failure', async () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), [], (config) => {
      config.process.terminal = true
      config.process.args = ['/nonexistent']
    })
    const text = await new Person(['--root', root, 'run', '-b', path, uniqueId('back')]).end()
    expect(text).toContain('stat /nonexistent: no such file or directory')
    expect(text).toContain('status 1')
    expect(text).toContain(' icanon')
  })

  it('is there with another standard input', async () => {
    const { root } = stateRoot()
    const { path } = bundle(folder(), ['isatty'], (config) => {
      config.process.terminal = true
    })
    const text = await new Person(['--root', root, 'run', '-b', path, uniqueId('null')], '</dev/null ').end()
    expect(text).toContain('0 tty')
    expect(text).toContain('status 0')
  })
})

describe('a console socket', () => {
  it('gets one descriptor: the master of the container’s terminal', async () => {
    const { root, gantry } = stateRoot()
    const { path } = bundle(folder(), ['winsize', ';', 'line', ';', 'sleep', '100'], (config) => {
      config.process.terminal = true
      config.process.consoleSize = { height: 10, width: 110 }
    })
    const socket = join(folder(), 'console')
    const server = createServer({ pauseOnConnect: true }).listen(socket)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const id = uniqueId('socket')
    const child = gantryAsync(['--root', root, 'run', '-d', '-b', path, '--console-socket', socket, id])
    const [connection] = (await once(server, 'connection')) as [Socket]
    const { fd } = (connection as unknown as { _handle: { fd: number } })._handle
    const packet = await receive(fd)
    expect([packet?.data.length && packet.data.length < 4096, packet?.descriptors.length]).toEqual([true, 1])
    expect(await receive(fd)).toBe(undefined)
    connection.destroy()
    const [status] = await once(child, 'exit')
    expect(status).toBe(0)

    const console = new Console(packet?.descriptors[0] ?? -1)
    let seen = ''
    const until = async (text: string) => {
      while (!seen.includes(text)) seen += (await once(console, 'data')).toString()
    }
    console.write('over the socket\n')
    await until('line over the socket')
    // As the kernel made it: with carriage returns, since nobody knows what will read it.
    expect(seen).toContain('winsize 10 110\r\n')
    console.destroy()
    expect(gantry(['delete', '-f', id]).status).toBe(0)
  })

  it('must be there', () => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['true'], (config) => {
      config.process.terminal = true
    })
    const { status, stderr } = gantry([
      'run',
      '-d',
      '-b',
      path,
      '--console-socket',
      '/nonexistent/socket',
      uniqueId('no'),
    ])
    expect([status, stderr]).toEqual([1, expect.stringContaining('/nonexistent/socket')])
    expect(gantry(['list', '-q']).stdout).toBe('')
  })

  it.each([
    [true, ['-d'], 'cannot allocate tty if gantry will detach without setting console socket'],
    [false, ['-d', '--console-socket', '/x'], 'cannot use console socket if gantry will not detach or allocate tty'],
    [true, ['--console-socket', '/x'], 'cannot use console socket if gantry will not detach or allocate tty'],
  ])('fits the terminal: %j %j', (terminal, options, words) => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['true'], (config) => {
      config.process.terminal = terminal
    })
    const { status, stderr } = gantry(['run', ...options, '-b', path, uniqueId('fits')])
    expect([status, stderr]).toEqual([1, expect.stringContaining(words)])
    expect(gantry(['list', '-q']).stdout).toBe('')
  })
})

describe('a sandbox in the background of a terminal', () => {
  it('leaves it alone, and runs', async () => {
    const { root } = stateRoot()
    const script = 'test -t 0 || echo no input; cat; echo end'
    const background = 'set -m; bg() { "$@" & wait $!; }; bg '
    const text = await new Person(['--root', root, 'sandbox', '--', 'sh', '-c', script], background).end()
    expect(text).toContain('no input\r\nend\r\n')
    expect(text).toContain('status 0')
  })
})
