// requires: root, linux, cgroup v2
// Controllers are enabled where that does no harm, and where it would, nothing is.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmdirSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { applyCgroup, mkfifo, removeCgroups, waitPidfd } from '../../src/bridge/index.js'
import type { CgroupStep } from '../../src/core/types.js'
import { cgroup, owned, prepareCgroups, processIn, standIn } from '../helpers/bridge/cgroups.js'
import { folder } from '../helpers/bundle.js'

prepareCgroups()

const controllers = 'cpuset cpu io memory pids'

/** The type of a cgroup, and the controllers of those in it. */
const stateOf = (path: string) => ({
  type: readFileSync(join(path, 'cgroup.type'), 'utf8').trim(),
  enabled: readFileSync(join(path, 'cgroup.subtree_control'), 'utf8').trim(),
})
const enable = (path: string, needed: string, optional = ''): CgroupStep => ({ op: 'enable', path, needed, optional })

let path: string
beforeEach(async () => {
  path = cgroup('')
  await applyCgroup([enable(dirname(path), controllers)])
  mkdirSync(path)
})

describe('in a cgroup without processes', () => {
  it('what is needed and what can be had is enabled', async () => {
    await applyCgroup([enable(path, 'memory pids', 'nothing io cpu')])
    expect(stateOf(path)).toEqual({ type: 'domain', enabled: 'cpu io memory pids' })
    await applyCgroup([enable(path, 'pids'), enable(path, '', 'cpuset cpu')])
    expect(stateOf(path)).toEqual({ type: 'domain', enabled: controllers })
    rmdirSync(path)
  })

  it('what is needed and cannot be had is an error', async () => {
    const failure = { code: 'EINVAL', action: 'enable controllers in', path, failedStep: 0 }
    await expect(applyCgroup([enable(path, 'nothing')])).rejects.toMatchObject(failure)
    rmdirSync(path)
  })

  it('that a step makes, too', async () => {
    const inner = join(path, 'inner')
    const leaf = join(inner, 'leaf')
    await applyCgroup([enable(path, 'pids'), { op: 'mkdir', path: inner }, enable(inner, 'pids'), owned(leaf)])
    expect(existsSync(join(leaf, 'pids.max'))).toBe(true)
    await removeCgroups({ cgroups: [path] })
  })
})

describe('in a cgroup with processes', () => {
  it('nothing is enabled that was not needed, and cgroups in it take processes', async () => {
    const process = await processIn(path, 'clone')
    const below = join(path, 'below')
    const inside = await standIn().launch('exit 0', {
      steps: [enable(path, '', controllers), owned(below)],
      joins: [{ path: below, by: 'clone' }],
    })
    await waitPidfd(inside.pidfd)
    closeSync(inside.pidfd)
    closeSync(inside.control)
    expect(stateOf(path)).toEqual({ type: 'domain', enabled: '' })
    await removeCgroups({ cgroups: [below] })
    await process.end()
    rmdirSync(path)
  })

  it.each(['pids', 'cpuset cpu', 'memory', 'memory pids'])('%s is refused before anything is done', async (needed) => {
    const process = await processIn(path, 'clone')
    const before = join(path, 'before')
    const failure = { code: 'EBUSY', action: 'enable controllers in cgroup with processes', path, failedStep: 1 }
    await expect(applyCgroup([owned(before), enable(path, needed)])).rejects.toMatchObject(failure)
    expect([stateOf(path), existsSync(before)]).toEqual([{ type: 'domain', enabled: '' }, false])
    await process.end()
    rmdirSync(path)
  })
})

describe('in a threaded cgroup', () => {
  it('there is no place for another cgroup', async () => {
    const process = await processIn(path, 'clone')
    writeFileSync(join(path, 'cgroup.subtree_control'), '+pids')
    const before = { type: 'domain threaded', enabled: 'pids' }
    expect(stateOf(path)).toEqual(before)
    const [below, steps] = [join(path, 'below'), [enable(path, '', controllers)]]
    const threaded = { code: 'EOPNOTSUPP', action: 'make cgroup below threaded cgroup', path, failedStep: 0 }
    await expect(applyCgroup([...steps, owned(below)])).rejects.toMatchObject(threaded)
    // Nor where nothing is to be enabled, so that nobody has looked.
    const launch = standIn().launch('exit 0', { steps: [owned(below)], joins: [{ path: below, by: 'clone' }] })
    const refused = { code: 'EOPNOTSUPP', action: 'clone3 below threaded cgroup', path: below }
    await expect(launch).rejects.toMatchObject(refused)
    expect([stateOf(path), existsSync(below)]).toEqual([before, false])
    await process.end()
    rmdirSync(path)
  })

  // A folder that answers as the kernel does when a process comes in between the look and the write.
  it('that it becomes meanwhile, what was enabled is disabled again', async () => {
    rmdirSync(path)
    const place = folder()
    const file = (name: string) => join(place, `cgroup.${name}`)
    for (const name of ['subtree_control', 'procs']) writeFileSync(file(name), '')
    mkfifo(file('type'), 0o600)
    // Each as long as one read is.
    const type = openSync(file('type'), 'r+')
    for (const answer of ['domain\n', 'domain\n', 'domain threaded\n']) writeSync(type, answer.padEnd(31, '\0'))
    const failure = { code: 'EBUSY', action: 'enable controllers in cgroup with processes', path: place }
    await expect(applyCgroup([enable(place, 'pids')])).rejects.toMatchObject(failure)
    closeSync(type)
    expect(readFileSync(file('subtree_control'), 'utf8')).toBe('-pids')
  })
})
