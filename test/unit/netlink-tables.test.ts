// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// Names in the netlink tables mean one thing each.
import { expect, it } from 'vitest'
import { tables } from '../../src/netlink/index.js'
import { anyNumber } from '../../src/netlink/tables.js'

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
