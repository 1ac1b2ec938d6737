// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// Nothing in a sandbox gets into its process 1 or at what that holds, so no verdict can be forged; nor does it bound its
// resources, slow it down or have it killed; not as its user, not as root, not from a user namespace of its own. Where the
// two must share their only id the verdict holds all the same, and the owner's death.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { pidfdOpen, receive, send, waitPidfd } from '../../src/bridge/index.js'
import { childOf } from '../../src/container/proc.js'
import { rawCore } from '../../src/core/raw.js'
import { type SandboxOptions, sandbox } from '../../src/index.js'
import { asks, bootstrap, ends, inits, operation } from '../helpers/bootstrap.js'
import { type Bundle, folder } from '../helpers/bundle.js'
import { create, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

const attack = ['invade', '1', ';', 'harm', '1', ';', 'flood', '1', ';', 'exit', '3']
const refused = { stdout: 'tried all\ntried harm\n', stderr: '', exitCode: 3 }

/** With a user namespace that has so many ids. Its root is the host's: that owns what is in /proc. */
const userNamespace =
  (size: number, user = 0) =>
  ({ linux, mounts, process }: Bundle['config']) => {
    process.user = { uid: user, gid: user }
    const terminals = mounts!.find(({ type }) => type === 'devpts')
    if (size === 1) terminals!.options = terminals!.options!.filter((option) => !option.startsWith('gid='))
    linux.namespaces!.push({ type: 'user' })
    linux.uidMappings = [{ containerID: 0, hostID: 0, size }]
    linux.gidMappings = [{ containerID: 0, hostID: 0, size }]
  }

async function run(args: string[], change: (config: Bundle['config']) => void) {
  const { container } = await create(args, change, { create: { reaper: true } })
  return finish(await container.run())
}

describe('process 1 of a sandbox', () => {
  it.each([
    ['root', { uid: 0, gid: 0 }],
    ['another user', { uid: 4321, gid: 4321 }],
    ['the user that it is itself otherwise', { uid: 65533, gid: 65533 }],
  ])('is closed to %s', async (_, user) => {
    const binds = [`${built.program}:/tmp/program:ro`]
    const root = folder('gantry-sandbox-')
    const options: SandboxOptions = { argv: ['/tmp/program', ...attack], binds, user, root, input: '', reject: false }
    expect(await sandbox(options)).toMatchObject(refused)
  })

  it('is closed to a program with the other capabilities', async () => {
    const some = ['CAP_KILL', 'CAP_DAC_READ_SEARCH', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_SETUID']
    const result = run(attack, ({ process }) => {
      process.capabilities = { bounding: some, effective: some, permitted: some }
    })
    expect(await result).toMatchObject(refused)
  })

  it.each([
    ['root', 0],
    ['another user', 4321],
  ])('is closed to %s of a user namespace', async (_, user) => {
    expect(await run(attack, userNamespace(65536, user))).toMatchObject(refused)
  })

  it('is closed to the only user of a user namespace, and says how its program ended whatever that does to it', async () => {
    const { stdout, ...ending } = await run(attack, userNamespace(1))
    expect(ending).toMatchObject({ stderr: '', exitCode: 3 })
    // Or there would be nothing to withstand.
    expect(stdout).toContain('tried all\nsucceeded: prlimit 7\n')
    expect(stdout).toContain('succeeded: setpriority\nsucceeded: ioprio_set\n')
    expect(stdout).toMatch(/succeeded: sched_setscheduler\ntried harm\n$/)
  })

  it('would be found open by this test: the same program gets at an ordinary process', () => {
    // Without a reaper between them: a child of the shell, of the same user.
    const script = `sleep 10 & ${built.program} invade $! ';' harm $!; kill -9 $!`
    const said = execFileSync('sh', ['-c', script], { encoding: 'utf8', timeout: 20_000 })
    expect(said).toContain('succeeded: PTRACE_ATTACH\n')
    for (const file of ['oom_score_adj', 'autogroup', 'timerslack_ns', 'coredump_filter', 'clear_refs'])
      expect(said).toMatch(new RegExp(`^succeeded: /proc/\\d+/${file}$`, 'm'))
  })
})

const nullDevice = openSync('/dev/null', 'r+')
afterAll(() => closeSync(nullDevice))
const newPidNamespace = 0x2000_0000

/** What a process that sleeps waits for: the file of its system call's first argument. */
function waitsOn(pid: number): string {
  try {
    const [, descriptor] = /^\d+ (0x[0-9a-f]+) /.exec(readFileSync(`/proc/${pid}/syscall`, 'latin1')) ?? []
    return readlinkSync(`/proc/${pid}/fd/${Number(descriptor)}`)
  } catch {
    return ''
  }
}

it('no pidfd but that of a child of process 1 is taken for the program', () => {
  const parent = process.ppid
  const pidfd = pidfdOpen(process.pid)
  onTestFinished(() => closeSync(pidfd))
  expect(childOf(parent, pidfd)?.pid).toBe(process.pid)
  expect(childOf(parent + 1, pidfd)).toBeUndefined()
  expect(childOf(parent, nullDevice)).toBeUndefined()
})

it('the program waits until its process 1 can be done no harm', async () => {
  const { start } = inits(nullDevice)
  const bytes = bootstrap(asks, operation('REAPER', { UID: 65533, GID: 65533 }), operation('READY'), ...ends)
  const init = await start(bytes, { cloneFlags: newPidNamespace, reaper: true })
  const { pid, pidfd, control, report = -1 } = init
  onTestFinished(async () => {
    for (const descriptor of [control, report]) closeSync(descriptor)
    await waitPidfd(pidfd)
    closeSync(pidfd)
  })
  const next = async () => {
    const packet = await receive(control)
    return { ...rawCore().readControl(packet!.data), descriptors: packet!.descriptors }
  }
  expect(await next()).toMatchObject({ type: 'run hooks' })
  const tracer = spawn(built.program, ['hold', `${pid}`], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void tracer.kill('SIGKILL'))
  const said = createInterface(tracer.stdout)[Symbol.asyncIterator]()
  expect((await said.next()).value).toBe('seized')
  send(control, rawCore().writeControl('continue'))
  // Process 1 is held where it has forked, with all the rights of root.
  const child = Number(/^forked (\d+)$/.exec((await said.next()).value ?? '')?.[1])
  const program = await next()
  expect(program.type).toBe('program')
  expect(childOf(pid, program.descriptors[0]!)?.pid).toBe(child)
  closeSync(program.descriptors[0]!)
  await expect.poll(() => waitsOn(child)).toMatch(/^(pipe|socket):/)
  // Not on the supervisor, which may have let it on long ago.
  expect(waitsOn(child)).toMatch(/^pipe:/)
  tracer.stdin.end('go on\n')
  expect(await next()).toMatchObject({ type: 'ready' })
  if (tracer.exitCode === null) await once(tracer, 'exit')
})
