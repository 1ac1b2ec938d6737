// SPDX-License-Identifier: Apache-2.0
// Containers that are frozen, in either version of cgroups.
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Bundle } from './bundle.js'

type Change = (config: Bundle['config']) => void

/** The container's pid namespace is the host's. */
export const sharePids: Change = ({ linux }) => {
  linux.namespaces = linux.namespaces!.filter(({ type }) => type !== 'pid')
}

/** For `describe.each`: what ends with its process 1, and what does not. */
export const pidNamespaces: [words: string, change: Change][] = [
  ['its own pid namespace', () => {}],
  ['the pid namespace of the host', sharePids],
]

/** The file of a cgroup directory that freezes it, and what it takes. */
export interface Freezer {
  file: string
  frozen: string
  thawed: string
}
export const freezerV1: Freezer = { file: 'freezer.state', frozen: 'FROZEN', thawed: 'THAWED' }
export const freezerV2: Freezer = { file: 'cgroup.freeze', frozen: '1', thawed: '0' }

/** Until the test ends: a test that fails leaves nothing that cannot die. */
export function freeze(directory: string, freezer: Freezer): void {
  onTestFinished(() => {
    if (existsSync(directory)) thaw(directory, freezer)
  })
  writeFileSync(join(directory, freezer.file), freezer.frozen)
}

export const thaw = (directory: string, { file, thawed }: Freezer) => writeFileSync(join(directory, file), thawed)

/** Moves a process to a cgroup that is deeper beneath `top` than a path can be long, and freezes it there. */
export function freezeDeep(top: string, pid: number, { file, frozen }: Freezer): void {
  const script = `
    const { mkdirSync, writeFileSync } = require('node:fs')
    process.chdir(${JSON.stringify(top)})
    for (let depth = 0; depth < 25; depth++) {
      mkdirSync('x'.repeat(200))
      process.chdir('x'.repeat(200))
    }
    writeFileSync('cgroup.procs', '${pid}')
    writeFileSync('${file}', '${frozen}')`
  execFileSync(process.execPath, ['--eval', script])
}
