// requires: root, linux
// Whoever owns the root filesystem renames what the container's mounts lie on, while it starts: what is made, hidden and
// protected later is found nevertheless, because it is looked for in the mounts and not by their names.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { create, factory, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'
import { runToEnd } from '../helpers/run.js'

const map = [{ containerID: 0, hostID: 0, size: 65536 }]
const inUserNamespace = (config: Bundle['config']) => {
  config.linux.namespaces?.push({ type: 'user' })
  config.linux.uidMappings = config.linux.gidMappings = map
}

// Prestart hooks run on the host, when all mounts are made and nothing is masked yet.
const renames = (config: Bundle['config'], ...names: string[]) => {
  const commands = names.map((name) => `mv ${name} moved-${name} && mkdir ${name}`).join(' && ')
  config.hooks = { prestart: [{ path: '/bin/sh', args: ['sh', '-c', `cd rootfs && ${commands}`] }] }
}

/** Runs the verbs after the folders were renamed. */
async function run(names: string[], args: string[], change: (config: Bundle['config']) => void = () => {}) {
  const { container } = await create(args, (config) => {
    renames(config, ...names)
    config.linux.maskedPaths = ['/proc/version', '/proc/irq', '/sys/kernel']
    config.linux.readonlyPaths = ['/proc/sys/kernel', '/proc/sys/vm/overcommit_memory']
    change(config)
  })
  return finish(await container.run())
}

describe.each([
  ['', () => {}],
  [' in a user namespace', inUserNamespace],
] as const)('what lies below a renamed mount point%s', (_, change) => {
  it('is masked', async () => {
    const verbs = ['stat', '/moved-proc/version', ';', 'ls', '/moved-proc/irq', ';', 'ls', '/moved-sys/kernel']
    const { stdout, stderr } = await run(['proc', 'sys'], [...verbs, ';', 'echo', 'end'], change)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^\/moved-proc\/version char \d+ \d+:\d+ 1:3 0\nend\n$/)
  })

  it('is read-only', async () => {
    const files = ['/moved-proc/sys/kernel/core_pattern', '/moved-proc/sys/vm/overcommit_memory']
    const verbs = files.flatMap((file) => ['child', 'open', file, 'w', ';'])
    const { stdout, stderr } = await run(['proc'], verbs, change)
    expect(stderr).toBe(files.map((file) => `open ${file}: EROFS\n`).join(''))
    expect(stdout).toBe('child exited with 1\nchild exited with 1\n')
  })
})

it('of a volume, its paths are masked', async () => {
  const volume = folder()
  mkdirSync(join(volume, 'secret'))
  writeFileSync(join(volume, 'secret/file'), 'secret')
  const { stdout } = await run(['v'], ['ls', '/moved-v/secret', ';', 'ls', '/moved-v'], (config) => {
    config.mounts?.push({ destination: '/v', type: 'bind', source: volume, options: ['bind'] })
    config.linux.maskedPaths = ['/v/secret']
  })
  expect(stdout).toBe('secret\n')
})

it('a terminal is that of the renamed /dev', async () => {
  const { container } = await create(['stat', '/moved-dev/console', ';', 'ls', '/dev'], (config) => {
    renames(config, 'dev')
    config.process.terminal = true
  })
  const process = await container.run()
  let said = ''
  process.console?.on('data', (data: Buffer) => (said += data))
  expect(await process.wait()).toMatchObject({ exitCode: 0 })
  await expect.poll(() => said).toMatch(/^\/moved-dev\/console char \d+ \d+:\d+ 136:0 0\r?\n$/)
})

// The race itself: two folders change their names without end. Each start is refused, or protected.
describe('while two folders change names', () => {
  const starts = 12

  async function race(names: [string, string], args: string[], change: (config: Bundle['config']) => void = () => {}) {
    const target = bundle(folder(), args, (config) => {
      config.linux.maskedPaths = ['/proc/version']
      config.linux.readonlyPaths = ['/proc/sys']
      change(config)
    })
    for (const name of names) mkdirSync(join(target.rootfs, name), { recursive: true })
    const racer = spawn(built.program, ['exchange', ...names.map((name) => join(target.rootfs, name))])
    const results = []
    try {
      for (let start = 0; start < starts; start++) results.push(await runToEnd(factory(), uniqueId('race'), target))
    } finally {
      racer.kill('SIGKILL')
    }
    return { results, rootfs: target.rootfs }
  }

  it('nothing of /proc is seen or written to', async () => {
    const look = (path: string) => [
      'child',
      'cat',
      `${path}/version`,
      ';',
      'child',
      'open',
      `${path}/sys/kernel/core_pattern`,
      'w',
    ]
    const { results } = await race(['proc', 'q'], [...look('/proc'), ';', ...look('/q')])
    for (const { stdout } of results) expect(stdout).not.toMatch(/version|open/i)
    expect(results.some(({ stdout }) => stdout !== '')).toBe(true)
  })

  it('nothing is made beside the container’s /dev', async () => {
    const { rootfs } = await race(['dev', 'q'], ['true'])
    expect(['dev', 'q'].map((name) => readdirSync(join(rootfs, name)))).toEqual([[], []])
  })
})
