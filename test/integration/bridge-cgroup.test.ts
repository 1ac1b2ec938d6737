// requires: root, linux, cgroup hybrid
import { closeSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { applyCgroup, type Launched, pidfdSignal, receive, removeCgroups, waitPidfd } from '../../src/bridge/index.js'
import type { CgroupStep } from '../../src/core/types.js'
import { cgroupName, children, openDescriptors, StandIn } from '../helpers/bridge/stand-in.js'

let standIn: StandIn
beforeAll(() => {
  standIn = new StandIn()
})
afterAll(() => standIn.remove())

const used: string[] = []
const running: Launched[] = []

// A failed test may leave processes and cgroups.
afterEach(async () => {
  for (const { pidfd, control } of running.splice(0)) {
    pidfdSignal(pidfd, constants.signals.SIGKILL)
    await waitPidfd(pidfd)
    closeSync(pidfd)
    closeSync(control)
  }
  const paths = used.splice(0)
  const left = paths.filter((path) => existsSync(path))
  await removeCgroups(paths)
  expect(children()).toBe('')
  expect(left).toEqual([])
})

function cgroup(controller: string): string {
  const path = cgroupName(controller)
  used.push(path)
  return path
}

const owned = (path: string): CgroupStep => ({ op: 'mkdir', path, owned: true })

/** A process in the cgroup, until `end`. */
async function processIn(path: string, by: 'tasks' | 'clone' = 'tasks') {
  const launched = await standIn.launch('wait', { joins: [{ path, by }] })
  running.push(launched)
  return {
    async end() {
      running.splice(running.indexOf(launched), 1)
      closeSync(launched.control)
      const ending = await waitPidfd(launched.pidfd)
      closeSync(launched.pidfd)
      return ending
    },
  }
}

it('the init is in the cgroups of both kinds from its first instruction', async () => {
  const [pids, freezer, unified] = [cgroup('pids'), cgroup('freezer'), cgroup('')]
  const { pidfd, control, made, skipped } = await standIn.launch('report', {
    steps: [pids, freezer, unified].map(owned),
    joins: [
      { path: pids, by: 'tasks' },
      { path: freezer, by: 'tasks' },
      { path: unified, by: 'clone' },
    ],
  })
  const packet = await receive(control)
  expect(await waitPidfd(pidfd)).toEqual({ exitCode: 0 })
  closeSync(control)
  closeSync(pidfd)
  const lines = Buffer.from(packet?.data ?? [])
    .toString()
    .split('\n')
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^\\d+:pids:.*/${basename(pids)}$`)))
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^\\d+:freezer:.*/${basename(freezer)}$`)))
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^0::.*/${basename(unified)}$`)))
  expect({ made, skipped }).toEqual({ made: [pids, freezer, unified], skipped: [] })
  await removeCgroups(made)
})

it('values are written, and copied where there is none', async () => {
  const [pids, cpuset] = [cgroup('pids'), cgroup('cpuset')]
  const mems = join(cpuset, 'cpuset.mems')
  const from = join(dirname(cpuset), 'cpuset.mems')
  const steps: CgroupStep[] = [
    owned(pids),
    { op: 'write', path: join(pids, 'pids.max'), value: '17' },
    owned(cpuset),
    { op: 'write', path: join(cpuset, 'cpuset.cpus'), value: '0' },
    { op: 'copy', path: mems, from },
    // There is a value now: it stays.
    { op: 'copy', path: join(cpuset, 'cpuset.cpus'), from: join(dirname(cpuset), 'cpuset.cpus') },
  ]
  await applyCgroup(steps)
  expect(readFileSync(join(pids, 'pids.max'), 'utf8')).toBe('17\n')
  expect(readFileSync(mems, 'utf8')).toBe(readFileSync(from, 'utf8'))
  expect(readFileSync(join(cpuset, 'cpuset.cpus'), 'utf8')).toBe('0\n')
  await removeCgroups([pids, cpuset])
})

it('a step is skipped at the errnos that it names, and at no other', async () => {
  const pids = cgroup('pids')
  const path = join(pids, 'pids.nothing')
  const write: CgroupStep = { op: 'write', path, value: '1' }
  const outcome = await applyCgroup([owned(pids), { ...write, skip: ['EPERM', 'ENOENT'] }])
  expect(outcome).toEqual({ made: [pids], skipped: [{ path, errno: constants.errno.ENOENT }] })
  const failure = { code: 'ENOENT', path, failedStep: 0, action: 'write' }
  await expect(applyCgroup([{ ...write, skip: ['EPERM'] }])).rejects.toMatchObject(failure)
  await expect(applyCgroup([{ ...write, skip: ['ENOTHING'] }])).rejects.toThrow(/unknown errno ENOTHING/)
  await removeCgroups([pids])
})

it('a directory of others may exist, and stays when a launch fails; an own one that was there stays too', async () => {
  const [shared, before, made] = [cgroup('pids'), cgroup('freezer'), cgroup('')]
  mkdirSync(before)
  const steps: CgroupStep[] = [
    { op: 'mkdir', path: shared },
    { op: 'mkdir', path: shared },
    owned(before),
    owned(join(shared, 'own')),
    owned(made),
    { op: 'write', path: join(shared, 'own/pids.max'), value: 'nonsense' },
  ]
  const failure = { code: 'EINVAL', failedStep: 5, action: 'write' }
  await expect(standIn.launch('exit 0', { steps })).rejects.toMatchObject(failure)
  expect([shared, before, made, join(shared, 'own')].map((path) => existsSync(path))).toEqual([
    true,
    true,
    false,
    false,
  ])
  rmdirSync(shared)
  rmdirSync(before)
})

it('an own directory that exists is taken if no process is in it, and refused otherwise', async () => {
  const pids = cgroup('pids')
  mkdirSync(pids)
  expect(await applyCgroup([owned(pids)])).toEqual({ made: [], skipped: [] })
  const process = await processIn(pids)
  const failure = { code: 'EBUSY', path: pids, failedStep: 0, action: 'take over existing cgroup' }
  await expect(standIn.launch('exit 0', { steps: [owned(pids)] })).rejects.toMatchObject(failure)
  await process.end()
  rmdirSync(pids)
})

// Its processes would be limited, killed and removed with the container: `/system.slice` has none of its own.
it.each([
  ['v1', 'pids', 'tasks'],
  ['v2', '', 'clone'],
] as const)('an own directory that exists is refused for a process below it: %s', async (_, controller, by) => {
  const path = cgroup(controller)
  const below = join(path, 'below')
  mkdirSync(below, { recursive: true })
  const process = await processIn(below, by)
  const failure = { code: 'EBUSY', path, failedStep: 0, action: 'take over existing cgroup' }
  await expect(applyCgroup([owned(path)])).rejects.toMatchObject(failure)
  await process.end()
  rmdirSync(below)
  expect(await applyCgroup([owned(path)])).toEqual({ made: [], skipped: [] })
  rmdirSync(path)
})

// A process that is cloned into it, or joins it, would never come to its exec.
it.each([
  ['v1', 'freezer', 'freezer.state', ['FROZEN', 'THAWED']],
  ['v2', '', 'cgroup.freeze', ['1', '0']],
] as const)(
  'an own directory that exists and is frozen is refused: %s',
  async (_, controller, file, [frozen, thawed]) => {
    const path = cgroup(controller)
    mkdirSync(path)
    writeFileSync(join(path, file), frozen)
    const failure = { code: 'EBUSY', path, failedStep: 0, action: 'take over frozen cgroup' }
    await expect(applyCgroup([owned(path)])).rejects.toMatchObject(failure)
    writeFileSync(join(path, file), thawed)
    expect(await applyCgroup([owned(path)])).toEqual({ made: [], skipped: [] })
    rmdirSync(path)
  },
)

it.each<[string, (path: string) => Parameters<StandIn['launch']>[1], object]>([
  ['the fifo', () => ({ fifo: '/nothing' }), { code: 'ENOENT', path: '/nothing' }],
  ['the exec', (path) => ({ initFd: 0, joins: [{ path, by: 'tasks' }] }), { action: 'execute the init' }],
  [
    'the clone',
    (path) => ({ joins: [{ path, by: 'clone' }] }),
    { action: 'clone3', code: 'EBADF', path: expect.any(String) },
  ],
  [
    'the joining',
    (path) => ({ joins: [{ path: `${path}/none`, by: 'tasks' }] }),
    { action: 'open tasks', code: 'ENOENT' },
  ],
])('nothing is left when %s fails', async (_, changes, failure) => {
  const [pids, unified] = [cgroup('pids'), cgroup('')]
  const below = join(pids, 'below')
  const steps = [owned(pids), owned(below), owned(unified)]
  const descriptors = openDescriptors()
  await expect(standIn.launch('exit 0', { steps, ...changes(below) })).rejects.toMatchObject(failure)
  expect(openDescriptors()).toBe(descriptors)
})

it('a cgroup without room for the init refuses it, and is undone', async () => {
  const pids = cgroup('cpuset')
  // A new cpuset of v1 has no memory node: nobody can be moved into it.
  const failure = { action: 'join cgroup', code: 'ENOSPC', path: pids }
  const changes = { steps: [owned(pids)], joins: [{ path: pids, by: 'tasks' as const }] }
  await expect(standIn.launch('exit 0', changes)).rejects.toMatchObject(failure)
})

it.each([
  ['allows', 1],
  ['denies', 0],
])('a device filter that %s', async (_, answer) => {
  const unified = cgroup('')
  // r0 = answer; exit
  const program = Buffer.from([0xb7, 0, 0, 0, answer, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0])
  const steps: CgroupStep[] = [
    owned(unified),
    { op: 'device filter', path: unified, value: program.toString('base64') },
  ]
  const joins = [{ path: unified, by: 'clone' as const }]
  const { pidfd, control } = await standIn.launch('descriptors 1', { steps, joins })
  const packet = await receive(control)
  await waitPidfd(pidfd)
  for (const fd of [pidfd, control, ...(packet?.descriptors ?? [])]) closeSync(fd)
  expect(packet?.descriptors.length).toBe(answer === 1 ? 1 : undefined)
  await removeCgroups([unified])
})

it('a device filter that is no program is refused', async () => {
  const unified = cgroup('')
  const attach = (bytes: number[]) =>
    applyCgroup([owned(unified), { op: 'device filter', path: unified, value: Buffer.from(bytes).toString('base64') }])
  await expect(attach([1, 2, 3])).rejects.toMatchObject({ code: 'EINVAL', action: 'read device filter' })
  await expect(attach(new Array(16).fill(0xff))).rejects.toMatchObject({ action: 'load device filter', failedStep: 1 })
})

it('cgroups are removed with all that a container made in them', async () => {
  const pids = cgroup('pids')
  mkdirSync(join(pids, 'a/a/a/a'), { recursive: true })
  mkdirSync(join(pids, 'a/b/c'), { recursive: true })
  for (let i = 0; i < 20; i++) mkdirSync(join(pids, `${i}`))
  mkdirSync(join(pids, 'deep', ...new Array(200).fill('d')), { recursive: true })
  await removeCgroups([pids, `${pids}-that-never-was`])
  expect(existsSync(pids)).toBe(false)
})

it('the removal waits for processes that end, and fails on those that stay', async () => {
  const pids = cgroup('pids')
  const below = join(pids, 'x/y')
  mkdirSync(below, { recursive: true })
  const process = await processIn(below)
  await expect(removeCgroups([pids], 20)).rejects.toMatchObject({ code: 'EBUSY', action: 'rmdir', path: pids })
  const removed = removeCgroups([pids], 10_000)
  await process.end()
  await removed
  expect(existsSync(pids)).toBe(false)
})
