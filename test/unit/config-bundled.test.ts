// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// A program that imports `gantry/config` and is bundled to one file runs without any other: the core is in it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'
import { expect, it } from 'vitest'
import { validate } from '../../src/config/index.js'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

const program = `
import { parse, validate } from 'gantry/config'
const source = '{ "process": { "cwd": "tmp" } }'
console.log(JSON.stringify([validate(source), parse(source).value]))
`

it('runs from one file', async () => {
  const here = folder()
  mkdirSync(join(here, 'node_modules'))
  symlinkSync(built.root, join(here, 'node_modules/gantry'))
  writeFileSync(join(here, 'main.js'), program)
  const made = await rollup({
    input: join(here, 'main.js'),
    // For browsers: nothing of Node is to be had.
    plugins: [nodeResolve({ browser: true })],
    onwarn: (warning) => {
      // jco's glue starts with a directive of its own.
      if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') throw new Error(warning.message)
    },
  })
  const away = folder()
  const { output } = await made.write({ dir: away, format: 'es', entryFileNames: 'bundle.mjs' })
  await made.close()
  expect(readdirSync(away)).toEqual(['bundle.mjs'])
  expect(output.map(({ type }) => type)).toEqual(['chunk'])

  const { stdout, stderr } = spawnSync(process.execPath, ['bundle.mjs'], { cwd: away, encoding: 'utf8' })
  expect(stderr).toBe('')
  const source = '{ "process": { "cwd": "tmp" } }'
  expect(JSON.parse(stdout)).toEqual([validate(source), JSON.parse(source)])
})
