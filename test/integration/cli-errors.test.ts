// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// Bad input: its text, its exit status, and that nothing is left.
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { type Output, stateRoot, uniqueId } from '../helpers/command.js'
import { ownMounts } from '../helpers/folder.js'

function failing(change: (made: Bundle) => void, verb = 'run', id = uniqueId('bad')): Output {
  const { root, gantry } = stateRoot()
  const made = bundle(folder(), ['echo', 'ran'])
  change(made)
  const output = gantry([verb, '-b', made.path, id])
  expect(ownMounts()).toEqual([])
  expect(readdirSync(root)).toEqual([])
  expect(output.stdout).toBe('')
  return output
}

const message = ({ stderr }: Output) => JSON.parse(`"${/ level=error msg="(.*)"\n/.exec(stderr)?.[1] ?? ''}"`)
const init = 'unable to start container process: error during container init'

describe.each(['run', 'create'])('%s', (verb) => {
  const refuse = (change: (made: Bundle) => void, id?: string) => {
    const output = failing(change, verb, id)
    expect(output.status).toBe(1)
    const text = message(output)
    expect(text.startsWith(`gantry ${verb} failed: `)).toBe(true)
    return { text: text.slice(`gantry ${verb} failed: `.length), stderr: output.stderr }
  }
  const configured = (change: (config: Bundle['config']) => void) => refuse(({ update }) => update(change))
  const written = (text: string) => refuse(({ path }) => writeFileSync(join(path, 'config.json'), text))

  it('without a config', () => {
    expect(refuse(({ path }) => rmSync(join(path, 'config.json'))).text).toBe(
      'JSON specification file config.json not found',
    )
  })

  it('with a config that is not JSON', () => {
    const { text, stderr } = written('{\n  "root": nope\n}')
    expect(text).toContain('2:11')
    expect(stderr).toMatch(/^config\.json:2:11: error GTY-/m)
  })

  it('with a value of the wrong type', () => {
    expect(configured((config) => Object.assign(config.process, { args: 'sh' })).stderr).toContain('(at /process/args)')
  })

  it('with an unknown namespace', () => {
    const { stderr } = configured((config) => config.linux.namespaces?.push({ type: 'nope' as 'pid' }))
    expect(stderr).toContain('(at /linux/namespaces/5/type)')
  })

  it('with what is not built', () => {
    const { stderr } = configured((config) =>
      Object.assign(config.linux, { seccomp: { defaultAction: 'SCMP_ACT_ALLOW' } }),
    )
    expect(stderr).toContain('(at /linux/seccomp)')
  })

  it('without a root filesystem', () => {
    const { text } = refuse(({ rootfs }) => rmSync(rootfs, { recursive: true }))
    expect(text).toMatch(/^invalid rootfs: stat \/.*\/rootfs: no such file or directory$/)
  })

  it.each([
    ['nosuch', `exec: "nosuch": executable file not found in $PATH`],
    ['/nosuch', 'exec: "/nosuch": stat /nosuch: no such file or directory'],
    ['/etc/plain', 'exec: "/etc/plain": permission denied'],
    ['/etc', 'exec: "/etc": is a directory'],
  ])('with a program that cannot be run: %s', (program, words) => {
    const { text } = refuse(({ rootfs, update }) => {
      writeFileSync(join(rootfs, 'etc/plain'), 'text')
      update((config) => {
        config.process.args = [program]
        config.process.env = ['PATH=/bin']
      })
    })
    expect(text).toBe(`${init}: ${words}`)
  })

  it('with a mount that fails: which, from where, at what, how, why', () => {
    const { text } = configured((config) =>
      config.mounts?.push({ destination: '/mnt', type: 'nofs', source: 'none', options: ['nosuid', 'ro'] }),
    )
    expect(text).toMatch(
      new RegExp(
        `^${init}: error mounting to rootfs at "/mnt": step \\d+ of \\d+: mount nofs none at /mnt \\(ro,nosuid\\): ` +
          'fsopen: no such device \\(ENODEV\\)$',
      ),
    )
  })

  it('with a bind whose source is missing', () => {
    const { text } = configured((config) =>
      config.mounts?.push({ destination: '/mnt', type: 'bind', source: '/nonexistent', options: ['bind'] }),
    )
    expect(text).toContain('/nonexistent')
    expect(text).toContain('ENOENT')
  })

  it('with a /proc that is a link', () => {
    const { text } = refuse(({ rootfs }) => {
      rmSync(join(rootfs, 'proc'), { recursive: true })
      symlinkSync('/tmp', join(rootfs, 'proc'))
    })
    expect(text).toContain('must be mounted on ordinary directory')
  })

  it.each(['prestart', 'createRuntime', 'createContainer'] as const)('with a %s hook that fails', (kind) => {
    const { text } = configured((config) => {
      config.hooks = {
        [kind]: [{ path: '/bin/true' }, { path: '/bin/sh', args: ['sh', '-c', 'echo why >&2; exit 3'] }],
      }
    })
    expect(text).toContain(`error running ${kind} hook #1:`)
    expect(text).toContain('exit status 3, stdout: , stderr: why')
  })

  it.each(['a/b', '..', '.', 'a b', 'é'])('with the malformed id %j', (id) => {
    expect(refuse(() => {}, id).text).toBe('invalid container ID format')
  })

  it('with an empty id', () => expect(refuse(() => {}, '').text).toBe('container id cannot be empty'))
})

describe('an id that is taken', () => {
  it('stays with the one that has it', () => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['sleep', '100'])
    const id = uniqueId('taken')
    gantry(['create', '-b', path, id])
    const before = gantry(['state', id]).stdout
    const output = gantry(['run', '-b', path, id])
    expect([output.status, message(output)]).toEqual([1, 'gantry run failed: container with given ID already exists'])
    expect(gantry(['state', id]).stdout).toBe(before)
  })
})

describe('no container', () => {
  it.each([['state'], ['start'], ['kill'], ['delete']])('%s', (verb) => {
    const { root, gantry } = stateRoot()
    const output = gantry([verb, uniqueId('none')])
    expect([output.status, output.stdout, message(output)]).toEqual([1, '', 'container does not exist'])
    expect(readdirSync(root)).toEqual([])
  })

  it.each([['state'], ['start'], ['kill'], ['delete']])('%s with a malformed id', (verb) => {
    const { gantry } = stateRoot()
    expect(message(gantry([verb, '../x']))).toBe('invalid container ID format')
    expect(message(gantry([verb, '']))).toBe('container id cannot be empty')
  })
})

describe('kill', () => {
  it.each(['FOO', '-5', '999'])('knows no signal %s', (signal) => {
    const { gantry } = stateRoot()
    const { path } = bundle(folder(), ['sleep', '100'])
    const id = uniqueId('signal')
    gantry(['create', '-b', path, id])
    expect(message(gantry(['kill', id, signal]))).toBe(`unknown signal "${signal}"`)
  })
})

describe('a program that turns out to be none when it is executed', () => {
  it.each([
    ['#!/nonexistent foo\n', 'exec /run.sh: no such file or directory\n'],
    ['', 'exec /run.sh: exec format error\n'],
  ])('%j', (text, words) => {
    const output = failing(({ rootfs, update }) => {
      writeFileSync(join(rootfs, 'run.sh'), text)
      chmodSync(join(rootfs, 'run.sh'), 0o755)
      update((config) => {
        config.process.args = ['/run.sh']
      })
    })
    expect([output.status, output.stderr]).toEqual([255, words])
  })
})

describe('a state directory that others can write to', () => {
  it('is refused', () => {
    const { root, gantry } = stateRoot()
    const open = join(root, 'open')
    mkdirSync(open)
    chmodSync(open, 0o777)
    const { path } = bundle(folder(), ['true'])
    const output = gantry(['--root', open, 'run', '-b', path, uniqueId('open')])
    expect([output.status, message(output)]).toEqual([1, expect.stringContaining('is writable for others')])
    rmSync(open, { recursive: true })
  })
})
