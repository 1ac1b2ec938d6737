// requires: root, linux, cgroup2
// Cgroups of the unified hierarchy, and of those of v1 where these have the controllers.
import { closeSync, existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { applyCgroup, receive, removeCgroups, waitPidfd } from '../../src/bridge/index.js'
import type { CgroupJoin, CgroupStep } from '../../src/core/types.js'
import {
  cgroup,
  expectRefusedForProcessBelow,
  expectRefusedWhileFrozen,
  owned,
  prepareCgroups,
  processIn,
  standIn,
} from '../helpers/bridge/cgroups.js'
import { cgroupName, openDescriptors, type StandIn } from '../helpers/bridge/stand-in.js'
import { freezerV2 } from '../helpers/freezing.js'
import { isCgroupV2 } from '../helpers/requires.js'

prepareCgroups()

const v2 = isCgroupV2()
// Where a process can be limited and where it can be frozen, and how it gets there.
const limiting = v2 ? '' : 'pids'
const freezing = v2 ? '' : 'freezer'
const by = v2 ? 'clone' : 'tasks'
const joinAll = (paths: string[]): CgroupJoin[] => paths.map((path) => ({ path, by }))

beforeAll(async () => {
  if (v2) await applyCgroup([{ op: 'enable', path: dirname(cgroupName('')), needed: 'pids' }])
})

it('the init is in its cgroups from its first instruction', async () => {
  // One cgroup of v2, but one in each hierarchy of v1.
  const [limits, freezer, unified] = [cgroup(limiting), cgroup(freezing), cgroup('')]
  const { pidfd, control, made, skipped } = await standIn().launch('report', {
    steps: [limits, freezer, unified].map(owned),
    joins: [...(v2 ? [] : joinAll([limits, freezer])), { path: unified, by: 'clone' }],
  })
  const packet = await receive(control)
  expect(await waitPidfd(pidfd)).toEqual({ exitCode: 0 })
  closeSync(control)
  closeSync(pidfd)
  const lines = Buffer.from(packet?.data ?? [])
    .toString()
    .split('\n')
  if (!v2) {
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^\\d+:pids:.*/${basename(limits)}$`)))
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^\\d+:freezer:.*/${basename(freezer)}$`)))
  }
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^0::.*/${basename(unified)}$`)))
  expect({ made, skipped }).toEqual({ made: [limits, freezer, unified], skipped: [] })
  await removeCgroups({ cgroups: made })
})

it('values are written', async () => {
  const path = cgroup(limiting)
  await applyCgroup([owned(path), { op: 'write', path: join(path, 'pids.max'), value: '17' }])
  expect(readFileSync(join(path, 'pids.max'), 'utf8')).toBe('17\n')
  await removeCgroups({ cgroups: [path] })
})

it('a step is skipped at the errnos that it names, and at no other', async () => {
  const pids = cgroup(limiting)
  const path = join(pids, 'pids.nothing')
  const write: CgroupStep = { op: 'write', path, value: '1' }
  const outcome = await applyCgroup([owned(pids), { ...write, skip: ['EPERM', 'ENOENT'] }])
  expect(outcome).toEqual({ made: [pids], skipped: [{ path, errno: constants.errno.ENOENT }] })
  const failure = { code: 'ENOENT', path, failedStep: 0, action: 'write' }
  await expect(applyCgroup([{ ...write, skip: ['EPERM'] }])).rejects.toMatchObject(failure)
  await expect(applyCgroup([{ ...write, skip: ['ENOTHING'] }])).rejects.toThrow(/unknown errno ENOTHING/)
  await removeCgroups({ cgroups: [pids] })
})

it('a directory of others may exist, and stays when a launch fails; an own one that was there stays too', async () => {
  const [shared, before, made] = [cgroup(limiting), cgroup(freezing), cgroup('')]
  mkdirSync(before)
  const steps: CgroupStep[] = [
    { op: 'mkdir', path: shared },
    { op: 'mkdir', path: shared },
    owned(before),
    ...(v2 ? [{ op: 'enable' as const, path: shared, needed: 'pids' }] : []),
    owned(join(shared, 'own')),
    owned(made),
    { op: 'write', path: join(shared, 'own/pids.max'), value: 'nonsense' },
  ]
  const failure = { code: 'EINVAL', failedStep: steps.length - 1, action: 'write' }
  await expect(standIn().launch('exit 0', { steps })).rejects.toMatchObject(failure)
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
  const pids = cgroup(limiting)
  mkdirSync(pids)
  expect(await applyCgroup([owned(pids)])).toEqual({ made: [], skipped: [] })
  const process = await processIn(pids, by)
  const failure = { code: 'EBUSY', path: pids, failedStep: 0, action: 'take over existing cgroup' }
  await expect(standIn().launch('exit 0', { steps: [owned(pids)] })).rejects.toMatchObject(failure)
  await process.end()
  rmdirSync(pids)
})

// Its processes would be limited, killed and removed with the container: `/system.slice` has none of its own.
it('an own directory that exists is refused for a process below it', async () => {
  await expectRefusedForProcessBelow(cgroup(''), 'clone')
})

// A process that is cloned into it would never come to its exec.
it('an own directory that exists and is frozen is refused', async () => {
  await expectRefusedWhileFrozen(cgroup(''), freezerV2)
})

it.each<[string, (path: string) => Parameters<StandIn['launch']>[1], object]>([
  ['the fifo', () => ({ fifo: '/nothing' }), { code: 'ENOENT', path: '/nothing' }],
  ['the exec', (path) => ({ initFd: 0, joins: joinAll([path]) }), { action: 'execute the init' }],
  // It is no cgroup, or one of a hierarchy that cannot be cloned into.
  ['the clone', () => ({ joins: [{ path: '/tmp', by: 'clone' }] }), { action: 'clone3', code: 'EBADF', path: '/tmp' }],
  ['the joining', (path) => ({ joins: joinAll([`${path}/none`]) }), { action: v2 ? 'open cgroup' : 'open tasks' }],
])('nothing is left when %s fails', async (_, changes, failure) => {
  const [pids, unified] = [cgroup(limiting), cgroup('')]
  const below = join(pids, 'below')
  const steps = [owned(pids), owned(below), owned(unified)]
  const descriptors = openDescriptors()
  await expect(standIn().launch('exit 0', { steps, ...changes(below) })).rejects.toMatchObject(failure)
  expect(openDescriptors()).toBe(descriptors)
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
  const { pidfd, control } = await standIn().launch('descriptors 1', { steps, joins })
  const packet = await receive(control)
  await waitPidfd(pidfd)
  for (const fd of [pidfd, control, ...(packet?.descriptors ?? [])]) closeSync(fd)
  expect(packet?.descriptors.length).toBe(answer === 1 ? 1 : undefined)
  await removeCgroups({ cgroups: [unified] })
})

it('a device filter that is no program is refused', async () => {
  const unified = cgroup('')
  const attach = (bytes: number[]) =>
    applyCgroup([owned(unified), { op: 'device filter', path: unified, value: Buffer.from(bytes).toString('base64') }])
  await expect(attach([1, 2, 3])).rejects.toMatchObject({ code: 'EINVAL', action: 'read device filter' })
  await expect(attach(new Array(16).fill(0xff))).rejects.toMatchObject({ action: 'load device filter', failedStep: 1 })
})

it('cgroups are removed with all that a container made in them', async () => {
  const pids = cgroup(limiting)
  mkdirSync(join(pids, 'a/a/a/a'), { recursive: true })
  mkdirSync(join(pids, 'a/b/c'), { recursive: true })
  for (let i = 0; i < 20; i++) mkdirSync(join(pids, `${i}`))
  mkdirSync(join(pids, 'deep', ...new Array(200).fill('d')), { recursive: true })
  await removeCgroups({ cgroups: [pids, `${pids}-that-never-was`] })
  expect(existsSync(pids)).toBe(false)
})

it('the removal waits for processes that end, and fails on those that stay', async () => {
  const pids = cgroup(limiting)
  const below = join(pids, 'x/y')
  mkdirSync(below, { recursive: true })
  const process = await processIn(below, by)
  await expect(removeCgroups({ cgroups: [pids] }, 20)).rejects.toMatchObject({
    code: 'EBUSY',
    action: 'rmdir',
    path: pids,
  })
  const removed = removeCgroups({ cgroups: [pids] }, 10_000)
  await process.end()
  await removed
  expect(existsSync(pids)).toBe(false)
})
