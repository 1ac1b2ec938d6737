// requires: linux
// What the build promises about the init.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { built } from '../helpers/paths.js'

const segmentTypes = { dynamic: 2, interpreter: 3, stack: 0x6474e551 }

function programHeaders(path: string): { type: number; flags: number }[] {
  const elf = readFileSync(path)
  const table = Number(elf.readBigUInt64LE(32))
  const [size, count] = [elf.readUInt16LE(54), elf.readUInt16LE(56)]
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * size
    return { type: elf.readUInt32LE(at), flags: elf.readUInt32LE(at + 4) }
  })
}

it.each(['init', 'initFault'] as const)('%s is one static executable of at most 150 KB', (name) => {
  expect(readFileSync(built[name]).length).toBeLessThanOrEqual(150 * 1024)
  const types = programHeaders(built[name]).map(({ type }) => type)
  expect(types).not.toContain(segmentTypes.interpreter)
  expect(types).not.toContain(segmentTypes.dynamic)
})

it('the init has no executable stack, and nothing that is both writable and executable', () => {
  const headers = programHeaders(built.init)
  expect(headers.find(({ type }) => type === segmentTypes.stack)?.flags).toBe(6)
  for (const { flags } of headers) expect(flags & 3).not.toBe(3)
})
