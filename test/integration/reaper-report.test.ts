// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// How a program ended below a reaper is known whenever the end of the first of two processes is heard of.
import { EventEmitter, once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { create, finish } from '../helpers/containers.js'

// Of the first process, which has ended long before, it is heard once the second has ended, and before that is heard of.
vi.mock('../../src/bridge/index.js', async (original) => {
  const bridge = await original<typeof import('../../src/bridge/index.js')>()
  const endings = new EventEmitter()
  let calls = 0
  const waitPidfd: typeof bridge.waitPidfd = async (...args) => {
    const call = ++calls
    const other = call === 1 ? once(endings, '2') : undefined
    const ending = await bridge.waitPidfd(...args)
    if (call === 2) {
      endings.emit('2')
      await new Promise(setImmediate)
    }
    await other
    return ending
  }
  return { ...bridge, waitPidfd }
})

it('the end of the program is told although that of the first process is heard of later', async () => {
  const { container } = await create(
    ['kill', '2', '6'],
    ({ linux }) => {
      linux.namespaces!.push({ type: 'user' })
      linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
      linux.gidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]
    },
    { create: { reaper: true } },
  )
  expect(await finish(await container.run())).toMatchObject({ signal: 'SIGABRT', status: 134 })
})
