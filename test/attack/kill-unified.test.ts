// requires: root, linux, cgroup2
// What is frozen in the unified hierarchy, at any depth, is seen to be so, dies and is removed.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { removeCgroups, signalCgroups } from '../../src/bridge/index.js'
import type { Container } from '../../src/index.js'
import { runs, uniqueId } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'
import { freeze, freezeDeep, freezerV2, pidNamespaces } from '../helpers/freezing.js'
import { isCgroupV2 } from '../helpers/requires.js'

const unifiedOf = async (container: Container) =>
  (await container.state()).cgroups.find((path) => existsSync(join(path, 'cgroup.freeze')))!

async function frozen(container: Container): Promise<string> {
  const directory = await unifiedOf(container)
  freeze(directory, freezerV2)
  await expect.poll(() => container.status()).toBe('paused')
  return directory
}

describe.each(pidNamespaces)('a container in %s', (_, change) => {
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
    freezeDeep(directory, pid, freezerV2)
    expect((await signalCgroups({ cgroups: [directory] }, 0)).pids).toEqual([pid])
    await container.destroy({ force: true })
    expect(runs(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  })
})

it('nobody is killed in a cgroup that this process is in', async () => {
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))![1]!
  const above = join('/sys/fs/cgroup', isCgroupV2() ? '' : 'unified', own)
  const directory = join(above, uniqueId('own'))
  const neighbour = spawn('sleep', ['3600'])
  const ended = new Promise((resolve) => neighbour.once('exit', resolve))
  mkdirSync(join(directory, 'inner'), { recursive: true })
  writeFileSync(join(directory, 'cgroup.procs'), `${neighbour.pid}`)
  writeFileSync(join(directory, 'inner/cgroup.procs'), `${process.pid}`)
  try {
    const failure = await failureOf(signalCgroups({ cgroups: [directory] }, 9, { freeze: true }))
    expect(failure).toMatchObject({ code: 'EDEADLK', path: directory })
    expect(runs(neighbour.pid!)).toBe(true)
    expect(readFileSync(join(directory, 'cgroup.events'), 'utf8')).toContain('frozen 0')
  } finally {
    writeFileSync(join(above, 'cgroup.procs'), `${process.pid}`)
    neighbour.kill('SIGKILL')
    await ended
    await removeCgroups({ cgroups: [directory] })
  }
})
