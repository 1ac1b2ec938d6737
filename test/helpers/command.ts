// SPDX-License-Identifier: Apache-2.0
// Running the built command, as a person or an engine does.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { folder } from './bundle.js'
import { built } from './paths.js'
import { slow } from './slow.js'

export interface Output {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd?: string
  input?: string | Uint8Array
  env?: Record<string, string>
}

/** Runs `gantry ARGS` to its end. */
export function gantry(args: readonly string[], options: RunOptions = {}): Output {
  const { status, signal, stdout, stderr } = gantryBytes(args, options)
  return { status, signal, stdout: stdout.toString(), stderr: stderr.toString() }
}

/**
 * The same with the streams as bytes. They go to files: a detached container keeps a pipe open, and who waits for
 * its end would wait for the container.
 */
export function gantryBytes(args: readonly string[], { cwd, input, env }: RunOptions = {}) {
  const place = mkdtempSync(join(tmpdir(), 'gantry-output-'))
  const paths = ['stdout', 'stderr'].map((name) => join(place, name))
  const files = paths.map((path) => openSync(path, 'w'))
  const { status, signal } = spawnSync(process.execPath, [built.command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    input: input ?? '',
    stdio: ['pipe', ...files],
    timeout: slow(60_000),
    killSignal: 'SIGKILL',
  })
  for (const file of files) closeSync(file)
  const [stdout, stderr] = paths.map((path) => readFileSync(path)) as [Buffer, Buffer]
  rmSync(place, { recursive: true })
  return { status, signal, stdout, stderr }
}

/** Starts `gantry ARGS` and returns at once. */
export function gantryAsync(args: readonly string[], { cwd, env }: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [built.command, ...args], { cwd, env: { ...process.env, ...env }, stdio: 'pipe' })
}

/** A state directory of its own: `gantry('state', id)` uses it, and what is left in it is deleted at the end. */
export function stateRoot(): { root: string; gantry(args: readonly string[], options?: RunOptions): Output } {
  const root = folder('gantry-state-')
  const run = (args: readonly string[], options?: RunOptions) => gantry(['--root', root, ...args], options)
  onTestFinished(() => {
    for (const id of run(['list', '-q']).stdout.split('\n').filter(Boolean)) run(['delete', '-f', id])
  })
  return { root, gantry: run }
}

/** Ids that no other test run of this machine uses. */
let made = 0
export const uniqueId = (name: string): string => `gantry-test-${name}-${process.pid}-${++made}`

/** Whether there is such a process; one that nobody has reaped yet does not run. */
export const runs = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
