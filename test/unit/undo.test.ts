// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { Undo } from '../../src/common/undo.js'

it('takes back what was done, last first', async () => {
  const undo = new Undo()
  const done: number[] = []
  for (const step of [1, 2, 3]) undo.add(() => void done.push(step))
  await expect(undo.fail(new Error('why'))).rejects.toThrow('why')
  expect(done).toEqual([3, 2, 1])
})

it('goes on after a step that fails, and says what failed', async () => {
  const undo = new Undo()
  const done: number[] = []
  undo.add(() => void done.push(1))
  undo.add(async () => {
    throw new Error('second')
  })
  undo.add(() => {
    throw new Error('third')
  })
  const failure = await undo.fail(new Error('why')).catch((error: unknown) => error)
  expect(done).toEqual([1])
  expect(failure).toMatchObject({
    message: 'why',
    cause: { errors: [{ message: 'third' }, { message: 'second' }] },
  })
})

it('takes nothing back once the work is done', async () => {
  const undo = new Undo()
  let taken = false
  undo.add(() => {
    taken = true
  })
  undo.forget()
  expect(await undo.run()).toEqual([])
  expect(taken).toBe(false)
})
