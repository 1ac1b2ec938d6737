// SPDX-License-Identifier: Apache-2.0
// What the core is told about this machine. Read once a process: /proc/self/mountinfo grows with every container
// that runs, so it has no place on the start path.
import { existsSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { defaultFacts } from '../config/default-facts.js'
import type { HostFacts } from '../core/types.js'
import { cgroupFacts } from './cgroups.js'

/** By its uid_map: the initial user namespace maps every id to itself. No file: the kernel has no other namespace. */
const isInitial = (uidMap: string) => uidMap === '' || /^\s*0\s+0\s+4294967295\s*$/.test(uidMap)

let known: HostFacts | undefined

/** The facts of this machine; where it does not run Linux, those of a common one. */
export function hostFacts(): HostFacts {
  known ??= process.platform === 'linux' ? readFacts(read('/proc/self/cgroup')) : defaultFacts
  return known
}

/** The same for a process elsewhere in the machine's cgroups. @param cgroup the text of its /proc/PID/cgroup */
export const hostFactsOf = (cgroup: string): HostFacts => readFacts(cgroup)

function readFacts(cgroup: string): HostFacts {
  return {
    euid: process.geteuid?.() ?? 0,
    kernel: release(),
    userNamespace: !isInitial(read('/proc/self/uid_map')),
    kcore: existsSync('/proc/kcore'),
    cgroup: cgroupFacts(read('/proc/self/mountinfo'), cgroup, (mount) => read(join(mount, 'cgroup.controllers'))),
  }
}

/** Empty where there is no such file: a kernel without user namespaces or cgroups, a v1 mount. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
