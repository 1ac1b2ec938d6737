// requires: root, linux, cgroup2
// What is frozen in the unified hierarchy, at any depth, is seen to be so, dies and is removed.
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { signalCgroups } from '../../src/bridge/index.js'
import type { Container } from '../../src/index.js'
import type { Bundle } from '../helpers/bundle.js'
import { runs } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'

type Change = (config: Bundle['config']) => void

/** Its pid namespace is the host's. */
const shared: Change = ({ linux }) => {
  linux.namespaces = linux.namespaces!.filter(({ type }) => type !== 'pid')
}

const unifiedOf = async (container: Container) =>
  (await container.state()).cgroups.find((path) => existsSync(join(path, 'cgroup.freeze')))!

async function frozen(container: Container): Promise<string> {
  const directory = await unifiedOf(container)
  onTestFinished(() => {
    if (existsSync(directory)) writeFileSync(join(directory, 'cgroup.freeze'), '0')
  })
  writeFileSync(join(directory, 'cgroup.freeze'), '1')
  await expect.poll(() => container.status()).toBe('paused')
  return directory
}

describe.each([
  ['its own pid namespace', () => {}],
  ['the pid namespace of the host', shared],
] as [string, Change][])('a container in %s', (_, change) => {
  it('that is frozen dies of SIGKILL', async () => {
    const { container } = await create(['sleep', '3600'], change)
    await container.run({ stdio: 'ignore' })
    await frozen(container)
    await container.signal('SIGKILL')
    expect(await container.wait()).toMatchObject({ signal: 'SIGKILL' })
    await container.destroy()
  })

  it('that was created and is frozen is not started, and can be deleted', async () => {
    const { container } = await create(['true'], change)
    const { pid } = await container.start({ stdio: 'ignore' })
    const directory = await frozen(container)
    expect(await failureOf(container.exec())).toMatchObject({ code: 'ContainerPaused' })
    await container.destroy({ force: true })
    expect(runs(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  })

  it('that runs deeper than a path can be long is listed, dies and is removed', async () => {
    const { container } = await create(['sleep', '3600'], change)
    const { pid } = await container.run({ stdio: 'ignore' })
    const directory = await unifiedOf(container)
    const script = `
      const { mkdirSync, writeFileSync } = require('node:fs')
      process.chdir(${JSON.stringify(directory)})
      for (let depth = 0; depth < 25; depth++) {
        mkdirSync('x'.repeat(200))
        process.chdir('x'.repeat(200))
      }
      writeFileSync('cgroup.procs', '${pid}')
      writeFileSync('cgroup.freeze', '1')`
    execFileSync(process.execPath, ['--eval', script])
    expect((await signalCgroups([directory], 0)).pids).toEqual([pid])
    await container.destroy({ force: true })
    expect(runs(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  })
})
