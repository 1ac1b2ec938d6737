// SPDX-License-Identifier: Apache-2.0
// What a container can leave behind on the machine: processes, mounts, cgroups, state, descriptors of the supervisor.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { ownMounts } from './folder.js'

export interface Traces {
  children: string[]
  mounts: string[]
  /** Cgroup directories with the id in their path. */
  cgroups: string[]
  /** What is in the factory's root. */
  states: string[]
  /** Descriptors of this process and what they are. */
  descriptors: string[]
}

/** @param root of the factory; @param id a word that is in the names of the cgroups. */
export function tracesOf(root: string, id: string): Traces {
  return {
    children: processesWithParent(process.pid),
    mounts: ownMounts(),
    cgroups: foldersBelow('/sys/fs/cgroup').filter((path) => path.includes(id)),
    states: readdirSync(root),
    descriptors: openDescriptors(),
  }
}

/** Waits until the machine is as it was: what is closed or ended in the background comes to its end. */
export async function expectNothingLeft(root: string, id: string, before: Traces): Promise<void> {
  await expect.poll(() => tracesOf(root, id)).toEqual(before)
}

/** Descriptors of this process and what they are: `5 pipe:[1234]`. */
export function openDescriptors(): string[] {
  const found: string[] = []
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      found.push(`${fd} ${readlinkSync(`/proc/self/fd/${fd}`)}`)
    } catch {
      // The descriptor of the directory that was just read.
    }
  }
  return found
}

/** Pids and names of a process's children, zombies too. */
export function processesWithParent(parent: number): string[] {
  return pids().flatMap((pid) => {
    const [, name = '', ppid] = /^\d+ \((.*)\) \S (\d+)/s.exec(contentOf(`/proc/${pid}/stat`)) ?? []
    return Number(ppid) === parent ? [`${pid} ${name}`] : []
  })
}

/** All processes of the machine. */
export const pids = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

/** Every folder below a folder. */
export function foldersBelow(folder: string): string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return inside.flatMap(({ name }) => [join(folder, name), ...foldersBelow(join(folder, name))])
  } catch {
    return [] // removed meanwhile
  }
}

/** Empty if it is not there any more. */
export function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
