// requires: root, linux, cgroup v1
// What only the hierarchies of v1 have.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { applyCgroup, removeCgroups } from '../../src/bridge/index.js'
import {
  cgroup,
  expectRefusedForProcessBelow,
  expectRefusedWhileFrozen,
  owned,
  prepareCgroups,
  standIn,
} from '../helpers/bridge/cgroups.js'
import { freezerV1 } from '../helpers/freezing.js'

prepareCgroups()

it('values are copied where there is none', async () => {
  const cpuset = cgroup('cpuset')
  const mems = join(cpuset, 'cpuset.mems')
  const from = join(dirname(cpuset), 'cpuset.mems')
  await applyCgroup([
    owned(cpuset),
    { op: 'write', path: join(cpuset, 'cpuset.cpus'), value: '0' },
    { op: 'copy', path: mems, from },
    // There is a value now: it stays.
    { op: 'copy', path: join(cpuset, 'cpuset.cpus'), from: join(dirname(cpuset), 'cpuset.cpus') },
  ])
  expect(readFileSync(mems, 'utf8')).toBe(readFileSync(from, 'utf8'))
  expect(readFileSync(join(cpuset, 'cpuset.cpus'), 'utf8')).toBe('0\n')
  await removeCgroups({ cgroups: [cpuset] })
})

// Only their own directories tell: no directory below is taken over.
it('an own directory that exists is refused for a process below it', async () => {
  await expectRefusedForProcessBelow(cgroup('pids'), 'tasks')
})

// A process that joins it would never come to its exec.
it('an own directory that exists and is frozen is refused', async () => {
  await expectRefusedWhileFrozen(cgroup('freezer'), freezerV1)
})

it('a cgroup without room for the init refuses it, and is undone', async () => {
  const pids = cgroup('cpuset')
  // A new cpuset of v1 has no memory node: nobody can be moved into it.
  const failure = { action: 'join cgroup', code: 'ENOSPC', path: pids }
  const changes = { steps: [owned(pids)], joins: [{ path: pids, by: 'tasks' as const }] }
  await expect(standIn().launch('exit 0', changes)).rejects.toMatchObject(failure)
})
