// SPDX-License-Identifier: Apache-2.0
// The state directories: a root with a directory for each container.
import { mkdirSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ContainerError, fromNodeError } from '../errors.js'
import { checkId } from './id.js'
import { checkPath } from './owner.js'
import { fileNames } from './state.js'

/** Makes the root if it is missing. Nobody else may be able to plant a state in it. */
export function openRoot(root: string): void {
  try {
    makePath(root)
  } catch (error) {
    throw fromNodeError(`creating the state directory ${root}`, error)
  }
  checkPath(root)
}

/** With its parents. (Node 20's recursive mkdir never returns below /proc, where mkdir says ENOENT for ever.) */
function makePath(path: string): void {
  try {
    mkdirSync(path, 0o700)
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return
    if (!isErrno(error, 'ENOENT') || dirname(path) === path) throw error
    makePath(dirname(path))
    mkdirSync(path, 0o700)
  }
}

export const directoryOf = (root: string, id: string) => join(root, id)

/** Takes the id: the directory's making is what decides between two who want it. */
export function reserve(root: string, id: string): string {
  const directory = directoryOf(root, id)
  try {
    mkdirSync(directory, 0o700)
  } catch (error) {
    if (isErrno(error, 'EEXIST')) throw idInUse(id, directory)
    throw fromNodeError(`creating ${directory}`, error)
  }
  return directory
}

export function idInUse(id: string, path: string): ContainerError {
  const hint = 'choose another id, or delete the container of that id first'
  return new ContainerError('IdInUse', `container id ${id} is in use`, { path, hint })
}

/** The lock goes last, so that who waits for it finds no state. */
const removalOrder = [
  fileNames.state,
  fileNames.config,
  fileNames.fifo,
  fileNames.newFifo,
  fileNames.namespace,
  fileNames.lock,
]

/**
 * A directory without a state may be one that another has put there.
 * @throws ContainerError if nothing in it, but something, is not a container's.
 */
export function refuseForeign(directory: string): void {
  const names = readdirSync(directory).filter((name) => name !== fileNames.lock)
  if (names.length === 0 || names.some((name) => ownNames.has(name))) return
  const [shown, more] = [names.slice(0, 8).join(', '), names.length > 8 ? ' …' : '']
  throw new ContainerError('SystemError', `${directory} is no container's directory: it holds ${shown}${more}`, {
    path: directory,
    hint: 'nothing in there is gantry’s: remove it yourself',
  })
}

/** And what a state is written to before it takes its name. */
const ownNames = new Set<string>([...Object.values(fileNames), `${fileNames.state}.new`])

/** Frees the id again. */
export function removeDirectory(directory: string): void {
  for (const name of removalOrder) {
    try {
      unlinkSync(join(directory, name))
    } catch (error) {
      // A directory in the place of a file goes with the rest.
      if (!isErrno(error, 'ENOENT') && !isErrno(error, 'EISDIR')) throw error
    }
  }
  try {
    rmdirSync(directory)
  } catch (error) {
    if (isErrno(error, 'ENOTEMPTY')) rmSync(directory, { recursive: true, force: true })
    else if (!isErrno(error, 'ENOENT')) throw error
  }
}

/** The ids that are taken, sorted. Also by links, which are nobody's containers: who reads them says so. */
export function idsIn(root: string): string[] {
  const names = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
  return names.filter(isId).sort()
}

function isId(name: string): boolean {
  try {
    checkId(name)
    return true
  } catch {
    return false
  }
}

export const isErrno = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code
