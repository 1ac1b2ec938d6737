// SPDX-License-Identifier: Apache-2.0
// From the options of a sandbox to an OCI config: the embedded default, for which no image and no bundle is needed.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { OciConfig, OciMount, OciNamespaceType, OciResources } from '../config/oci.js'
import { defaultRoot } from '../host/root.js'
import { checkSandboxOptions } from '../schema/check-options.js'
import { checkOptions, parseBind, parseSize, type SandboxConfigOptions } from './options.js'
import { hostSystem, makeSkeleton, readonlyBind } from './system.js'

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
}

const kernelMounts: OciMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  {
    destination: '/dev/shm',
    type: 'tmpfs',
    source: 'shm',
    options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'],
  },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
  { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] },
]

const maskedPaths = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
]
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

/** Of the scheduler's bandwidth control, in microseconds. */
const cpuPeriod = 100_000

/**
 * The OCI config of a sandbox. The root directory that it names is made (below the state directory `root`).
 * @throws TypeError or RangeError for options that are unknown or make no sense.
 */
export function sandboxConfig(options: SandboxConfigOptions, root: string = defaultRoot()): OciConfig {
  checkOptions(options)
  checkSandboxOptions(options)
  const network = options.network ?? 'none'
  const system = hostSystem(network)
  const mounts = [...system.mounts, ...kernelMounts, ...bindMounts(options)]
  const namespaces: OciNamespaceType[] = ['pid', 'ipc', 'uts', 'mount', 'cgroup']
  if (network === 'none') namespaces.push('network')
  return {
    ociVersion: '1.2.0',
    process: {
      terminal: options.terminal ?? false,
      user: options.user ?? { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
      args: options.argv,
      env: Object.entries({ ...environment, ...options.env }).map(([name, value]) => `${name}=${value}`),
      cwd: options.cwd ?? '/',
      capabilities: { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] },
      noNewPrivileges: true,
    },
    root: { path: makeSkeleton(root, system, mounts), readonly: true },
    hostname: options.hostname ?? 'sandbox',
    mounts,
    linux: {
      namespaces: namespaces.map((type) => ({ type })),
      resources: resources(options),
      maskedPaths,
      readonlyPaths,
    },
  }
}

function bindMounts({ binds = [], writable = [] }: SandboxConfigOptions): OciMount[] {
  const all = [
    ...binds.map(parseBind),
    ...writable.map((path) => ({ source: resolve(path), destination: resolve(path), readonly: false })),
  ]
  return all.map(({ source, destination, readonly }) => {
    if (!existsSync(source)) throw new RangeError(`bind source ${source} does not exist`)
    if (readonly) return readonlyBind(source, destination)
    return { destination, type: 'bind', source, options: ['rbind', 'rnosuid', 'rnodev'] }
  })
}

function resources({ memory, cpus, pids }: SandboxConfigOptions): OciResources {
  return {
    devices: [{ allow: false, access: 'rwm' }],
    ...(memory === undefined ? {} : { memory: { limit: parseSize(memory) } }),
    ...(cpus === undefined ? {} : { cpu: { quota: Math.round(cpus * cpuPeriod), period: cpuPeriod } }),
    ...(pids === undefined ? {} : { pids: { limit: pids } }),
  }
}
