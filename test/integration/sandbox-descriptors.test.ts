// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// Nothing that this process opened for a sandbox or a container stays open, and many at once take turns.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { sandbox, sandboxConfig } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { factory } from '../helpers/containers.js'
import { openDescriptors } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'

const state = () => folder('gantry-sandbox-')

/** Descriptors that are pipes, sockets, pidfds, terminals: not the files that Node opens for itself meanwhile. */
const open = () => openDescriptors().filter((one) => !/ \/(proc|dev\/null)/.test(one)).length

/** Runs a script with few descriptors, in a process of its own. */
const limited = (files: number, script: string) =>
  execFileSync('sh', ['-c', `ulimit -n ${files}; exec "$0" --input-type=module -e "$1"`, process.execPath, script], {
    encoding: 'utf8',
    env: { ...process.env, LIBRARY: built.library, ROOT: state() },
    timeout: 50_000,
  })

describe('descriptors', () => {
  it('stay as many over many sandboxes', async () => {
    const root = state()
    const once = async () => {
      await sandbox({ argv: ['true'], root })
      await sandbox({ argv: ['sh', '-c', 'echo out; exit 3'], root, input: 'more than is read', reject: false })
      await sandbox({ argv: ['nosuch'], root }).catch(() => {})
      const taken = sandbox({ argv: ['echo', 'unread'], root })
      expect(taken.stdout).not.toBeNull()
      await taken
    }
    await once()
    const before = open()
    for (let i = 0; i < 40; i++) await once()
    expect(open()).toBe(before)
  })

  it('stay as many over containers whose streams nobody reads, and what they said can be read after all', async () => {
    const made = factory()
    const config = sandboxConfig({ argv: ['sh', '-c', 'echo out; head -c 50000 /dev/zero >&2'] }, made.root)
    const once = async (change = {}) => {
      const container = await made.create(uniqueId('unread'), { ...config, ...change })
      const program = await container.run()
      await program.wait()
      await container.destroy()
      return program
    }
    await once()
    const before = open()
    for (let i = 0; i < 20; i++) await once()
    for (let i = 0; i < 5; i++) {
      const terminal = await once({ process: { ...config.process, args: ['echo', 'out'], terminal: true } })
      expect(() => terminal.resize(1, 1)).toThrow(expect.objectContaining({ code: 'ContainerNotRunning' }))
    }
    expect(open()).toBe(before)
    const { stdin, stdout, stderr } = await once()
    expect(stdin?.destroyed).toBe(true)
    expect(await text(stdout!)).toBe('out\n')
    expect(await text(stderr!)).toHaveLength(50_000)
    expect(open()).toBe(before)
  })

  it('stay as many over workers that end', () => {
    const said = limited(
      1024,
      `const { Worker } = await import('node:worker_threads')
       const { readdirSync } = await import('node:fs')
       const program = "import(process.env.LIBRARY).then(({ sandbox }) => sandbox({ argv: ['true'], root: process.env.ROOT }))"
       const counts = []
       for (let i = 0; i < 4; i++) {
         const made = new Worker(program, { eval: true })
         await new Promise((resolve, reject) => made.on('exit', resolve).on('error', reject))
         counts.push(readdirSync('/proc/self/fd').length)
       }
       console.log(counts.map((count) => count - counts[0]).join())`,
    )
    expect(said).toBe('0,0,0,0\n')
  })

  it('are closed by a start that fails, also by one that has too few', async () => {
    const made = factory()
    const config = sandboxConfig({ argv: ['nosuch'] }, made.root)
    const before = open()
    for (let i = 0; i < 5; i++) {
      const container = await made.create(uniqueId('failing'), config)
      await expect(container.run()).rejects.toMatchObject({ operation: 'find executable' })
    }
    expect(open()).toBe(before)
  })

  it('of a program that hands them on do not keep the result back', async () => {
    // Somebody outside who keeps the write end: here this process itself, by /proc.
    const handle = sandbox({ argv: ['sh', '-c', 'echo said; read line; exit 4'], root: state(), reject: false })
    const kept: number[] = []
    for await (const line of handle.lines()) {
      expect(line).toBe('said')
      for (const one of openDescriptors().filter((entry) => entry.includes('pipe:'))) {
        try {
          kept.push(openSync(`/proc/self/fd/${one.split(' ')[0]}`, 'a'))
        } catch {}
      }
      handle.stdin?.end('go\n')
      break
    }
    expect(await handle).toMatchObject({ exitCode: 4, stdout: 'said\n' })
    for (const fd of kept) closeSync(fd)
  })
})

describe('many at once', () => {
  it('wait for the descriptors of those that run', () => {
    const said = limited(
      160,
      `const { sandbox } = await import(process.env.LIBRARY)
       const all = Array.from({ length: 60 }, (_, i) => sandbox({ argv: ['sh', '-c', 'sleep 0.2; echo ' + i], root: process.env.ROOT }))
       console.log((await Promise.all(all)).map(({ stdout }) => stdout.trim()).join())`,
    )
    expect(said.trim()).toBe(Array.from({ length: 60 }, (_, i) => i).join())
  })

  it('wait for those that the rest of the process holds', () => {
    const said = limited(
      200,
      `const { sandbox } = await import(process.env.LIBRARY)
       const { openSync } = await import('node:fs')
       for (let i = 0; i < 90; i++) openSync('/dev/null')
       const all = Array.from({ length: 24 }, (_, i) => sandbox({ argv: ['sh', '-c', 'sleep 0.2; echo ' + i], root: process.env.ROOT }))
       console.log((await Promise.all(all)).map(({ stdout }) => stdout.trim()).join())`,
    )
    expect(said.trim()).toBe(Array.from({ length: 24 }, (_, i) => i).join())
  })

  it('are told which limit it is, where even one has too few', () => {
    const said = limited(
      56,
      `const { sandbox } = await import(process.env.LIBRARY)
       const { openSync } = await import('node:fs')
       await sandbox({ argv: ['true'], root: process.env.ROOT })
       try { for (;;) openSync('/dev/null') } catch {}
       const error = await sandbox({ argv: ['true'], root: process.env.ROOT }).catch((error) => error)
       console.log(error.errnoName, error.hint)`,
    )
    expect(said).toMatch(/^EMFILE .*RLIMIT_NOFILE/)
  })

  it('leave nothing where there are too few, however many there are', () => {
    const said = limited(
      64,
      `const { sandbox, createFactory } = await import(process.env.LIBRARY)
       const { openSync, closeSync } = await import('node:fs')
       const root = process.env.ROOT
       await sandbox({ argv: ['true'], root })
       const all = []
       try { for (;;) all.push(openSync('/dev/null')) } catch {}
       for (let failed = true; failed; closeSync(all.pop())) {
         const error = await sandbox({ argv: ['true'], root }).then(() => undefined, (error) => error)
         failed = error !== undefined
         if (failed && !(error.errnoName === 'EMFILE' && error.hint.includes('RLIMIT_NOFILE'))) throw error
       }
       console.log(all.length > 10, (await createFactory({ root }).list()).length)`,
    )
    expect(said).toBe('true 0\n')
  })

  it('leave nothing', async () => {
    const root = state()
    await Promise.all(Array.from({ length: 30 }, () => sandbox({ argv: ['true'], root })))
    expect(readdirSync(root).filter((name) => !name.startsWith('@'))).toEqual([])
    expect(readdirSync(join(root, '@sandbox'))).toHaveLength(1)
  })
})
