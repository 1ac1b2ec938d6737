// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// What a sandbox may write and what it may not, whatever its program, or the one before it, does in what it may write.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { Container, createFactory, type SandboxOptions, sandbox, sandboxConfig } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

const state = () => folder('gantry-sandbox-')

/** A folder with a file that is to be kept. */
function work(keep = 'keep'): string {
  const path = realpathSync(folder())
  mkdirSync(join(path, keep), { recursive: true })
  writeFileSync(join(path, keep, 'file'), 'old')
  return path
}

/** Runs a script with `$W` as the folder that it may write. */
const sh = (W: string, script: string, options: Partial<SandboxOptions>) =>
  sandbox({ argv: ['sh', '-c', script], env: { W }, root: state(), reject: false, input: '', ...options })

/** Exchanges two names in one go. */
const swap = (W: string, a: string, b: string) =>
  expect(spawnSync(built.program, ['swap', join(W, a), join(W, b)]).status).toBe(0)

const readonly = (path: string) => `${path}:${path}:ro`

describe('what is read-only in something writable', () => {
  it('stays so in any order of the options', async () => {
    for (const outer of ['writable', 'binds'] as const) {
      const W = work()
      const all = outer === 'writable' ? { writable: [W] } : { binds: [readonly(`${W}/keep`), `${W}:${W}`] }
      const result = await sh(W, 'echo new > $W/keep/file; echo new > $W/other; cat $W/keep/file', {
        binds: [readonly(`${W}/keep`)],
        ...all,
      })
      expect(result.stderr).toContain('Read-only file system')
      expect(result.stdout).toBe('old')
      expect(readFileSync(join(W, 'other'), 'utf8')).toBe('new\n')
    }
  })

  it('is not carried away with a directory above it', async () => {
    const W = work('a/b/keep')
    const script = `
      mv $W/a $W/x; mv $W/a/b $W/a/x; mv $W/a/b/keep $W/a/b/x; rmdir $W/a/b/keep; rm -rf $W/a
      mkdir -p $W/a/b/keep; echo new > $W/a/b/keep/file; echo more > $W/a/b/more`
    const { stderr } = await sh(W, script, { writable: [W], binds: [readonly(`${W}/a/b/keep`)] })
    expect(stderr.match(/mv: cannot move .*: Device or resource busy/g)).toHaveLength(3)
    expect(readFileSync(join(W, 'a/b/keep/file'), 'utf8')).toBe('old')
    // What is beside it can be written as before.
    expect(readFileSync(join(W, 'a/b/more'), 'utf8')).toBe('more\n')
  })

  it('is kept in the own /tmp too, where the program owns the directories', async () => {
    const W = work()
    const script = 'mv /tmp/a /tmp/x; mkdir -p /tmp/a/b; cat /tmp/a/b/file; echo new > /tmp/a/b/file; echo x > /tmp/a/y'
    const { stdout, stderr } = await sh(W, script, { binds: [`${W}/keep:/tmp/a/b:ro`] })
    expect([stdout, stderr]).toEqual(['old', expect.stringMatching(/resource busy(.|\n)*Read-only file system/)])
    expect(readFileSync(join(W, 'keep/file'), 'utf8')).toBe('old')
  })

  it('can hold something writable, which can hold something read-only', async () => {
    const W = work('a/inner/deep/keep')
    const { stderr } = await sh(
      W,
      `echo x > $W/a/no; echo x > $W/a/inner/yes; mv $W/a/inner/deep $W/a/inner/x; echo x > $W/a/inner/deep/keep/file`,
      {
        writable: [`${W}/a/inner`, W],
        binds: [readonly(`${W}/a/inner/deep/keep`), readonly(`${W}/a`)],
      },
    )
    expect(stderr.split('\n').filter((line) => /Read-only|busy/.test(line))).toHaveLength(3)
    expect(readdirSync(join(W, 'a')).sort()).toEqual(['inner'])
    expect(readdirSync(join(W, 'a/inner')).sort()).toEqual(['deep', 'yes'])
    expect(readFileSync(join(W, 'a/inner/deep/keep/file'), 'utf8')).toBe('old')
  })

  it.each([
    ['removed', 'a/keep', (W: string) => rmSync(join(W, 'a/keep'), { recursive: true })],
    [
      'replaced',
      'a/keep/file',
      (W: string) => {
        writeFileSync(join(W, 'a/keep/new'), 'new')
        renameSync(join(W, 'a/keep/new'), join(W, 'a/keep/file'))
      },
    ],
    ['moved with a directory above it', 'a/keep', (W: string) => renameSync(join(W, 'a'), join(W, 'x'))],
    ['exchanged', 'a/keep', (W: string) => swap(W, 'a/keep', 'other')],
    // Both before anybody can look.
    [
      'exchanged, and again',
      'a/keep',
      (W: string) => {
        swap(W, 'a', 'other')
        swap(W, 'a', 'other')
      },
    ],
  ])('ends the sandbox if it is %s on the host', async (_how, path, change) => {
    const W = work('a/keep')
    mkdirSync(join(W, 'other'))
    const handle = sh(W, 'echo up; while :; do echo x > $W/out; sleep 0.01; done', {
      writable: [W],
      binds: [readonly(`${W}/${path}`)],
    })
    for await (const line of handle.lines()) {
      expect(line).toBe('up')
      break
    }
    change(W)
    await expect(handle).rejects.toMatchObject({ code: 'SystemError', path: `${W}/${path}` })
  })

  it('is watched from before the program runs', async () => {
    const W = work()
    const swapped = sh(W, 'echo new > $W/keep/file', { writable: [W], binds: [readonly(`${W}/keep`)] })
    // In the moment in which the container is set up.
    const exec = vi.spyOn(Container.prototype, 'exec').mockImplementationOnce(async function (
      this: Container,
      options,
    ) {
      expect(await this.status()).toBe('created')
      mkdirSync(join(W, 'other'))
      swap(W, 'keep', 'other')
      swap(W, 'keep', 'other')
      await this.exec(options)
    })
    await expect(swapped).rejects.toMatchObject({ code: 'SystemError', path: `${W}/keep` })
    exec.mockRestore()
  })

  it('may come from elsewhere', async () => {
    const [W, other] = [work(), work()]
    writeFileSync(join(other, 'keep/file'), 'other')
    const { stdout } = await sh(W, 'cat $W/sub/there/file; echo new > $W/sub/there/file', {
      writable: [W],
      binds: [`${other}/keep:${W}/sub/there:ro`],
    })
    expect(stdout).toBe('other')
    expect(readFileSync(join(other, 'keep/file'), 'utf8')).toBe('other')
  })
})

describe('a link that a program has left', () => {
  it.each([
    ['on the way to a target', 'link/keep'],
    ['in the place of a target', 'link'],
  ])('%s is refused, not followed', async (_where, place) => {
    const W = work('real/keep')
    const root = state()
    const options = { argv: ['true'], writable: [W], binds: [`${W}/real/keep:${W}/${place}:ro`] }
    const config = sandboxConfig(options, root)
    symlinkSync('real', join(W, 'link'))
    await expect(sandbox({ ...options, root })).rejects.toThrow(
      new RangeError(
        `option binds: ${options.binds[0]?.slice(0, -3)}: ${W}/link is a symbolic link: name the place that it leads to`,
      ),
    )
    // By a program that runs meanwhile.
    const container = await createFactory({ root }).create('link', config)
    await expect(container.run()).rejects.toMatchObject({
      errnoName: 'ELOOP',
      path: `${W}/link`,
      hint: expect.stringContaining('link'),
    })
  })

  // Between the look at the options and the mount, by a program that runs meanwhile.
  it('in the place of a source shows nothing of the host', async () => {
    const W = work()
    const secret = folder()
    writeFileSync(join(secret, 'file'), 'secret')
    const root = state()
    const config = sandboxConfig({ argv: ['cat', '/shown/file'], binds: [`${W}/keep:/shown:ro`], writable: [W] }, root)
    rmSync(join(W, 'keep'), { recursive: true })
    symlinkSync(secret, join(W, 'keep'))
    const container = await createFactory({ root }).create('link', config)
    await expect(container.run()).rejects.toMatchObject({ errnoName: 'ELOOP', operation: 'bind mount' })
  })

  it.each(['link', 'link/file'])('in a source is refused, and told where it leads: %s', async (path) => {
    const W = work()
    symlinkSync('keep', join(W, 'link'))
    const real = `${W}/${path.replace('link', 'keep')}`
    await expect(sh(W, 'true', { binds: [`${W}/${path}:/shown:ro`] })).rejects.toThrow(
      `${W}/link is a symbolic link: bind ${real} itself`,
    )
  })

  it('does not decide what the next sandbox may write', async () => {
    const W = work()
    const secret = join(folder(), 'secret')
    mkdirSync(secret)
    await sh(W, `ln -s ${secret} $W/out`, { writable: [W] })
    expect(realpathSync(join(W, 'out'))).toBe(realpathSync(secret))
    await expect(sandbox({ argv: ['true'], writable: [`${W}/out`], root: state() })).rejects.toThrow(
      'is a symbolic link',
    )
  })
})

describe('the system', () => {
  it('can be written in part, where that is asked for', async () => {
    const W = work()
    const { stdout, stderr } = await sh(W, 'echo new > /usr/local/out; cat /usr/local/keep/file; touch /usr/x', {
      binds: [`${W}:/usr/local`, `${W}/keep:/usr/local/keep:ro`],
    })
    expect([stdout, stderr]).toEqual(['old', expect.stringContaining('Read-only')])
    expect(readFileSync(join(W, 'out'), 'utf8')).toBe('new\n')
  })

  it('has names for loopback', async () => {
    const { stdout } = await sh('', 'cat /etc/hosts; getent hosts localhost', {})
    expect(stdout).toContain('127.0.0.1\tlocalhost\n')
    expect(stdout).toMatch(/^::1 +localhost/m)
  })

  it('shows nothing of another sandbox, and keeps nothing of it', async () => {
    const root = state()
    const W = work()
    await sh(W, 'true', { root, binds: [`${W}:/a-name/of-one:ro`] })
    const all = () => spawnSync('find', [root], { encoding: 'utf8' }).stdout
    const names = all()
    const { stdout } = await sh(W, 'ls /; touch /x', { root })
    expect(stdout).not.toContain('a-name')
    expect(all()).toBe(names)
    expect(names).not.toContain('a-name')
  })
})

describe('a working directory', () => {
  it.each(['/no-such-folder', '/usr/no-such-folder', '/tmp/no-such-folder', 'W/no-such-folder'])(
    'that is not there is not made: %s',
    async (name) => {
      const W = work()
      const cwd = name.replace(/^W/, W)
      await expect(sh(W, 'pwd', { writable: [W], cwd })).rejects.toMatchObject({
        operation: 'change directory',
        errnoName: 'ENOENT',
        path: cwd,
      })
      expect(existsSync(join(W, 'no-such-folder'))).toBe(false)
    },
  )

  it('may be any that is there', async () => {
    const W = work('a b')
    expect((await sh(W, 'pwd', { writable: [W], cwd: `${W}/a b` })).stdout).toBe(`${W}/a b\n`)
  })
})
