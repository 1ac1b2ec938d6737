// requires: root, linux, kernel >= 6.8
// A mount is told from those that come to its place after it, also under the id that it has had in mountinfo.
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { identifyMount } from '../../src/bridge/index.js'
import { folder } from '../helpers/bundle.js'

it('no two that come one after another are the same, and each is the same as long as it is there', () => {
  const path = folder()
  const below = identifyMount(path)
  const found = [below]
  for (let round = 0; round < 20; round++) {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path])
    found.push(identifyMount(path))
    expect(identifyMount(path)).toBe(found.at(-1))
    execFileSync('umount', [path])
  }
  expect(new Set(found).size).toBe(21)
  expect(found).not.toContain(undefined)
  expect(identifyMount(path)).toBe(below)
})

it('a link is not followed, and where nothing is there is none', () => {
  expect(identifyMount('/proc/self')).toBe(identifyMount('/proc'))
  expect(identifyMount('/nothing/there')).toBeUndefined()
})
