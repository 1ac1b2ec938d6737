// SPDX-License-Identifier: Apache-2.0
// Which cgroup hierarchies there are, from the text of /proc/self/mountinfo and /proc/self/cgroup.
import type { CgroupHierarchy, HostFacts } from '../core/types.js'

interface CgroupMount {
  fstype: string
  /** The directory of the hierarchy that is mounted. */
  root: string
  mount: string
  /** Controllers and `name=…` among the options of the filesystem. */
  options: string[]
}

/** See proc_pid_mountinfo(5): `id parent dev root mount options [optional…] - type source superoptions`. */
function cgroupMounts(mountinfo: string): CgroupMount[] {
  const mounts: CgroupMount[] = []
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ')
    const [fstype = '', , options = ''] = right.split(' ')
    if (fstype !== 'cgroup' && fstype !== 'cgroup2') continue
    const [, , , root = '', mount = ''] = left.split(' ')
    mounts.push({ fstype, root: unescaped(root), mount: unescaped(mount), options: options.split(',') })
  }
  return mounts
}

// Space, tab, newline and backslash are written as octal escapes.
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** See cgroups(7): `id:controllers:path`, with id 0 and no controllers for the unified hierarchy. */
function ownCgroups(cgroup: string): { controllers: string[]; path: string }[] {
  return cgroup
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, controllers = '', ...path] = line.split(':')
      return { controllers: controllers === '' ? [] : controllers.split(','), path: path.join(':') }
    })
}

/** A cgroup's path below a mount that shows only the part of the hierarchy below `root`. */
function below(root: string, path: string): string {
  if (root === '/' || path === root) return root === '/' ? path : '/'
  return path.startsWith(`${root}/`) ? path.slice(root.length) : path
}

/**
 * The cgroup part of the host facts. A hierarchy that is mounted in several places counts where it was mounted first.
 * @param unifiedControllers the content of `cgroup.controllers` at a mount point.
 */
export function cgroupFacts(
  mountinfo: string,
  cgroup: string,
  unifiedControllers: (mount: string) => string,
): HostFacts['cgroup'] {
  const mounts = cgroupMounts(mountinfo)
  const own = ownCgroups(cgroup)
  const v1: CgroupHierarchy[] = []
  const taken = new Set<string[]>()
  for (const { fstype, root, mount, options } of mounts) {
    if (fstype !== 'cgroup') continue
    const mine = own.find(({ controllers }) => controllers.length > 0 && controllers.every((c) => options.includes(c)))
    if (!mine || taken.has(mine.controllers)) continue
    taken.add(mine.controllers)
    const name = mine.controllers.find((controller) => controller.startsWith('name='))
    v1.push({
      controllers: mine.controllers.filter((controller) => controller !== name),
      ...(name === undefined ? {} : { name: name.slice('name='.length) }),
      mount,
      own: below(root, mine.path),
    })
  }
  const unifiedMount = mounts.find(({ fstype }) => fstype === 'cgroup2')
  const unifiedOwn = own.find(({ controllers }) => controllers.length === 0)
  if (!unifiedMount || !unifiedOwn) return { mode: v1.length > 0 ? 'v1' : 'none', v1 }
  const { root, mount } = unifiedMount
  return {
    mode: v1.length > 0 ? 'hybrid' : 'v2',
    v1,
    unified: { controllers: [], mount, own: below(root, unifiedOwn.path) },
    unifiedControllers: unifiedControllers(mount).split(/\s+/).filter(Boolean),
  }
}
