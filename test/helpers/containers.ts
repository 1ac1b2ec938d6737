// SPDX-License-Identifier: Apache-2.0
// Containers of the library, on the sources.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { createFactory, type FactoryOptions } from '../../src/container/factory.js'
import type { Process } from '../../src/container/process.js'
import type { Container, CreateOptions, Factory, Notice } from '../../src/index.js'
import { type Bundle, bundle, folder } from './bundle.js'
import { uniqueId } from './command.js'
import { ownMounts } from './folder.js'
import { processesWithParent } from './machine.js'

export interface Made {
  factory: Factory
  container: Container
  bundle: Bundle
  notices: Notice[]
}

/** A factory with a state directory of its own; what is left in it is destroyed when the test ends. */
export function factory(options: FactoryOptions = {}): Factory {
  const made = createFactory({ root: folder('gantry-state-'), ...options })
  onTestFinished(async () => {
    for (const container of await made.list()) await container.destroy({ force: true })
  })
  return made
}

/** A container that was created from a bundle whose program is the test program with `args`. */
export async function create(
  args: string[],
  change?: (config: Bundle['config']) => void,
  options: FactoryOptions & { create?: CreateOptions } = {},
): Promise<Made> {
  const notices: Notice[] = []
  const { create: createOptions, ...rest } = options
  const made = factory({ onNotice: (notice) => notices.push(notice), ...rest })
  const files = bundle(folder(), args, change)
  const container = await made.create(uniqueId('library'), files.config, { bundle: files.path, ...createOptions })
  return { factory: made, container, bundle: files, notices }
}

/** What a process says until its end, and how it ends. */
export async function finish(process: Process) {
  process.stdin?.end()
  const [stdout, stderr, status] = await Promise.all([
    process.stdout ? text(process.stdout) : '',
    process.stderr ? text(process.stderr) : '',
    process.wait(),
  ])
  return { stdout, stderr, ...status }
}

/** What a container could leave behind in the machine and in this process. */
export function traces(id: string) {
  return {
    descriptors: openFiles(),
    children: processesWithParent(process.pid),
    mounts: ownMounts(),
    cgroups: cgroupsNamed(id),
  }
}

/** What the descriptors of this process are, without those that come and go by themselves. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`)
      } catch {
        return ''
      }
    })
    .filter((target) => target !== '' && !target.startsWith('/proc/'))
    .map((target) => target.replace(/\d+/g, ''))
    .sort()
}

function cgroupsNamed(id: string): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').match(/^.* - cgroup2? .*$/gm) ?? []
  return mounts.flatMap((line) => directoriesBelow(line.split(' ')[4] ?? '')).filter((path) => path.includes(id))
}

/** Others come and go meanwhile. */
function directoriesBelow(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => [join(path, name), ...directoriesBelow(join(path, name))])
  } catch {
    return []
  }
}
