// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a container, as one class. Messages are made here and nowhere else.
import { statSync } from 'node:fs'
import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'
import { isSystemFailure } from './common/failure.js'
import type { ControlFailure, Core, Diagnostic, OperationDescription } from './core/types.js'
import type { OperationName } from './generated/contract.js'
import { bridgeHintFor, hintFor, limitOf } from './hints.js'

/** libcontainer's error codes. */
export type ContainerErrorCode =
  | 'IdInUse'
  | 'InvalidIdFormat'
  | 'ContainerNotExists'
  | 'ContainerPaused'
  | 'ContainerNotStopped'
  | 'ContainerNotRunning'
  | 'ContainerNotPaused'
  | 'NoProcessOps'
  | 'ConfigInvalid'
  | 'ConsoleExists'
  | 'SystemError'

/** What is known of an error beyond its code and message. */
export interface ContainerErrorDetails {
  /** The operation that failed, counted from 1; 0 if the init failed before the first. */
  step?: number
  /** How many operations the plan has. */
  steps?: number
  /** The operation's name: `mount`, `create device` … */
  operation?: string
  /** The attributes of the operation, as `gantry plan --format json` shows them. */
  attributes?: OperationDescription
  /** What it was about: a host path, or one inside the container. */
  path?: string
  /** Positive. */
  errno?: number
  /** `ENOENT` … */
  errnoName?: string
  /** What would help. */
  hint?: string
  /** A hook's exit status, or the signal that ended it. */
  status?: number
  signal?: number
  /** For `ConfigInvalid`: everything that was found, warnings too. */
  diagnostics?: Diagnostic[]
  cause?: unknown
}

const brand = Symbol.for('gantry.ContainerError')

/** An error of a container operation. `instanceof` also holds for errors of another copy of this package. */
export class ContainerError extends Error implements ContainerErrorDetails {
  override readonly name = 'ContainerError'
  readonly code: ContainerErrorCode
  declare readonly step?: number
  declare readonly steps?: number
  declare readonly operation?: string
  declare readonly attributes?: OperationDescription
  declare readonly path?: string
  declare readonly errno?: number
  declare readonly errnoName?: string
  declare readonly hint?: string
  declare readonly status?: number
  declare readonly signal?: number
  declare readonly diagnostics?: Diagnostic[]

  constructor(code: ContainerErrorCode, message: string, details: ContainerErrorDetails = {}) {
    const { cause, ...rest } = details
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    Object.assign(this, rest)
    Object.defineProperty(this, brand, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isContainerError(value)
  }
}

/** True for a `ContainerError` of this or another copy of the package. */
export function isContainerError(value: unknown): value is ContainerError {
  return typeof value === 'object' && value !== null && brand in value
}

// What libuv has no words for, or those of a socket: ENOTSUP and EOPNOTSUPP are one number.
const otherWords = new Map<number, [name: string, words: string]>([
  [8, ['ENOEXEC', 'exec format error']],
  [95, ['EOPNOTSUPP', 'operation not supported']],
])

/** The name and the words of an errno: `['ENOENT', 'no such file or directory']`. */
export function errnoWords(errno: number): [name: string, words: string] {
  return otherWords.get(errno) ?? getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'unknown error']
}

export function configInvalid(diagnostics: Diagnostic[]): ContainerError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const where = first ? `${first.line}:${first.column}: ${first.message}` : 'no plan was made'
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return new ContainerError('ConfigInvalid', `invalid configuration: ${where}${more}`, {
    diagnostics,
    ...(first?.help === undefined ? {} : { hint: first.help }),
  })
}

/** A system call of the supervisor or the bridge that failed. */
export function systemError(doing: string, errno: number, details: ContainerErrorDetails = {}): ContainerError {
  const [errnoName, words] = errnoWords(errno)
  const hint = limitOf(errnoName)
  return new ContainerError('SystemError', `${doing}: ${words} (${errnoName})`, {
    errno,
    errnoName,
    ...(hint === undefined ? {} : { hint }),
    ...details,
  })
}

/** The same from an error of the bridge, which knows what it was doing on what. Other errors are returned as they are. */
export function fromBridge(doing: string, error: unknown): unknown {
  if (!isSystemFailure(error)) return error
  const { action, path, errno } = error
  const hint = bridgeHintFor(action, path ?? '')
  const details = {
    operation: action,
    cause: error,
    ...(path === undefined ? {} : { path }),
    ...(hint === undefined ? {} : { hint }),
  }
  return systemError(`${doing}: ${path === undefined ? action : `${action} ${path}`}`, errno, details)
}

/** The same from an error of node:fs. Other errors are returned as they are. */
export function fromNodeError(doing: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return error
  const path = 'path' in error && typeof error.path === 'string' ? { path: error.path } : {}
  return systemError(doing, Math.abs(error.errno), { cause: error, ...path })
}

/** Refuses what only root can do, before anything is touched. */
export function requireRoot(euid: number): void {
  if (euid === 0) return
  throw new ContainerError('SystemError', `creating a container needs root, but the effective user id is ${euid}`, {
    errno: 1,
    errnoName: 'EPERM',
    hint: 'run it with sudo or as root: namespaces, mounts and cgroups need CAP_SYS_ADMIN',
  })
}

/** Of something that is read-only in a sandbox. */
export function protectionLost(path: string): ContainerError {
  const message = `${path} was removed or replaced on the host, and its read-only mount with it: the sandbox was killed`
  return new ContainerError('SystemError', message, {
    path,
    hint: 'leave in its place what is shown read-only in a writable folder while a sandbox runs, or change it in place',
  })
}

/** Of a sandbox that is not started. */
export function tooFewDescriptors(needed: number, free: number): ContainerError {
  return systemError('starting the sandbox', constants.errno.EMFILE, {
    hint:
      `a start needs ${needed} descriptors for a moment, and this process can open ${Math.max(0, free)} more: raise ` +
      'RLIMIT_NOFILE (ulimit -n), or close some',
  })
}

/** Of something read-only in a sandbox: without a watch its loss would not be seen. */
export function cannotGuard(place: string, error: unknown): unknown {
  if (!isSystemFailure(error)) return error
  const { action, errno, code } = error
  const hints: Readonly<Record<string, string>> = {
    ENOSPC:
      'this user has as many inotify watches as the sysctl fs.inotify.max_user_watches (or user.max_inotify_watches) ' +
      'allows: raise it, or show nothing read-only inside a writable folder',
    EMFILE:
      'either this process has as many open files as RLIMIT_NOFILE allows (ulimit -n), or this user as many inotify ' +
      'instances as the sysctl fs.inotify.max_user_instances does',
  }
  const hint = hints[code]
  return systemError(`guarding ${place}, which is read-only in a writable folder: ${action}`, errno, {
    operation: action,
    path: place,
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}

/** Says of a root filesystem that is not there what the init would only find out on its way. */
export function requireRootfs(path: string): void {
  const about = statSync(path, { throwIfNoEntry: false })
  if (about?.isDirectory()) return
  const [errno, errnoName] = about ? [20, 'ENOTDIR'] : [2, 'ENOENT']
  throw new ContainerError('SystemError', `invalid rootfs: stat ${path}: ${errnoWords(errno)[1]}`, {
    path,
    errno,
    errnoName,
    hint: path.includes('/@sandbox/')
      ? 'the root of a sandbox lies in the state directory, which a restart of the machine empties: print the config again'
      : 'root.path must name a directory that exists; a relative one counts from the bundle',
  })
}

/** The init gave up. What the step was about comes from the message itself, which only now is read back. */
export function stepFailed(core: Core, message: Uint8Array, steps: number, failure: ControlFailure): ContainerError {
  const operations = core.describe(message).operations
  const attributes = operations[failure.step - 1]
  const path = pathOf(failure, operations)
  const hint = hintFor(failure, attributes)
  return new ContainerError('SystemError', failureText(failure, steps, attributes), {
    step: failure.step,
    steps,
    operation: failure.operation,
    ...(attributes ? { attributes } : {}),
    ...(path === undefined ? {} : { path }),
    ...(hasErrno(failure) ? { errno: failure.errno, errnoName: failure.errnoName } : {}),
    ...(failure.status === undefined ? {} : { status: failure.status }),
    ...(failure.signal === undefined ? {} : { signal: failure.signal }),
    ...(hint === undefined ? {} : { hint }),
  })
}

/** `step 14 of 80: mount proc at /proc (nosuid,noexec,nodev): fsopen: operation not permitted (EPERM)`. */
export function failureText(failure: ControlFailure, steps: number, attributes?: OperationDescription): string {
  const { step, operation, action, text = '' } = failure
  const where = step > 0 ? `step ${step} of ${steps}` : 'starting the init'
  if (operation === 'run hook' && attributes) return `${where}: ${hookText(failure, attributes)}`
  const what = attributes ? operationText(attributes) : operation
  return [where, what, action, text, errnoText(failure)].filter((word) => word !== '').join(': ')
}

/** The words that engines know, with what the hook said. */
function hookText(failure: ControlFailure, attributes: OperationDescription): string {
  const { errnoName, action, status, signal, text } = failure
  const hook = `error running ${firstString(attributes, ['kind'])} hook #${attributes['index'] ?? 0}`
  if (errnoName === 'ETIMEDOUT') return `${hook}: still running after its timeout of ${attributes['timeout']} s`
  if (hasErrno(failure)) return `${hook}: ${action}: ${errnoText(failure)}`
  const ending = signal === undefined ? `exit status ${status ?? 0}` : `signal ${signal}`
  return `${hook}: ${ending}, ${text ?? ''}`
}

/** ECHILD is how the init says that a hook failed by itself: no system call did. */
const hasErrno = ({ errno, errnoName }: ControlFailure) => errno !== 0 && errnoName !== 'ECHILD'

const errnoText = ({ errno, errnoName }: ControlFailure) =>
  errno === 0 ? '' : `${errnoWords(errno)[1]} (${errnoName})`

/** An operation in a few words: what, from where, at what, how. */
function operationText(attributes: OperationDescription): string {
  const [type, source] = [firstString(attributes, ['type']), firstString(attributes, ['source', 'path', 'name'])]
  const subject = type === undefined || source === undefined || source === type ? (type ?? source) : `${type} ${source}`
  const target = firstString(attributes, ['target'])
  // In the message MOUNT_ATTR_*: in the config they are written small, and read-only is `ro`.
  const flags = firstString(attributes, ['set', 'rset'])?.toLowerCase().replaceAll('|', ',').replace('rdonly', 'ro')
  return [
    attributes.operation,
    ...(subject === undefined ? [] : [subject]),
    ...(target === undefined ? [] : [subject === undefined ? target : `at ${target}`]),
    ...(flags === undefined ? [] : [`(${flags})`]),
  ].join(' ')
}

/** Whether it was one of these operations of the init that failed. */
export const failedAt = (error: ContainerError, ...operations: OperationName[]): boolean =>
  operations.some((operation) => operation === error.operation)

function pathOf({ step, operation, text }: ControlFailure, operations: OperationDescription[]): string | undefined {
  // Only the init knows what it looked for, and only the arguments what it executed.
  if (operation === 'find executable') return text ?? ''
  const source =
    operation === 'execute' ? operations.find((one) => one.operation === 'set arguments') : operations[step - 1]
  return source && firstString(source, ['target', 'path', 'source', 'strings'])
}

function firstString(attributes: OperationDescription, names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name]
    if (typeof value === 'string' && value !== '') return value
    if (Array.isArray(value) && value.length > 0) return name === 'strings' ? String(value[0]) : value.join(',')
  }
  return undefined
}
