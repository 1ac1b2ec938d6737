// SPDX-License-Identifier: Apache-2.0
// The container that all contenders start: the config of `gantry spec` without a terminal, running a static `true`.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
export const command = at('dist/cli.cjs')
export const library = at('dist/index.js')
export const check = at('dist/config.js')
export const core = at('wasm/core.wasm')
export const schema = at('dist/schema.json')
export const program = at('.cache/test/program')

// State directories lie in /run, which is a tmpfs wherever a container runtime is in use.
const memory = '/dev/shm'

/** A bundle in a new temporary folder, removed when this process ends; the state directories lie there too. */
export function makeBundle() {
  const path = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'gantry-bench-'))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  for (const name of ['bin', 'dev', 'proc', 'sys']) mkdirSync(join(path, 'rootfs', name), { recursive: true })
  copyFileSync(program, join(path, 'rootfs/bin/true'))
  execFileSync(process.execPath, [command, 'spec', '-b', path])
  const file = join(path, 'config.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  config.ociVersion = '1.0.2' // what Debian's crun knows
  config.process.terminal = false
  config.process.args = ['/bin/true']
  writeFileSync(file, JSON.stringify(config))
  return { path, config, text: readFileSync(file) }
}
