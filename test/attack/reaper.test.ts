// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// Nothing in a sandbox gets into its process 1 or at what that holds, so no verdict can be forged; not as its user, not as
// root, not from a user namespace of its own.
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { sandbox } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { create, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

const attack = ['/tmp/program', 'invade', '1', ';', 'exit', '3']

describe('process 1 of a sandbox', () => {
  it.each([
    ['root', { uid: 0, gid: 0 }],
    ['another user', { uid: 4321, gid: 4321 }],
  ])('is closed to %s', async (_, user) => {
    const binds = [`${built.program}:/tmp/program:ro`]
    const root = folder('gantry-sandbox-')
    const result = await sandbox({ argv: attack, binds, user, root, input: '', reject: false })
    expect(result).toMatchObject({ stdout: 'tried all\n', stderr: '', exitCode: 3, signal: undefined })
  })

  it('is closed to a program with the other capabilities', async () => {
    const { container } = await create(
      ['invade', '1', ';', 'exit', '3'],
      ({ process }) => {
        const some = ['CAP_KILL', 'CAP_DAC_READ_SEARCH', 'CAP_SETUID']
        process.capabilities = { bounding: some, effective: some, permitted: some }
      },
      { create: { reaper: true } },
    )
    expect(await finish(await container.run())).toMatchObject({ stdout: 'tried all\n', stderr: '', exitCode: 3 })
  })

  it('would be found open by this test: the same program gets into an ordinary process', () => {
    // Without a reaper between them: a child of the shell, of the same user.
    const script = `sleep 10 & ${built.program} invade $!; kill -9 $!`
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8', timeout: 20_000 })).toContain(
      'succeeded: PTRACE_ATTACH\n',
    )
  })
})
