// SPDX-License-Identifier: Apache-2.0
import { statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Call } from '../frame/call.js'
import { notRootless } from '../frame/globals.js'
import { bundle } from '../frame/shared.js'
import type { Verb } from '../frame/verb.js'
import { exampleConfig } from './example.js'

export const verb: Verb = {
  summary: 'write a config.json to start from',
  usage: '[options]',
  args: [0, 0],
  options: {
    bundle,
    rootless: {
      type: 'boolean',
      help: 'for a user without privileges',
      refused: notRootless,
    },
  },
  run: spec,
}

const cgroup2Magic = 0x63677270

async function spec({ options, reach }: Call): Promise<number> {
  const text = `${JSON.stringify(exampleConfig(isUnified()), null, '\t')}\n`
  try {
    writeFileSync(reach(join(options.text('bundle') ?? '.', 'config.json')), text, { flag: 'wx', mode: 0o666 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error('File config.json exists. Remove it first')
  }
  return 0
}

function isUnified(): boolean {
  try {
    return statfsSync('/sys/fs/cgroup').type === cgroup2Magic
  } catch {
    return false
  }
}
