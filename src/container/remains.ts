// SPDX-License-Identifier: Apache-2.0
// What may be left of a container whose state tells nothing: in the places where it would have its cgroups, and those
// of the config that lies beside the state. Their marks say whose they are; without one nothing does.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cgroupMark, isSystemFailure, type OwnCgroups, removeCgroups, signalCgroups } from '../bridge/index.js'
import type { HostFacts } from '../core/types.js'
import { ContainerError, fromBridge } from '../errors.js'
import { isErrno } from './directory.js'
import type { Environment } from './environment.js'
import { killAll } from './kill.js'
import { directoryMark, ownCgroups } from './prepare.js'
import { contentOf, fileNames } from './state.js'

export interface Remains {
  /** A list a mark, which names the container's directory. */
  proven: OwnCgroups[]
  /** Cgroups without a mark: they may be its own. */
  unknown: string[]
}

/** Whose mark names another directory is another's, and not looked at. */
export function remainsOf(environment: Environment, directory: string, id: string): Remains {
  const end = ` ${directoryMark(directory)}`
  const marked = new Map<string, string[]>()
  const unknown: string[] = []
  for (const path of placesOf(environment, directory, id).filter((place) => existsSync(place))) {
    const mark = cgroupMark(path)
    if (mark === undefined) unknown.push(path)
    else if (mark.endsWith(end)) marked.set(mark, [...(marked.get(mark) ?? []), path])
  }
  return { proven: [...marked].map(([mark, cgroups]) => ({ cgroups, cgroupMark: mark })), unknown }
}

/** Kills what is in them, and removes them. */
export async function endRemains({ proven }: Remains, signal: AbortSignal | undefined): Promise<void> {
  for (const own of proven) {
    await killAll(undefined, { of: own, everyone: true, signal })
    await removeCgroups(own).catch((error: unknown) => {
      throw fromBridge('removing the cgroups', error)
    })
  }
}

/**
 * Those of the unknown that are there.
 * @throws ContainerError if processes are in there.
 */
export async function leftOf({ unknown }: Remains, id: string, what: 'damaged' | 'lost'): Promise<string[]> {
  const found = unknown.filter((path) => existsSync(path))
  const pids = [...new Set((await Promise.all(found.map(processesIn))).flat())]
  if (pids.length === 0) return found
  const processes = `process${pids.length > 1 ? 'es' : ''} ${pids.join(', ')}`
  throw new ContainerError('SystemError', `the state of container ${id} is ${what}, and ${processes} left`, {
    path: found[0] as string,
    hint: `whether they are its own nothing tells: they are in ${found.join(', ')}; end them, and delete the container again`,
  })
}

/** @throws if nobody can tell. What is no cgroup, or the root of all, is nobody's. */
export async function processesIn(path: string): Promise<number[]> {
  try {
    return (await signalCgroups({ cgroups: [path] }, 0)).pids
  } catch (error) {
    if (isSystemFailure(error) && ['EBUSY', 'ENOTDIR', 'ELOOP'].includes(error.code)) return []
    throw fromBridge('listing processes', error)
  }
}

function placesOf(environment: Environment, directory: string, id: string): string[] {
  const config = configIn(directory)
  const { host } = environment
  const { plan } = config === undefined ? {} : environment.core.compile(config, { id, bundle: '/', host })
  return [...new Set([...(plan ? ownCgroups(plan) : []), ...defaultPlaces(host, id)])]
}

function configIn(directory: string): Uint8Array | undefined {
  try {
    return Buffer.from(contentOf(join(directory, fileNames.config)))
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EISDIR'].some((code) => isErrno(error, code))) return undefined
    throw error
  }
}

function defaultPlaces({ cgroup: { mode, unified, v1 } }: HostFacts, id: string): string[] {
  // Where v2 has all controllers, it goes beside us.
  const beside = unified && mode === 'v2' ? { ...unified, own: dirname(unified.own) } : unified
  return [...v1, ...(beside ? [beside] : [])].map(({ mount, own }) => join(mount, own, id))
}
