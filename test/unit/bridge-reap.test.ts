// requires: nothing
import { expect, it, vi } from 'vitest'
import { waitPidfd } from '../../src/bridge/process.js'

// What a traced child looks like: its pidfd is ready, and there is nothing to reap until the tracer has listened.
const answers: ({ code: number; signal: number } | null)[] = [null, null, { code: 7, signal: 0 }]
vi.mock(import('../../src/bridge/addon.js'), async (original) => ({
  ...(await original()),
  addon: () => ({ startWait: ready, reap: () => answers.shift() ?? null }) as never,
}))

function ready(_descriptors: number[], callback: (index: number) => void): number {
  setImmediate(callback, 0)
  return 1
}

it('waits for the end of a child that a tracer is told of first', async () => {
  expect(await waitPidfd(3)).toEqual({ exitCode: 7 })
  expect(answers).toEqual([])
})
