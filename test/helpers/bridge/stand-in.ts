// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LaunchRequest, launch, mkfifo, sealedInit } from '../../../src/bridge/index.js'

const include = fileURLToPath(new URL('../../../core-c/include', import.meta.url))

/** A folder with the program of init.c, a fifo, and what makes launches of it. */
export class StandIn {
  readonly folder = mkdtempSync(join(tmpdir(), 'gantry-bridge-'))
  readonly fifo = join(this.folder, 'fifo')
  readonly #null = openSync('/dev/null', 'r+')
  readonly #initFd: number

  constructor() {
    const source = fileURLToPath(new URL('init.c', import.meta.url))
    const program = join(this.folder, 'init')
    const flags = ['-std=c17', '-O1', '-static', '-D_GNU_SOURCE', `-I${include}`]
    execFileSync(process.env['CC'] || 'gcc', [...flags, source, '-o', program])
    mkfifo(this.fifo, 0o600)
    this.#initFd = sealedInit(program)
  }

  request(verb: string, changes: Partial<LaunchRequest> = {}): LaunchRequest {
    return {
      initFd: this.#initFd,
      message: Buffer.from(verb),
      cloneFlags: 0,
      steps: [],
      joins: [],
      stdio: [this.#null, this.#null, this.#null],
      preserve: [],
      fifo: this.fifo,
      ...changes,
    }
  }

  launch(verb: string, changes: Partial<LaunchRequest> = {}) {
    return launch(this.request(verb, changes))
  }

  remove(): void {
    closeSync(this.#null)
    rmSync(this.folder, { recursive: true })
  }
}

export const openDescriptors = () => readdirSync('/proc/self/fd').length

/** Children of this process, of whichever thread, zombies too. */
export const children = () =>
  readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'latin1').trim().split(' '))
    .filter(Boolean)
    .join(' ')

/**
 * A new name for a cgroup of a test: in a v1 hierarchy, or in the unified one (`''`). Below the cgroup of this process,
 * but beside it where v2 has all controllers: one with processes hands none on.
 */
export function cgroupName(controller: string): string {
  names += 1
  return join(placeIn(controller), `gantry-bridge-${process.pid}-${names}`)
}

let names = 0

function placeIn(controller: string): string {
  const mount = controller === '' ? unifiedMount() : `/sys/fs/cgroup/${controller}`
  const lines = readFileSync('/proc/self/cgroup', 'latin1').trim().split('\n')
  const fields = lines.map((line) => line.split(':')).find(([, names]) => names?.split(',').includes(controller))
  const own = fields?.[2] ?? ''
  return join(mount, lines.length === 1 ? dirname(own) : own)
}

function unifiedMount(): string {
  const lines = readFileSync('/proc/self/mounts', 'latin1').split('\n')
  return lines.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2')?.[1] ?? ''
}
