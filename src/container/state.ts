// SPDX-License-Identifier: Apache-2.0
// What gantry keeps of a container: state.json in its state directory.
import { closeSync, constants, fsyncSync, lstatSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanHook } from '../core/types.js'
import { ContainerError, fromNodeError, isContainerError } from '../errors.js'
import type { NetworkState } from '../network/state.js'
import {
  isAbsolute,
  isCount,
  isHook,
  isHostMounts,
  isListOf,
  isNamespace,
  isNetwork,
  isOptional,
  isPid,
  isProcess,
  isRecord,
  isStartTime,
  isString,
  isWord,
} from './check.js'
import type { HostMounts } from './host-mounts.js'
import { type ProcessId, pidNamespace } from './proc.js'

export const stateVersion = 1

export interface ContainerState {
  version: number
  id: string
  /** Absolute. */
  bundle: string
  ociVersion: string
  /** RFC 3339 with nanoseconds. */
  created: string
  /** Of who made it. */
  owner: number
  /** Of the container's first process, as the host sees it; 0 before it exists. */
  pid: number
  /** Of that process: see `ProcessStat`. */
  startTime: string
  /** With a reaper, which is the first process then: the program, from when the container is `created`. */
  program?: ProcessId
  /** The inode of the pid namespace whose numbers `pid` is of; absent before there is one. */
  pidNamespace?: number
  /** Absolute path of the root filesystem. */
  rootfs: string
  /** The container's own cgroup directories, in the order they were made. */
  cgroups: string[]
  /** What these bear as long as nobody else has taken them over; absent where they can bear nothing. */
  cgroupMark?: string
  /** Tells an OOM kill: see `PlanRecord`. */
  oomFile?: string
  annotations: Record<string, string>
  namespaces: { type: string; path?: string }[]
  hooks: { poststart: PlanHook[]; poststop: PlanHook[] }
  /** What is mounted for it on the host; absent where it has a mount namespace. */
  hostMounts?: HostMounts
  /** What was made of its network; absent where there is nothing beyond loopback. */
  network?: NetworkState
  /** It does not end with its owner. */
  detached?: boolean
}

export const fileNames = {
  state: 'state.json',
  config: 'config.json',
  lock: 'lock',
  /** The container's network namespace is bound to it, where something of it has to be given back. */
  namespace: 'netns',
  /** The exec fifo: there while the container is `created`. */
  fifo: 'exec.fifo',
  /** The same while it is `creating`. */
  newFifo: 'new.fifo',
} as const

/** Its pid namespace is its own: the end of its first process is the end of all. */
export const ownsProcesses = ({ namespaces }: ContainerState) =>
  namespaces.some(({ type, path }) => type === 'pid' && path === undefined)

/** Its pid is of another pid namespace: what has that number here is another process, or none. */
export const isElsewhere = ({ pid, pidNamespace: where }: Pick<ContainerState, 'pid' | 'pidNamespace'>) =>
  pid !== 0 && where !== undefined && where !== pidNamespace()

/** Whoever reads it sees the old state or the new one, also after a crash. */
export function writeState(directory: string, state: ContainerState): void {
  const path = join(directory, fileNames.state)
  const temporary = `${path}.new`
  const fd = openSync(temporary, 'w', 0o600)
  try {
    // Not writeSync, which may stop half way on a full disk and say so only by its result.
    writeFileSync(fd, JSON.stringify(state))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
}

/** Undefined if there is no such container. */
export function readState(directory: string, id: string): ContainerState | undefined {
  refuseLink(directory)
  const path = join(directory, fileNames.state)
  let text: string
  try {
    text = contentOf(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return unwritten(directory, id)
    if (code === 'ELOOP') throw damaged(path, 'is a symbolic link', error)
    if (code === 'EISDIR') throw damaged(path, 'is a directory', error)
    throw fromNodeError('reading the state', error)
  }
  return parseState(text, id, path)
}

/** Whatever it leads to, that is not what gantry has made: nothing is looked at or removed there. */
function refuseLink(directory: string): void {
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isSymbolicLink()) return
  throw new ContainerError('SystemError', `state directory ${directory} is a symbolic link`, {
    path: directory,
    hint: 'gantry makes none: remove the link',
  })
}

/** Its maker is about to write a state, or has died before it could: all there is is a directory. */
export const isUnwritten = ({ created }: ContainerState) => created === ''

function unwritten(directory: string, id: string): ContainerState | undefined {
  const found = lstatSync(directory, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return undefined
  const nothing = { ociVersion: '', bundle: '', rootfs: '', created: '', startTime: '', pid: 0 }
  const lists = { cgroups: [], annotations: {}, namespaces: [], hooks: { poststart: [], poststop: [] } }
  return { version: stateVersion, id, owner: found.uid, ...nothing, ...lists }
}

/** Neither does a link lead to another file nor a fifo make us wait. */
export function contentOf(path: string): string {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}

/** Pids are signalled and directories removed on the word of this file, so nothing in it is taken on trust. */
export function parseState(text: string, id: string, path: string): ContainerState {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged(path, 'is not JSON', cause)
  }
  if (!isRecord(value)) throw damaged(path, 'is not an object')
  const { version } = value
  if (isCount(version) && version !== stateVersion) {
    throw new ContainerError('SystemError', `state file ${path} has version ${version}`, {
      path,
      hint: `this gantry reads version ${stateVersion}: delete the container with the one that made it`,
    })
  }
  for (const [name, check] of checks) {
    if (!check(value[name])) throw damaged(path, `has no valid "${name}"`)
  }
  if (value['id'] !== id) throw damaged(path, 'has no valid "id"')
  return value as unknown as ContainerState
}

const readingState = 'read state'

/** Of an error: the state is there, but nothing that gantry writes. */
export const isDamage = (error: unknown): boolean => isContainerError(error) && error.operation === readingState

function damaged(path: string, what: string, cause?: unknown): ContainerError {
  return new ContainerError('SystemError', `state file ${path} ${what}`, {
    path,
    operation: readingState,
    hint: 'it is damaged: delete the container by force, which says what is left of it',
    ...(cause === undefined ? {} : { cause }),
  })
}

const checks = Object.entries({
  version: isCount,
  id: isString,
  bundle: isAbsolute,
  ociVersion: isString,
  created: isString,
  owner: isCount,
  pid: isPid,
  startTime: isStartTime,
  program: isOptional(isProcess),
  pidNamespace: isOptional(isCount),
  rootfs: isAbsolute,
  cgroups: isListOf(isAbsolute),
  cgroupMark: isOptional(isWord),
  oomFile: (field) => field === undefined || isAbsolute(field),
  annotations: (field) => isRecord(field) && Object.values(field).every(isString),
  namespaces: isListOf(isNamespace),
  hostMounts: isOptional(isHostMounts),
  network: isOptional(isNetwork),
  detached: isOptional((field) => typeof field === 'boolean'),
  hooks: (field) => isRecord(field) && isListOf(isHook)(field['poststart']) && isListOf(isHook)(field['poststop']),
} satisfies Record<keyof ContainerState, (field: unknown) => boolean>)
