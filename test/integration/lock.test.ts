// requires: linux
// SPDX-License-Identifier: Apache-2.0
// Whose turn it is with a container.
import { expect, it } from 'vitest'
import { isLocked, lock } from '../../src/container/lock.js'
import { folder } from '../helpers/bundle.js'

it('is one’s at a time, in the order in which they came', async () => {
  const directory = folder()
  const order: number[] = []
  let inside = 0
  await Promise.all(
    [1, 2, 3, 4, 5].map(async (number) => {
      const unlock = await lock(directory)
      expect(++inside).toBe(1)
      order.push(number)
      await new Promise(setImmediate)
      inside--
      unlock()
    }),
  )
  expect(order).toEqual([1, 2, 3, 4, 5])
  expect(isLocked(directory)).toBe(false)
})

it('ends the waiting with an abort, and leaves the turn to the next', async () => {
  const directory = folder()
  const unlock = await lock(directory)
  const controller = new AbortController()
  const aborted = lock(directory, { signal: controller.signal })
  const next = lock(directory)
  controller.abort(new Error('enough'))
  await expect(aborted).rejects.toThrow('enough')
  unlock()
  ;(await next)()
  expect(isLocked(directory)).toBe(false)
})
