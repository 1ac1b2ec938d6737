// SPDX-License-Identifier: Apache-2.0
// Removing a container whose state cannot be read. Its directory is its own, and what lies in it. Cgroups are, where they
// bear the mark that can still be read of the state, or one that names the directory, or where the process that the state
// names is in all of them. Nothing else is touched, but named; and as long as processes may be left, the directory stays.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { detachMount, type OwnCgroups, removeCgroups } from '../bridge/index.js'
import { fromBridge } from '../errors.js'
import { isAbsolute, isListOf, isPid, isRecord, isString, isWord } from './check.js'
import { removeDirectory } from './directory.js'
import type { Environment } from './environment.js'
import { withProcess } from './foreign.js'
import { killAll } from './kill.js'
import { lock } from './lock.js'
import { forget } from './ownership.js'
import { isAlive } from './proc.js'
import { endRemains, leftOf, processesIn, remainsOf } from './remains.js'
import { contentOf, fileNames } from './state.js'

/** A process of 0: none is known. */
interface Proven extends OwnCgroups {
  pid: number
  startTime: string
}

/**
 * The caller has found that the state is damaged.
 * @throws ContainerError that names processes which may be the container's.
 */
export async function removeDamaged(
  environment: Environment,
  directory: string,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const unlock = await lock(directory, { signal })
  try {
    const proven = await provenOf(directory)
    const remains = remainsOf(environment, directory, id)
    if (proven) await end(proven, signal)
    await endRemains(remains, signal)
    const left = toldOf(await leftOf(remains, id, 'damaged'), proven !== undefined || remains.proven.length > 0)
    const namespace = join(directory, fileNames.namespace)
    if (existsSync(namespace)) await detachMount(namespace)
    removeDirectory(directory)
    forget(environment.root, id)
    const message = `the state of container ${id} was damaged: its directory was removed${left}`
    environment.notice({ id, message, severity: 'warning' })
  } finally {
    unlock()
  }
}

async function end(proven: Proven, signal: AbortSignal | undefined): Promise<void> {
  await withProcess(proven, (victim) => killAll(victim, { of: proven, everyone: true, signal }))
  try {
    await removeCgroups(proven)
  } catch (error) {
    throw fromBridge('removing the cgroups', error)
  }
}

async function provenOf(directory: string): Promise<Proven | undefined> {
  const read = readable(join(directory, fileNames.state))
  if (!read) return undefined
  if (read.cgroupMark !== undefined) return read
  if (!isAlive(read.pid, read.startTime)) return undefined
  for (const path of read.cgroups) {
    if (!(await processesIn(path)).includes(read.pid)) return undefined
  }
  return read
}

/** What is left of the file, if that says which cgroups, and how they are known. */
function readable(path: string): Proven | undefined {
  let value: unknown
  try {
    value = JSON.parse(contentOf(path))
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const { pid, startTime, cgroups, cgroupMark } = value
  if (!isListOf(isAbsolute)(cgroups) || (cgroups as string[]).length === 0) return undefined
  const paths = cgroups as string[]
  // The pid may be anybody's: what is in its cgroups is killed in any case.
  if (isWord(cgroupMark)) return { pid: 0, startTime: '', cgroups: paths, cgroupMark: cgroupMark as string }
  if (!isPid(pid) || pid === 0 || !isString(startTime)) return undefined
  return { pid: pid as number, startTime, cgroups: paths }
}

function toldOf(left: string[], ended: boolean): string {
  if (left.length > 0) return `; left: ${left.join(', ')}, with no process`
  return ended ? '' : '; processes and cgroups of it, if there are any, were left'
}
