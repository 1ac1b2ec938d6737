// SPDX-License-Identifier: Apache-2.0
// The floor program as a server: it starts its own container or a command, and says how long that took.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { command, program } from './bundle.mjs'

export class Floor {
  #child
  #lines

  /** Has the cgroup steps of the plan that gantry itself would carry out. */
  constructor(bundle) {
    const output = join(dirname(program), 'floor')
    mkdirSync(dirname(output), { recursive: true })
    const source = fileURLToPath(new URL('../floor.c', import.meta.url))
    execFileSync(process.env.CC || 'gcc', ['-std=c17', '-O2', '-Wall', '-Wextra', '-Werror', source, '-o', output])
    const id = `gantry-bench-floor-${process.pid}`
    const plan = execFileSync(process.execPath, [command, 'plan', '-b', bundle.path, '-f', 'json', id])
    const { cgroup } = JSON.parse(plan).record
    const words = [...cgroup.steps.flatMap(stepWords), ...cgroup.joins.flatMap(joinWords)]
    const args = [join(bundle.path, 'rootfs'), '/bin/true', ...words]
    this.#child = spawn(output, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  container() {
    return this.#ask('floor')
  }

  command(argv) {
    return this.#ask(['run', ...argv].join('\x1f'))
  }

  end() {
    this.#child.stdin.end()
  }

  /** Milliseconds of wall and of processor time. */
  async #ask(request) {
    this.#child.stdin.write(`${request}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the floor program has ended')
    const [wall, cpu, status] = value.split(' ').map(Number)
    if (status !== 0) throw new Error(`${request.replaceAll('\x1f', ' ')} ended with status ${status}`)
    return { wall: wall / 1e6, cpu: cpu / 1e3 }
  }
}

function stepWords({ op, path, from, value }) {
  if (op === 'mkdir') return ['mkdir', path]
  if (op === 'write') return ['write', path, value]
  // What v1 cpusets start from; it does not change meanwhile.
  if (op === 'copy') return ['write', path, readFileSync(from, 'utf8').trim()]
  return []
}

const joinWords = ({ path, by }) => [by === 'clone' ? 'into' : 'tasks', path]
