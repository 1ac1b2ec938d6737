// requires: nothing
// The table of breakages fits the sources. A row that does not any more protects nothing: it moves with its line.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { built } from '../helpers/paths.js'

it('every line of the table of breakages is there, once', () => {
  const script = join(built.root, 'scripts/mutants.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--list'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout.split('\n').length).toBeGreaterThan(3 * 50)
})
