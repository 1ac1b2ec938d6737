// requires: root, linux, cgroup
// A cgroup is known by whose it is, not by its name: what another has taken over, or made anew, is neither signalled nor
// removed with the container that had it before.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { applyCgroup, removeCgroups } from '../../src/bridge/index.js'
import type { Container } from '../../src/index.js'
import type { Bundle } from '../helpers/bundle.js'
import { runs, uniqueId } from '../helpers/command.js'
import { create } from '../helpers/containers.js'
import { foldersBelow } from '../helpers/machine.js'

type Change = (config: Bundle['config']) => void

/** Its pid namespace is the host's. */
const shared: Change = ({ linux }) => {
  linux.namespaces = linux.namespaces!.filter(({ type }) => type !== 'pid')
}

const at =
  (path: string, change: Change): Change =>
  (config) => {
    config.linux.cgroupsPath = path
    change(config)
  }

async function run(path: string, change: Change, args: string[]): Promise<{ container: Container; pid: number }> {
  const { container } = await create(args, at(path, change))
  const process = await container.run({ stdio: 'ignore' })
  if (args[0] === 'true') await process.wait()
  return { container, pid: process.pid }
}

const cgroupsNamed = (path: string) => foldersBelow('/sys/fs/cgroup').filter((found) => found.endsWith(path))

describe.each([
  ['its own pid namespace', () => {}],
  ['the pid namespace of the host', shared],
] as [string, Change][])('a stopped container in %s', (_, change) => {
  it('whose cgroup another has taken over is destroyed alone', async () => {
    const path = `/${uniqueId('taken')}`
    const before = await run(path, change, ['true'])
    const { container, pid } = await run(path, change, ['sleep', '3600'])
    const cgroups = cgroupsNamed(path)
    expect(await before.container.processes()).toEqual([])
    await before.container.signal('SIGKILL', { all: true }).catch(() => {})
    await before.container.signal('SIGTERM', { all: true }).catch(() => {})
    await before.container.destroy()
    expect(runs(pid)).toBe(true)
    expect(cgroupsNamed(path)).toEqual(cgroups)
    await container.destroy({ force: true })
    expect(cgroupsNamed(path)).toEqual([])
  })

  it('whose cgroup is made anew by somebody else is destroyed alone', async () => {
    const path = `/${uniqueId('anew')}`
    const { container } = await run(path, change, ['true'])
    const { cgroups } = await container.state()
    const victim = spawn('sleep', ['3600'])
    onTestFinished(() => void victim.kill('SIGKILL'))
    for (const cgroup of cgroups) {
      rmdirSync(cgroup)
      mkdirSync(cgroup)
    }
    const [first] = cgroups as [string]
    writeFileSync(join(first, 'cgroup.procs'), `${victim.pid}`)
    await container.destroy({ force: true })
    expect(runs(victim.pid!)).toBe(true)
    expect(cgroups.filter((cgroup) => existsSync(cgroup))).toEqual(cgroups)
    const ended = new Promise((resolve) => victim.once('exit', resolve))
    victim.kill('SIGKILL')
    await ended
    await removeCgroups({ cgroups })
  })
})

describe('a container whose start was interrupted before it had a process', () => {
  const interrupted = async () => {
    const { container } = await create(['true'], at(`/${uniqueId('interrupted')}`, shared))
    return { container, ...(await container.state()) }
  }

  it('leaves cgroups that do not bear its mark', async () => {
    const { container, cgroups } = await interrupted()
    for (const cgroup of cgroups) mkdirSync(cgroup)
    await container.destroy()
    expect(cgroups.filter((cgroup) => existsSync(cgroup))).toEqual(cgroups)
    for (const cgroup of cgroups) rmdirSync(cgroup)
  })

  it('takes those away that do, and what is in them', async () => {
    const { container, cgroups, cgroupMark } = await interrupted()
    const left = spawn('sleep', ['3600'])
    const ended = new Promise((resolve) => left.once('exit', resolve))
    await applyCgroup(
      cgroups.map((path) => ({ op: 'mkdir', path, owned: true })),
      cgroupMark,
    )
    writeFileSync(join(cgroups[0]!, 'cgroup.procs'), `${left.pid}`)
    await container.destroy()
    await ended
    expect(cgroups.filter((cgroup) => existsSync(cgroup))).toEqual([])
  })
})
