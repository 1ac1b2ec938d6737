// SPDX-License-Identifier: Apache-2.0
// Bundles for tests: a root filesystem that holds the test program and nothing else, and the config that `gantry
// spec` writes, without a terminal.
import { copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleConfig } from '../../src/cli/configs/example.js'
import type { OciConfig } from '../../src/config/oci.js'
import { built } from './paths.js'

export { folder } from './folder.js'

export interface Bundle {
  /** The folder with config.json and rootfs. */
  path: string
  rootfs: string
  config: OciConfig & { process: NonNullable<OciConfig['process']>; linux: NonNullable<OciConfig['linux']> }
  /** Writes config.json again after `change` has changed the config. */
  update(change: (config: Bundle['config']) => void): void
}

/**
 * Makes a bundle in `path`.
 * @param args The verbs of the test program, and their arguments: `['echo', 'hello', ';', 'exit', '3']`.
 */
export function bundle(path: string, args: string[], change: (config: Bundle['config']) => void = () => {}): Bundle {
  const rootfs = join(path, 'rootfs')
  for (const name of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp']) mkdirSync(join(rootfs, name), { recursive: true })
  const program = join(rootfs, 'bin/program')
  copyFileSync(built.program, program)
  for (const name of ['true', 'cat', 'sleep']) linkSync(program, join(rootfs, 'bin', name))
  const made: Bundle = {
    path,
    rootfs,
    config: testConfig(args),
    update(edit) {
      edit(made.config)
      writeFileSync(join(path, 'config.json'), JSON.stringify(made.config, null, 2))
    },
  }
  made.update(change)
  return made
}

/** The config of `gantry spec` with the test program as its process, no terminal and the hostname `test`. */
export function testConfig(args: string[]): Bundle['config'] {
  const config = exampleConfig(false) as Bundle['config']
  config.process.terminal = false
  config.process.args = ['/bin/program', ...args]
  config.hostname = 'test'
  return config
}
