// requires: root, linux, cgroup
// What a program in a sandbox of root's, with root's ids, can do to the machine through the kernel's files: nothing.
// Files are opened for writing and not written to, so that nothing happens where they can be.
import { existsSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { sandbox } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

/** What the test program says in a sandbox; each verb is tried, whatever the others did. */
async function run(...verbs: string[][]): Promise<{ stdout: string; stderr: string }> {
  const argv = ['/tmp/program', ...verbs.flatMap((verb) => ['child', ...verb, ';'])]
  const handle = sandbox({ argv, root: folder(), binds: [`${built.program}:/tmp/program:ro`] })
  onTestFinished(() => handle[Symbol.asyncDispose]())
  return handle
}

const writable = [
  '/proc/sysrq-trigger',
  '/proc/sys/kernel/core_pattern',
  '/proc/sys/kernel/modprobe',
  '/proc/sys/vm/overcommit_memory',
  '/proc/sys/net/ipv4/ip_forward',
  '/proc/irq/default_smp_affinity',
  '/sys/kernel/uevent_seqnum',
  '/sys/power/state',
].filter((path) => existsSync(path))

it('opens no switch of the kernel for writing', async () => {
  expect(writable).toContain('/proc/sys/kernel/core_pattern')
  const { stdout, stderr } = await run(...writable.map((path) => ['open', path, 'w']))
  expect(stdout).not.toContain('open /')
  for (const path of writable) expect(stderr).toMatch(new RegExp(`^open ${path}: (EROFS|EACCES|EPERM)$`, 'm'))
})

it('reads none of the kernel’s memory, keys, timers and tables', async () => {
  const files = ['kcore', 'keys', 'timer_list', 'sched_debug', 'interrupts', 'latency_stats', 'timer_stats']
  const folders = ['acpi', 'asound', 'scsi']
  const there = (names: string[]) => names.map((name) => `/proc/${name}`).filter((path) => existsSync(path))
  const { stdout } = await run(
    ...there(files).map((path) => ['cat', path]),
    ...there(folders).map((path) => ['ls', path]),
  )
  expect(stdout.replace(/child exited with 0\n/g, '')).toBe('')
})

it('makes no device and mounts nothing', async () => {
  const { stderr } = await run(
    ['mknod', '/tmp/memory', '1', '1'],
    ['mount', 'tmpfs', '/tmp', 'tmpfs'],
    ['remount', '/sys'],
  )
  expect(stderr).toBe('mknod /tmp/memory: EPERM\nmount /tmp: EPERM\nremount /sys: EPERM\n')
})
