// requires: root, linux, cgroup
// An abort between two messages: what the init has sent and nobody has read is taken back too.
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createFactory } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { temporaryFolder } from '../helpers/folder.js'
import { expectNothingLeft, tracesOf } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'

// Called after each answer to the init.
const answered = vi.hoisted(() => ({ react: (_count: number) => {}, count: 0 }))
vi.mock(import('../../src/bridge/index.js'), async (original) => {
  const bridge = await original()
  const send: typeof bridge.send = (...args) => {
    bridge.send(...args)
    answered.react(++answered.count)
  }
  return { ...bridge, send }
})

const folder = temporaryFolder('gantry-abort-')
const root = join(folder, 'state')
const id = `gantry-abort-${process.pid}`
const factory = createFactory({ root })
let target: Bundle

beforeAll(async () => {
  target = bundle(join(folder, 'bundle'), ['sleep', '3600'])
  const { config } = target
  config.linux.namespaces!.push({ type: 'user' })
  config.linux.uidMappings = [{ containerID: 0, hostID: 0, size: 1000 }]
  config.linux.gidMappings = [{ containerID: 0, hostID: 0, size: 1000 }]
  config.process.terminal = true
  config.hooks = { createRuntime: [{ path: built.program, args: ['program', 'true'] }] }
  const container = await factory.create(id, config, { bundle: target.path })
  await container.run()
  await container.destroy({ force: true })
})

/** Blocks this process, and with it every reader of the init's messages. */
const block = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

describe.each([0, 20])('%i ms after an answer', (delay) => {
  it.each([1, 2, 3, 4])('number %i', async (number) => {
    const before = tracesOf(root, id)
    const controller = new AbortController()
    answered.count = 0
    answered.react = (count) => {
      if (count !== number) return
      block(delay)
      controller.abort(new Error('enough'))
    }
    const container = await factory.create(id, target.config, { bundle: target.path })
    const started = container.run({ signal: controller.signal })
    await expect(started).rejects.toThrow('enough')
    expect(answered.count).toBe(number)
    await expectNothingLeft(root, id, before)
  })
})
