// requires: root, linux, cgroup, command nsenter, command unshare
// The init has the host's rights until it has given them up, and the host's descriptors until it executes the program.
// Nobody who is in the container before that gets into it, whatever it waits for: with the same ids and no fewer
// capabilities only its not being dumpable is in the way.
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { receive, send, waitPidfd } from '../../src/bridge/index.js'
import { rawCore } from '../../src/core/raw.js'
import { asks, bootstrapWith, ends, inits, operation } from '../helpers/bootstrap.js'
import type { Bundle } from '../helpers/bundle.js'
import { create, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

type Change = (config: Bundle['config']) => void

const userNamespace: Change = ({ linux }) => {
  linux.namespaces!.push({ type: 'user' })
  linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
  linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
}

const ways = ['ptrace', 'process_vm_readv', 'pidfd_getfd', 'mem', 'root', 'cwd', 'exe', 'fd/0', 'environ']

/** What `attach` says where nothing is allowed. */
function expectNothing(said: string): void {
  for (const way of ways) expect(said).toMatch(new RegExp(`^${way} (EPERM|EACCES)$`, 'm'))
  expect(said).not.toContain('allowed')
}

/** `attach PID` in namespaces of a process, from outside of them. */
async function attachFrom(holder: number, namespaces: string[], pid: number): Promise<string> {
  const program = namespaces.includes('--mount') ? '/bin/program' : built.program
  const { stdout } = await promisify(execFile)('nsenter', [
    ...['--target', `${holder}`, ...namespaces, '--', program, 'attach', `${pid}`],
  ])
  return stdout
}

it('who may do all that does it', async () => {
  const child = spawn('sleep', ['60'])
  onTestFinished(() => void child.kill())
  const { stdout } = await promisify(execFile)(built.program, ['attach', `${child.pid}`])
  for (const way of ways) expect(stdout).toContain(`${way} allowed\n`)
})

describe('nobody of the container attaches to an init', () => {
  it('that waits for the start, with all capabilities of its user namespace', async () => {
    const { container } = await create(['true'], userNamespace)
    const { pid } = await container.start({ stdio: 'ignore' })
    expectNothing(await attachFrom(pid, ['--user', '--pid', '--mount'], 1))
  })

  it('that waits for the start, from a container that shares its pid namespace', async () => {
    const { container } = await create(['true'])
    const { pid } = await container.start({ stdio: 'ignore' })
    const { container: other } = await create(['attach', '1'], ({ linux }) => {
      for (const namespace of linux.namespaces!) if (namespace.type === 'pid') namespace.path = `/proc/${pid}/ns/pid`
    })
    const { stdout, stderr } = await finish(await other.run())
    expect(stderr).toBe('')
    expectNothing(stdout)
  })

  it.each(['createContainer', 'startContainer'] as const)('that waits for a %s hook, which does it', async (kind) => {
    const { container } = await create(['true'], (config) => {
      userNamespace(config)
      // The one is looked up on the host, the other in the image.
      const path = kind === 'createContainer' ? built.program : '/bin/program'
      config.hooks = { [kind]: [{ path, args: ['program', 'attach', 'parent', ';', 'exit', '3'] }] }
    })
    const failure = await container.run().then(
      () => undefined,
      (error: Error) => error,
    )
    expectNothing(/stdout: (.*), stderr: /s.exec(failure?.message ?? '')?.[1] ?? `${failure}`)
  })
})

const nullDevice = openSync('/dev/null', 'r+')
afterAll(() => closeSync(nullDevice))
const { start } = inits(nullDevice)

/** The pid of a process with a user namespace of its own, in which it is root. */
async function holder(): Promise<number> {
  const { pid = 0 } = spawn('unshare', ['--user', '--map-root-user', '--uts', 'sleep', '60'], { stdio: 'ignore' })
  onTestFinished(() => void process.kill(pid, 'SIGKILL'))
  await expect.poll(() => readFileSync(`/proc/${pid}/comm`, 'latin1')).toBe('sleep\n')
  return pid
}

/** Runs an init until it asks for its hooks, and `work` with its pid. */
async function whileItAsks(bytes: Uint8Array, work: (pid: number) => Promise<void>): Promise<void> {
  const { pid, pidfd, control } = await start(bytes)
  try {
    for (;;) {
      const packet = await receive(control)
      if (!packet) throw new Error('the init has ended')
      const message = rawCore().readControl(packet.data)
      if (message.type === 'run hooks') break
      if (message.type !== 'map ids') throw new Error(JSON.stringify(message))
      writeFileSync(`/proc/${pid}/uid_map`, '0 0 65536')
      writeFileSync(`/proc/${pid}/gid_map`, '0 0 65536')
      send(control, rawCore().writeControl('continue'))
    }
    await work(pid)
  } finally {
    closeSync(control)
    await waitPidfd(pidfd)
    closeSync(pidfd)
  }
}

describe('nobody of a namespace attaches to an init', () => {
  it('that has joined it and asks the supervisor for something', async () => {
    const other = await holder()
    const bytes = bootstrapWith(
      { NS_PATHS: `user:/proc/${other}/ns/user` },
      operation('JOIN_NAMESPACES'),
      asks,
      ...ends,
    )
    await whileItAsks(bytes, async (pid) => expectNothing(await attachFrom(other, ['--user'], pid)))
  })

  it('that has made it, after it had joined others', async () => {
    const other = await holder()
    const bytes = bootstrapWith(
      { NS_PATHS: `uts:/proc/${other}/ns/uts` },
      ...[operation('JOIN_NAMESPACES'), operation('NEW_USER_NAMESPACE'), asks, ...ends],
    )
    await whileItAsks(bytes, async (pid) => expectNothing(await attachFrom(pid, ['--user'], pid)))
  })
})
