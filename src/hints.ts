// SPDX-License-Identifier: Apache-2.0
// The likely cause of a refusal, where experience knows one.
import type { ControlFailure, OperationDescription } from './core/types.js'
import { type OperationName, spawnActions } from './generated/contract.js'

interface Hint {
  operation: OperationName
  errno: string
  /** Only for filesystems of this type. */
  fstype?: string
  text: string
}

const hints: Hint[] = [
  {
    operation: 'mount',
    errno: 'EPERM',
    fstype: 'proc',
    text: 'in a nested container the kernel mounts procfs only where the outer one is fully visible, without masked paths',
  },
  {
    operation: 'mount',
    errno: 'EPERM',
    fstype: 'sysfs',
    text: 'sysfs needs a network namespace that belongs to the user namespace: add one, or bind /sys from the host',
  },
  {
    operation: 'mount',
    errno: 'EPERM',
    text: 'mounting needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace',
  },
  {
    operation: 'mount',
    errno: 'ENODEV',
    text: 'the kernel does not know this filesystem type, or its module is missing',
  },
  { operation: 'mount', errno: 'ENOENT', text: 'the source must exist: a filesystem on a device needs that device' },
  { operation: 'mount', errno: 'EINVAL', text: 'the filesystem does not know one of the options' },
  { operation: 'bind mount', errno: 'ENOENT', text: 'the source of a bind mount must exist on the host' },
  { operation: 'open mount source', errno: 'ENOENT', text: 'the source of a bind mount must exist on the host' },
  {
    operation: 'bind mount',
    errno: 'ELOOP',
    text: 'a path leads through a symbolic link, which may have come there since: name where it leads to',
  },
  { operation: 'pivot root', errno: 'EINVAL', text: 'on an initramfs pivot_root is impossible: use noPivot' },
  {
    operation: 'create user namespace',
    errno: 'EPERM',
    text: 'user namespaces may be turned off: see kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns',
  },
  { operation: 'create user namespace', errno: 'ENOSPC', text: 'the limit user.max_user_namespaces is reached' },
  {
    operation: 'find executable',
    errno: 'ENOENT',
    text: 'process.args[0] must be in the root filesystem: as a path, or in a directory of PATH of process.env',
  },
  {
    operation: 'find executable',
    errno: 'EACCES',
    text: 'the file needs the execute permission for the user of the process',
  },
  {
    operation: 'execute',
    errno: 'ENOENT',
    text: 'the file is there, so its interpreter (the #! line or the dynamic loader) is missing in the root filesystem',
  },
  {
    operation: 'execute',
    errno: 'ENOEXEC',
    text: 'the file is no executable for this machine, or a script without #!',
  },
  {
    operation: 'change directory',
    errno: 'ENOENT',
    text: 'the working directory has to be there: in a sandbox, in the system, in its own /tmp, or in what is bound or writable',
  },
  { operation: 'change directory', errno: 'ENOTDIR', text: 'the working directory is a file, or lies below one' },
  { operation: 'set sysctl', errno: 'ENOENT', text: 'this kernel has no such sysctl' },
  { operation: 'set sysctl', errno: 'EACCES', text: 'the sysctl is not in a namespace that the container owns' },
]

/** What may help against a failure, if that is known. */
export function hintFor(failure: ControlFailure, attributes: OperationDescription | undefined): string | undefined {
  return hints.find(
    ({ operation, errno, fstype }) =>
      operation === failure.operation &&
      errno === failure.errnoName &&
      (fstype === undefined || fstype === attributes?.['type']),
  )?.text
}

const bridgeHints: Readonly<Record<string, (path: string) => string>> = {
  [spawnActions.enableInPopulated]: (path) =>
    `limits can only be set below a cgroup without processes: move those of ${path} into one of their own ` +
    `(mkdir ${path}/init, and write each line of ${path}/cgroup.procs to ${path}/init/cgroup.procs), or ask for no limits`,
  [spawnActions.makeBelowThreaded]: (path) =>
    `${path} has processes and controllers for the cgroups in it; unless it is meant to be so, disable these: write ` +
    `the words of ${path}/cgroup.subtree_control back to it, each with a minus sign`,
  [spawnActions.cloneOutside]: () =>
    'the cgroup filesystem is not of the cgroup namespace of this process: mount one (mount -t cgroup2 cgroup2 ' +
    '/sys/fs/cgroup), in a mount namespace of its own',
  [spawnActions.cloneBelowThreaded]: (path) =>
    `a cgroup above ${path} has processes and controllers for the cgroups in it: see its cgroup.type and cgroup.subtree_control`,
}

/** The same of a failure of the bridge: by what it was doing, and on what. */
export const bridgeHintFor = (action: string, path: string): string | undefined => bridgeHints[action]?.(path)

const limits: Readonly<Record<string, string>> = {
  EMFILE: 'this process has as many open files as RLIMIT_NOFILE allows: raise it (ulimit -n), or run fewer at once',
  ENFILE: 'the machine has as many open files as the sysctl fs.file-max allows',
}

/** The limit of the process or the machine that an errno speaks of. */
export const limitOf = (errnoName: string): string | undefined => limits[errnoName]

/** True for an error of Node or the bridge that says that a limit was reached. */
export const isLimit = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code in limits
