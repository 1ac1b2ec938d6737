// SPDX-License-Identifier: Apache-2.0
// From what was thrown to what people and engines read: one line in the log, and what is known beyond it.
import type { Diagnostic } from '../../core/types.js'
import { type ContainerError, type ContainerErrorCode, errnoWords, failedAt, isContainerError } from '../../errors.js'
import { helpOf } from '../../report/advice.js'
import type { Fields, Log } from './log.js'

export interface ReportOptions {
  /** Stands before the error's text. */
  prefix?: string
  /** For people only: no line of the log, but its message. */
  plain?: boolean
}

/** Reports an error. Returns the exit status. */
export function report(log: Log, error: unknown, { prefix = '', plain = false }: ReportOptions = {}): number {
  const execution = executionText(error)
  if (execution !== undefined) {
    log.tell(`${execution}\n`)
    return 255
  }
  const message = `${prefix}${errorText(error)}`
  const diagnostics = isContainerError(error) ? (error.diagnostics ?? []) : []
  const onlyPeople = plain && log.onStderr && !log.json
  if (!onlyPeople) log.error(message, log.json ? details(error, diagnostics) : {})
  if (onlyPeople || !log.onStderr) log.tell(`${message}\n`)
  if (!(log.onStderr && log.json)) log.tell(forPeople(error, diagnostics))
  if (log.debugs && error instanceof Error && error.stack !== undefined) log.debug(error.stack)
  return 1
}

// Engines and test suites match these.
const ociWords: Partial<Record<ContainerErrorCode, string>> = {
  IdInUse: 'container with given ID already exists',
  InvalidIdFormat: 'invalid container ID format',
  ContainerNotExists: 'container does not exist',
}

const cgroupWords: Readonly<Record<string, string>> = {
  'take over existing cgroup': "container's cgroup is not empty",
  'take over frozen cgroup': "container's cgroup unexpectedly frozen",
}

/** An error in the words of OCI runtimes. */
export function errorText(error: unknown): string {
  if (!isContainerError(error)) return error instanceof Error ? error.message : String(error)
  if (error.step === undefined) {
    const words = cgroupWords[error.operation ?? '']
    return words === undefined ? (ociWords[error.code] ?? error.message) : `${words}: ${error.path}`
  }
  return `unable to start container process: error during container init: ${initText(error)}`
}

/**
 * The container was ready, but its program is none. That is the program's failure and not the runtime's: like a shell,
 * runtimes say so without a line in the log.
 */
function executionText(error: unknown): string | undefined {
  if (!isContainerError(error) || !failedAt(error, 'execute') || error.errno === undefined) return undefined
  return `exec ${error.path}: ${errnoWords(error.errno)[1]}`
}

function initText(error: ContainerError): string {
  const { errnoName, path = '', message } = error
  if (failedAt(error, 'mount', 'bind mount', 'remount') && path !== '')
    return `error mounting to rootfs at ${JSON.stringify(path)}: ${message}`
  if (!failedAt(error, 'find executable')) return message
  const program = JSON.stringify(path)
  if (errnoName === 'EACCES') return `exec: ${program}: permission denied`
  if (errnoName === 'EISDIR') return `exec: ${program}: is a directory`
  if (errnoName !== 'ENOENT') return message
  if (!path.includes('/')) return `exec: ${program}: executable file not found in $PATH`
  return `exec: ${program}: stat ${path}: no such file or directory`
}

function details(error: unknown, diagnostics: Diagnostic[]): Fields {
  return {
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(isContainerError(error) ? known(error) : {}),
  }
}

function known({ code, step, steps, operation, path, errnoName, hint }: ContainerError): Fields {
  const fields = { code, step, steps, operation, path, errno: errnoName, hint }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function forPeople(error: unknown, diagnostics: Diagnostic[]): string {
  if (diagnostics.length > 0) return diagnostics.map(diagnosticText).join('')
  const hint = error instanceof Error && 'hint' in error ? error.hint : undefined
  return typeof hint === 'string' ? `  help: ${hint}\n` : ''
}

/** A finding about a file that is not a bundle's config.json. */
export type FileDiagnostic = Diagnostic & { file?: string | undefined }

/** `config.json:12:5: error GTY-…: what is wrong (at /process/cwd)` and what would be right. */
export function diagnosticText(one: FileDiagnostic): string {
  const { code, severity, message, pointer, line, column, file = 'config.json' } = one
  const where = pointer === '' ? '' : ` (at ${pointer})`
  const head = `${file}:${line}:${column}: ${severity} ${code}: ${message}${where}`
  return [head, ...helpOf(one).map((help) => `  ${help}`), ''].join('\n')
}
