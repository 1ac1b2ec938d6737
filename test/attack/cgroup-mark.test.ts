// requires: root, linux, cgroup2, kernel >= 5.7, command setfattr
// A cgroup is its container's by the mark that only root of the host can write: what whoever has the directory writes
// there neither gives it to another container nor takes it from its own.
import { execFileSync } from 'node:child_process'
import { existsSync, rmdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { applyCgroup, removeCgroups } from '../../src/bridge/index.js'
import { cgroup, owned, prepareCgroups } from '../helpers/bridge/cgroups.js'

prepareCgroups()

it('a mark of the user’s own counts for nothing beside it', async () => {
  const path = cgroup('')
  await applyCgroup([owned(path)], 'its-own')
  execFileSync('setfattr', ['-n', 'user.gantry', '-v', 'another', path])
  await removeCgroups({ cgroups: [path], cgroupMark: 'another' })
  expect(existsSync(path)).toBe(true)
  await removeCgroups({ cgroups: [path], cgroupMark: 'its-own' })
  const left = existsSync(path)
  if (left) rmdirSync(path)
  expect(left).toBe(false)
})
