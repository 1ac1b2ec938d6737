// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The built `gantry/config`, where there is nothing of Node.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { compile, format, type Place, parse, validate } from '../../src/config/index.js'
import { testConfig } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

const helper = join(built.root, 'test/helpers/bare.mjs')
const library = pathToFileURL(join(built.root, 'dist/config.js')).href

it.each([
  ['a good config', JSON.stringify(testConfig(['true']))],
  ['a bad config', '{ "process": { "cwd": "größe" } }'],
])('checks, reports and plans %s', (_, source) => {
  const args = ['--experimental-vm-modules', '--no-warnings', helper, library]
  const { stdout, stderr } = spawnSync(process.execPath, args, { input: source, encoding: 'utf8' })
  expect(stderr).toBe('')
  const result = JSON.parse(stdout) as { reports: Record<string, string>; steps?: number; place?: Place }
  const { reports, steps, place } = result
  const formats = ['text', 'json', 'jsonl', 'sarif', 'github', 'junit'] as const
  for (const as of formats) expect(reports[as]).toBe(format(validate(source), as, { source }))
  expect(Object.keys(reports)).toEqual(formats)
  expect(place).toEqual(parse(source).place('/process/cwd'))
  expect(steps).toBe(compile(source).plan?.record.steps)
})
