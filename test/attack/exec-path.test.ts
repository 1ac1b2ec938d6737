// requires: root, linux, cgroup, command unshare
// CVE-2024-21626: exec looks its path up before it closes anything. An image whose program is a link into
// /proc/self/fd must not get through what the init holds; where namespaces are joined that is the host's procfs.
import { spawn } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { createFactory } from '../../src/index.js'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { temporaryFolder } from '../helpers/folder.js'
import { built } from '../helpers/paths.js'
import { runToEnd } from '../helpers/run.js'

const factory = createFactory({ root: join(temporaryFolder('gantry-exec-path-'), 'state') })

/** The pid of a process in namespaces of its own, with a procfs of its own and the host's files. */
async function holder(): Promise<string> {
  const args = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sleep', '60']
  const { pid } = spawn('unshare', args, { stdio: 'ignore' })
  onTestFinished(() => void process.kill(pid!, 'SIGKILL'))
  for (;;) {
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim()
    if (child !== '' && readFileSync(`/proc/${child}/comm`, 'latin1') === 'sleep\n') return child
    await setTimeout(5)
  }
}

/** A container of the holder's namespaces, with a link in its image to the host's test program by way of `fd`. */
async function joined(fd: number, change: (config: Bundle['config']) => void): Promise<Bundle> {
  const pid = await holder()
  const made = bundle(folder(), ['true'], (config) => {
    for (const namespace of config.linux.namespaces!) {
      if (namespace.type === 'mount') namespace.path = `/proc/${pid}/ns/mnt`
      if (namespace.type === 'pid') namespace.path = `/proc/${pid}/ns/pid`
    }
    // With it the kernel lets nobody through who may not trace the process that the path names.
    const sets = config.process.capabilities!
    for (const set of Object.values(sets)) set.push('CAP_SYS_PTRACE')
    config.process.noNewPrivileges = false
    change(config)
  })
  symlinkSync(`/proc/self/fd/${fd}/${process.pid}/root${built.program}`, join(made.rootfs, 'bin/link'))
  return made
}

const descriptors = [3, 4, 5, 6, 7, 8, 9]

it.each(descriptors)('a program is not found on the host through descriptor %i of the init', async (fd) => {
  const made = await joined(fd, (config) => {
    config.process.args = ['/bin/link', 'echo', 'from the host']
  })
  const { failure, stdout } = await runToEnd(factory, uniqueId('path'), made)
  expect(stdout).toBe('')
  expect(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP']).toContain(failure?.errnoName)
})

it.each(descriptors)('nor is a startContainer hook, through descriptor %i', async (fd) => {
  const made = await joined(fd, (config) => {
    config.hooks = {
      startContainer: [{ path: '/bin/link', args: ['link', 'echo', 'from the host', ';', 'exit', '3'] }],
    }
  })
  const { failure } = await runToEnd(factory, uniqueId('hook'), made)
  expect(failure?.message).not.toContain('from the host')
  expect(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP']).toContain(failure?.errnoName)
})
