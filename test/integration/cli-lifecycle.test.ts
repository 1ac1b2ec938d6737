// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// Containers from creation to deletion, a command a step.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundle, folder } from '../helpers/bundle.js'
import { runs, stateRoot, uniqueId } from '../helpers/command.js'

describe('create, start, kill, delete', () => {
  it('goes through all states', () => {
    const { root, gantry } = stateRoot()
    const id = uniqueId('life')
    const { path, rootfs } = bundle(folder(), ['sleep', '100'])
    const pidFile = join(folder(), 'pid')
    const state = () => JSON.parse(gantry(['state', id]).stdout)

    expect(gantry(['create', '-b', path, '--pid-file', pidFile, id])).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    })
    const created = state()
    expect(created).toEqual({
      ociVersion: '1.3.0',
      id,
      pid: Number(readFileSync(pidFile, 'utf8')),
      status: 'created',
      bundle: path,
      rootfs,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
      owner: '',
    })
    expect(readFileSync(pidFile, 'utf8')).toMatch(/^\d+$/)
    expect(runs(created.pid)).toBe(true)

    expect(gantry(['start', id])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(state()).toMatchObject({ status: 'running', pid: created.pid })
    expect(gantry(['start', id])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('msg="cannot start an already running container"'),
    })
    expect(gantry(['delete', id])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`msg="cannot delete container ${id} that is not stopped: running"`),
    })

    expect(gantry(['kill', id, 'KILL'])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(untilStopped(state)).toMatchObject({ status: 'stopped', pid: 0 })
    expect(gantry(['kill', id, '0'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('msg="container not running"'),
    })
    expect(gantry(['kill', '-a', id, '0'])).toMatchObject({ status: 0, stderr: '' })
    expect(gantry(['start', id]).stderr).toContain('msg="cannot start a container that has stopped"')

    expect(gantry(['delete', id])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(gantry(['state', id])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('msg="container does not exist"'),
    })
    expect(readdirSync(root)).toEqual([])
  })

  it('deletes by force whatever it does, and what is not there', () => {
    const { gantry } = stateRoot()
    const id = uniqueId('force')
    const { path } = bundle(folder(), ['background', 'sleep', '100', ';', 'sleep', '100'])
    gantry(['run', '-d', '-b', path, id])
    const { pid } = JSON.parse(gantry(['state', id]).stdout)
    expect(gantry(['delete', '--force', id])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(runs(pid)).toBe(false)
    expect(gantry(['delete', '-f', id])).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(gantry(['delete', id]).stderr).toContain('msg="container does not exist"')
  })

  it('frees an id whose maker died before it wrote a state', () => {
    const { root, gantry } = stateRoot()
    const id = uniqueId('abandoned')
    for (const force of [[], ['-f']]) {
      mkdirSync(join(root, id), { mode: 0o700 })
      expect(gantry(['delete', ...force, id])).toMatchObject({ status: 0, stdout: '', stderr: '' })
      expect(readdirSync(root)).toEqual([])
    }
  })

  it('deletes a created container without force', () => {
    const { gantry } = stateRoot()
    const id = uniqueId('created')
    const { path } = bundle(folder(), ['sleep', '100'])
    gantry(['create', '-b', path, id])
    const { pid } = JSON.parse(gantry(['state', id]).stdout)
    expect(gantry(['delete', id])).toMatchObject({ status: 0, stderr: '' })
    expect(runs(pid)).toBe(false)
  })

  it('keeps containers of two roots apart', () => {
    const [one, two] = [stateRoot(), stateRoot()]
    const id = uniqueId('root')
    const { path } = bundle(folder(), ['sleep', '100'])
    one.gantry(['create', '-b', path, id])
    expect([one.gantry(['state', id]).status, two.gantry(['state', id]).status]).toEqual([0, 1])
  })

  it('writes the pid file beside the caller, not in the bundle', () => {
    const { gantry } = stateRoot()
    const id = uniqueId('pidfile')
    const { path } = bundle(folder(), ['sleep', '100'])
    const cwd = folder()
    expect(gantry(['run', '-d', '-b', path, '--pid-file', 'pid.txt', id], { cwd }).status).toBe(0)
    expect(readdirSync(cwd)).toEqual(['pid.txt'])
    expect(Number(readFileSync(join(cwd, 'pid.txt'), 'utf8'))).toBe(JSON.parse(gantry(['state', id]).stdout).pid)
  })

  it('leaves nothing when the pid file cannot be written', () => {
    const { root, gantry } = stateRoot()
    const { path } = bundle(folder(), ['sleep', '100'])
    const { status, stderr } = gantry(['create', '-b', path, '--pid-file', '/nonexistent/pid', uniqueId('nopid')])
    expect([status, stderr]).toEqual([1, expect.stringContaining('writing /nonexistent/pid: ENOENT')])
    expect(readdirSync(root)).toEqual([])
  })

  it('makes a state directory for its owner only', () => {
    const { root, gantry } = stateRoot()
    rmSync(root, { recursive: true })
    const { path } = bundle(folder(), ['sleep', '100'])
    gantry(['create', '-b', path, uniqueId('mode')])
    expect(statSync(root).mode & 0o777).toBe(0o700)
  })
})

describe('list', () => {
  it('has a line for each container, sorted by id', () => {
    const { gantry } = stateRoot()
    const { path, rootfs } = bundle(folder(), ['sleep', '100'], (config) => {
      config.annotations = { 'org.example.key': 'value' }
    })
    const ids = ['list-b', 'list-a'].map(uniqueId)
    for (const id of ids) gantry(['run', '-d', '-b', path, id])
    const [b = '', a = ''] = ids
    expect(gantry(['list', '-q']).stdout).toBe(`${a}\n${b}\n`)

    const lines = gantry(['list']).stdout.split('\n')
    expect(lines[0]).toMatch(/^ID +PID +STATUS +BUNDLE +CREATED +OWNER$/)
    expect(lines[1]).toMatch(new RegExp(`^${a} +\\d+ +running +${path} +\\S+Z +root$`))
    expect(lines[2]).toMatch(new RegExp(`^${b} `))
    expect(lines.slice(3)).toEqual([''])

    const { stdout } = gantry(['list', '--format', 'json'])
    expect(stdout.split('\n').length).toBe(2)
    const [first] = JSON.parse(stdout)
    expect(Object.keys(first)).toEqual('ociVersion id pid status bundle rootfs created annotations owner'.split(' '))
    expect(first).toMatchObject({
      id: a,
      status: 'running',
      rootfs,
      annotations: { 'org.example.key': 'value' },
      owner: 'root',
    })
  })

  it('is empty without containers', () => {
    const { gantry } = stateRoot()
    expect(gantry(['list']).stdout).toBe('ID          PID         STATUS      BUNDLE      CREATED     OWNER\n')
    expect(gantry(['list', '-f', 'json']).stdout).toBe('null\n')
    expect(gantry(['list', '-q']).stdout).toBe('')
  })

  it('wants the root that was named', () => {
    const { root, gantry } = stateRoot()
    rmSync(root, { recursive: true })
    expect(gantry(['list'])).toMatchObject({ status: 1, stderr: expect.stringContaining(root) })
    expect(existsSync(root)).toBe(false)
  })

  it('shows the others when one is damaged', () => {
    const { root, gantry } = stateRoot()
    const { path } = bundle(folder(), ['sleep', '100'])
    const [good, bad] = ['good', 'bad'].map(uniqueId) as [string, string]
    for (const id of [good, bad]) gantry(['create', '-b', path, id])
    const file = join(root, bad, 'state.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, '{')
    const { status, stdout, stderr } = gantry(['list', '-q'])
    writeFileSync(file, text)
    expect([status, stdout]).toEqual([0, `${good}\n`])
    expect(stderr).toContain(`load container ${bad}: `)
  })
})

function untilStopped(state: () => { status: string }): { status: string } {
  for (;;) {
    const now = state()
    if (now.status === 'stopped') return now
  }
}
