// SPDX-License-Identifier: Apache-2.0
// Configs that together make every operation of the contract run for real on this machine.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OciConfig } from '../../src/config/oci.js'
import type { CompileOptions } from '../../src/core/types.js'
import type { Bundle } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

export interface FaultPlan {
  name: string
  options?: Pick<CompileOptions, 'noPivot' | 'reaper'>
  /** @param holder pid of a process with namespaces that can be joined. */
  change(config: Bundle['config'], bundle: Bundle, holder: number): void
}

const kinds = ['prestart', 'createRuntime', 'createContainer', 'startContainer', 'poststart', 'poststop'] as const

// The hooks of all kinds; startContainer runs inside, where the program has another path.
function hooks(): NonNullable<OciConfig['hooks']> {
  const path = (kind: string) => (kind === 'startContainer' ? '/bin/true' : built.program)
  return Object.fromEntries(kinds.map((kind) => [kind, [{ path: path(kind), args: ['program', 'true'], timeout: 10 }]]))
}

function process(config: Bundle['config']): void {
  config.process.user = { uid: 0, gid: 0, additionalGids: [5], umask: 0o27 }
  config.process.oomScoreAdj = 100
  config.process.cwd = '/work'
  config.process.env = ['PATH=/bin', 'A=1']
  const { permitted = [] } = config.process.capabilities ?? {}
  config.process.capabilities = { ...config.process.capabilities, inheritable: permitted, ambient: permitted }
}

export const faultPlans: FaultPlan[] = [
  {
    name: 'the default config with everything added to it',
    change(config, { path }) {
      process(config)
      config.hooks = hooks()
      config.domainname = 'example.org'
      config.linux.sysctl = { 'net.ipv4.ip_forward': '0', 'kernel.shmmax': '65536' }
      config.linux.devices = [{ type: 'c', path: '/dev/fuse', major: 10, minor: 229 }]
      config.linux.rootfsPropagation = 'rslave'
      mkdirSync(join(path, 'rootfs/var/lib'), { recursive: true })
      writeFileSync(join(path, 'rootfs/var/lib/file'), 'copied up')
      mkdirSync(join(path, 'data'))
      config.mounts!.push(
        { destination: '/var', type: 'tmpfs', source: 'tmpfs', options: ['tmpcopyup'] },
        { destination: '/data', type: 'bind', source: 'data', options: ['bind', 'ro'] },
        { destination: '/data', type: 'none', source: 'data', options: ['bind', 'remount', 'ro', 'noexec'] },
      )
    },
  },
  {
    name: 'a user namespace and a time namespace, with a terminal',
    change(config, { path }) {
      process(config)
      config.hooks = hooks()
      config.process.terminal = true
      config.process.consoleSize = { height: 24, width: 80 }
      config.linux.namespaces = ['pid', 'network', 'ipc', 'uts', 'mount', 'user', 'time', 'cgroup'].map((type) => ({
        type: type as 'pid',
      }))
      config.linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
      config.linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
      config.linux.timeOffsets = { monotonic: { secs: 100 }, boottime: { secs: 200 } }
      mkdirSync(join(path, 'data'))
      config.mounts!.push({ destination: '/data', type: 'bind', source: 'data', options: ['rbind', 'ro'] })
    },
  },
  {
    name: 'joined namespaces',
    change(config, _, holder) {
      const joined = (type: 'ipc' | 'network' | 'pid' | 'uts', file: string) => ({
        type,
        path: `/proc/${holder}/ns/${file}`,
      })
      config.linux.namespaces = [
        { type: 'mount' },
        joined('ipc', 'ipc'),
        joined('network', 'net'),
        joined('pid', 'pid'),
        joined('uts', 'uts'),
      ]
      delete (config as OciConfig).hostname
    },
  },
  {
    name: 'no pivot_root',
    options: { noPivot: true },
    change() {},
  },
  {
    name: 'a reaper, with a terminal',
    options: { reaper: true },
    change(config) {
      process(config)
      config.hooks = hooks()
      config.process.terminal = true
      config.process.rlimits = [{ type: 'RLIMIT_CORE', soft: 1, hard: 1 }]
    },
  },
  {
    name: 'no mount namespace',
    change(config) {
      const { mounts, linux, root } = config as OciConfig
      mounts?.splice(0)
      linux!.maskedPaths = []
      linux!.readonlyPaths = []
      linux!.namespaces = [{ type: 'pid' }, { type: 'uts' }]
      root!.readonly = false
    },
  },
]
