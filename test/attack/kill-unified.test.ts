// requires: root, linux, cgroup2
// What is frozen in the unified hierarchy, at any depth, is seen to be so, dies and is removed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signalCgroups } from '../../src/bridge/index.js'
import type { Container } from '../../src/index.js'
import { runs } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'
import { freeze, freezeDeep, freezerV2, pidNamespaces } from '../helpers/freezing.js'

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
    expect((await signalCgroups([directory], 0)).pids).toEqual([pid])
    await container.destroy({ force: true })
    expect(runs(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  })
})
