// requires: linux
// Who locks the file of an owner has it only if it is still there: another may have removed it in between.
import { closeSync, existsSync, mkdirSync, openSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { inherit, own } from '../../src/container/ownership.js'
import { temporaryFolder } from '../helpers/folder.js'

/** Before the next lock is taken. */
let between = () => {}
vi.mock(import('../../src/bridge/index.js'), async (original) => ({
  ...(await original()),
  openOwned: (path: string, flags: number) => openSync(path, flags, 0o600),
  close: closeSync,
  tryFlock() {
    between()
    between = () => {}
    return true
  },
}))

const root = temporaryFolder('gantry-owners-')
const path = join(root, '@owners/one')
beforeEach(() => {
  mkdirSync(join(root, '@owners'), { recursive: true })
  if (existsSync(path)) unlinkSync(path)
})

it('a container that is about to be made gets another file', () => {
  between = () => unlinkSync(path)
  const owner = own(root, 'one')
  expect(existsSync(path)).toBe(true)
  owner.end()
})

it('a container whose owner has removed it meanwhile is not inherited', () => {
  own(root, 'one').release()
  between = () => unlinkSync(path)
  expect(inherit(root, 'one')).toBeUndefined()
})
