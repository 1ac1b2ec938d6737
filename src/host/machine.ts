// SPDX-License-Identifier: Apache-2.0
// Everything that the core may know about this machine, to be written down: more than a start of a container asks for.
import { existsSync, readFileSync } from 'node:fs'
import type { HostFacts } from '../core/types.js'
import { hostFacts } from './facts.js'

export { pathsIn } from './paths.js'

/** Where the kernel and systemd say what they are; a test has them elsewhere. */
export interface MachineFiles {
  exists(path: string): boolean
  /** Empty if there is no such file. */
  read(path: string): string
}

/** The facts of this machine, without paths. */
export function machineFacts(): HostFacts {
  const facts = hostFacts()
  const { driver, ...rest } = partsOf({ exists: existsSync, read })
  const rootless = facts.euid !== 0 || facts.userNamespace
  return { ...facts, cgroup: { ...facts.cgroup, driver }, rootless, ...rest }
}

export function partsOf({ exists, read }: MachineFiles) {
  return {
    // The first root filesystem, unpacked from an initramfs, has no place to put the old root: pivot_root(2), NOTES.
    noPivot: / \/ \/ [^\n]* - rootfs /.test(read('/proc/self/mountinfo')),
    // What sd_booted(3) looks at: systemd is the init, so it owns the cgroups.
    driver: exists('/run/systemd/system') ? ('systemd' as const) : ('cgroupfs' as const),
    apparmor: read('/sys/module/apparmor/parameters/enabled').startsWith('Y'),
    // Its filesystem is there only while it is enabled.
    selinux: exists('/sys/fs/selinux/enforce'),
    rdt: / - resctrl /.test(read('/proc/self/mountinfo')),
  }
}

/** Those of the paths that exist on this machine, sorted, each once. */
export function existingPaths(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => existsSync(path)).sort()
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
