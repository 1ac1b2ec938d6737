// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What is made from the netlink tables is made from those that there are, and names mean one thing each.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { tables } from '../../src/netlink/index.js'
import { anyNumber } from '../../src/netlink/tables.js'
import { built } from '../helpers/paths.js'

it.each(['names.ts', 'tables.md'])('src/netlink/%s is what scripts/netlink-tables.mjs makes', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-netlink-tables-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  execFileSync(process.execPath, [join(built.root, 'scripts/netlink-tables.mjs'), '--to', folder])
  const made = readFileSync(join(folder, name), 'utf8')
  expect(readFileSync(join(built.root, 'src/netlink', name), 'utf8')).toBe(made)
})

it('an attribute of a selected nest is called by one name only', () => {
  const { selectors, sets, rows } = tables()
  for (const { name: selector, cases } of selectors) {
    const numbers = new Map<string, number>()
    for (const set of new Set(cases.map(([, index]) => sets[index]!.rows))) {
      for (const [number, name] of rows.slice(sets[set]!.first, sets[set]!.end)) {
        if (number === anyNumber) continue
        expect(numbers.has(name), `${selector}: ${name}`).toBe(false)
        numbers.set(name, number)
      }
    }
  }
})
