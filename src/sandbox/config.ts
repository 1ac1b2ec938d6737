// SPDX-License-Identifier: Apache-2.0
// From the options of a sandbox to an OCI config: the embedded default, for which no image and no bundle is needed.
import type { OciConfig, OciNamespaceType, OciResources } from '../config/oci.js'
import { defaultRoot } from '../host/root.js'
import { checkSandboxConfigOptions } from './check.js'
import { sandboxMounts } from './mounts.js'
import { parseSize, type SandboxConfigOptions } from './options.js'
import { hostSystem, makeSkeleton } from './system.js'

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
}

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
 * The OCI config of a sandbox. The root directory that it names is made (below the state directory `root`) if it is
 * missing: it is one for all.
 * @throws TypeError or RangeError for options that are unknown or make no sense.
 */
export function sandboxConfig(options: SandboxConfigOptions, root: string = defaultRoot()): OciConfig {
  checkSandboxConfigOptions(options)
  const network = options.network ?? 'none'
  const system = hostSystem(network)
  const skeleton = makeSkeleton(root, system)
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
    root: { path: skeleton, readonly: true },
    hostname: options.hostname ?? 'sandbox',
    mounts: sandboxMounts(options, system, skeleton),
    // What is bound, and where, is reached through no link, the root directory is copied, and `cwd` has to be there:
    // see core-c/plan/sandbox.h.
    annotations: { 'org.gantry.sandbox': 'true' },
    linux: {
      namespaces: namespaces.map((type) => ({ type })),
      resources: resources(options),
      maskedPaths,
      readonlyPaths,
    },
  }
}

function resources({ memory, swap, cpus, pids }: SandboxConfigOptions): OciResources {
  return {
    devices: [{ allow: false, access: 'rwm' }],
    ...(memory === undefined ? {} : { memory: memoryLimits(memory, swap) }),
    ...(cpus === undefined ? {} : { cpu: { quota: Math.round(cpus * cpuPeriod), period: cpuPeriod } }),
    ...(pids === undefined ? {} : { pids: { limit: pids } }),
  }
}

/** Without a word about swap a program would have all of the machine's beside its memory. */
function memoryLimits(memory: number | string, swap: number | string = 0): { limit: number; swap: number } {
  const limit = parseSize(memory, 'memory')
  // OCI counts both together.
  return { limit, swap: limit + (Number(swap) === 0 ? 0 : parseSize(swap, 'swap')) }
}
