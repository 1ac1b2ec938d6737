// requires: root, linux, cgroup
// A container that is being made is somebody's: who deletes it meanwhile waits until its state is written.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { createFactory } from '../../src/index.js'
import { bundle } from '../helpers/bundle.js'
import { failureOf } from '../helpers/failure.js'
import { temporaryFolder } from '../helpers/folder.js'

const lock = vi.hoisted(() => ({ taken: (): boolean | undefined => undefined }))
vi.mock(import('../../src/bridge/index.js'), async (original) => {
  const bridge = await original()
  return { ...bridge, tryFlock: (...args) => lock.taken() ?? bridge.tryFlock(...args) }
})

const folder = temporaryFolder('gantry-create-')
const root = join(folder, 'state')
const id = `gantry-create-${process.pid}`
const target = () => bundle(join(folder, 'bundle'), ['true'])

it('takes its lock before there is a state', async () => {
  const seen: boolean[] = []
  lock.taken = () => {
    seen.push(existsSync(join(root, id, 'state.json')))
    return undefined
  }
  const { config, path } = target()
  const container = await createFactory({ root }).create(id, config, { bundle: path })
  expect(seen).toEqual([false])
  await container.destroy()
})

it('fails where somebody else had it first', async () => {
  lock.taken = () => false
  const { config, path } = bundle(join(folder, 'second'), ['true'])
  const failure = await failureOf(createFactory({ root }).create(id, config, { bundle: path }))
  expect(failure?.message).toContain('deleted while it was made')
  // It is theirs to remove.
  expect(readdirSync(root)).toEqual([id])
})
