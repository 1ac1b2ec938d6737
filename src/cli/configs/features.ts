// SPDX-License-Identifier: Apache-2.0
// What this runtime can do, as the features document of the runtime spec, which engines ask for; or what this machine
// is, for checks and plans elsewhere.
import { statSync } from 'node:fs'
import { platform } from 'node:os'
import { dirname, join } from 'node:path'
import { parseWith } from '../../config/parse.js'
import { rawCore } from '../../core/raw.js'
import type { HostFacts } from '../../core/types.js'
import type { Call } from '../frame/call.js'
import { readInput, standardInput } from '../frame/inputs.js'
import type { Verb } from '../frame/verb.js'

export const verb: Verb = {
  summary: 'list what this runtime can do, or what this machine is',
  usage: '[--facts [FILE|BUNDLE]]',
  args: [0, 1],
  options: {
    facts: {
      type: 'boolean',
      help: 'write the facts of this machine, for --host; with those paths of a config that exist here',
    },
  },
  failure: 'features failed',
  plain: true,
  run: features,
}

async function features(call: Call): Promise<number> {
  const { options, args, stdout } = call
  const [config] = args
  if (!options.flag('facts') && config !== undefined) throw new Error('a config is looked at with --facts only')
  const shown = options.flag('facts') ? await facts(call, config) : rawCore().features()
  stdout(`${JSON.stringify(shown, null, 2)}\n`)
  return 0
}

async function facts({ place, reach, absolute }: Call, named: string | undefined): Promise<HostFacts> {
  if (platform() !== 'linux') throw new Error(`--facts are those of a Linux machine, and this is ${platform()}`)
  // Engines ask for the features often, and for this never.
  const { existingPaths, machineFacts, pathsIn } = await import('../../host/machine.js')
  if (named === undefined) return machineFacts()
  const isFile = named === standardInput || !statSync(reach(named)).isDirectory()
  const path = isFile ? named : join(named, 'config.json')
  const bundle = absolute(path === standardInput ? '.' : dirname(path))
  const { bytes, second } = readInput(place, path, 'auto')
  const documents = second === undefined ? [bytes] : [bytes.subarray(0, second.start), bytes.subarray(second.start)]
  const paths = documents.flatMap((document) => {
    const { value } = parseWith(rawCore(), document)
    return value === undefined ? [] : pathsIn(value, bundle)
  })
  return { ...machineFacts(), paths: existingPaths(paths) }
}
