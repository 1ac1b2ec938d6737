// requires: root, linux, command taskset
// SPDX-License-Identifier: Apache-2.0
// A container runs on all CPUs of its cgroup, whatever its caller is bound to.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

const cpusIn = (status: string) => /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1]

// More CPUs than there are: the kernel takes those of the cpuset.
const all = cpusIn(spawnSync('taskset', ['-c', '0-4095', 'cat', '/proc/self/status'], { encoding: 'utf8' }).stdout)
const [first = '0'] = (cpusIn(readFileSync('/proc/self/status', 'utf8')) ?? '').split(/[-,]/)

function cpusOf(change?: (config: Bundle['config']) => void): string | undefined {
  const { root } = stateRoot()
  const { path } = bundle(folder(), ['cat', '/proc/self/status'], change)
  const words = [process.execPath, built.command, '--root', root, 'run', '-b', path, uniqueId('cpus')]
  return cpusIn(spawnSync('taskset', ['-c', first, ...words], { encoding: 'utf8' }).stdout)
}

it('is not bound to the CPU of its caller', () => {
  expect(all).toBeDefined()
  expect(cpusOf()).toBe(all)
})

it('nor in a user namespace', () => {
  const mappings = [{ containerID: 0, hostID: 0, size: 65_536 }]
  const cpus = cpusOf((config) => {
    config.linux.namespaces?.push({ type: 'user' })
    config.linux.uidMappings = mappings
    config.linux.gidMappings = mappings
  })
  expect(cpus).toBe(all)
})

it('is bound to those of its cgroup', () => {
  const last = all?.split(/[-,]/).at(-1)
  const cpus = cpusOf((config) => {
    config.linux.resources = { ...config.linux.resources, cpu: { cpus: `${last}`, mems: '0' } }
  })
  expect(cpus).toBe(last)
})
