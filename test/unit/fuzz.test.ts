// requires: clang
// SPDX-License-Identifier: Apache-2.0
// The fuzz targets hold for a moment, and every input that once broke one is tried again.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { built } from '../helpers/paths.js'

const fuzz = (...args: string[]) =>
  spawnSync(process.execPath, [join(built.root, 'scripts/fuzz.mjs'), ...args], { encoding: 'utf8' })
const targets = readdirSync(join(built.root, 'test/fuzz'))
  .filter((name) => name.endsWith('.c') && !['front.c', 'harness.c', 'promises.c'].includes(name))
  .map((name) => name.replace('.c', ''))

describe('npm run fuzz', () => {
  it('runs every target', () => {
    const { status, stdout, stderr } = fuzz('--seconds', '1')
    expect(status, stdout + stderr).toBe(0)
    for (const target of targets) {
      const [, executions] = new RegExp(`^${target}: \\d+ old crashes, (\\d+) executions`, 'm').exec(stdout) ?? []
      expect(Number(executions), target).toBeGreaterThan(50)
    }
  }, 600_000)

  it.each([
    ['a number of seconds that is none', '--seconds', 'x'],
    ['a target that is none', '--target', 'harness'],
    ['an unknown option', '--forever', '1'],
  ])('refuses %s', (_, ...args) => {
    const { status, stderr } = fuzz(...args)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^gantry: usage: npm run fuzz/)
  })
})
