// requires: root, linux, cgroup
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createFactory } from '../../src/index.js'
import { bundle } from '../helpers/bundle.js'
import { temporaryFolder } from '../helpers/folder.js'

// Node ignores SIGPIPE, and what is ignored outlives an exec.
it('leaves the program no signal blocked, ignored or pending', async () => {
  const folder = temporaryFolder('gantry-signals-')
  const { path, config } = bundle(join(folder, 'bundle'), ['cat', '/proc/self/status'])
  const container = await createFactory({ root: join(folder, 'state') }).create(
    `gantry-signals-${process.pid}`,
    config,
    {
      bundle: path,
    },
  )
  const program = await container.run()
  let text = ''
  for await (const chunk of program.stdout!) text += chunk
  await program.wait()
  await container.destroy()
  for (const set of ['SigPnd', 'ShdPnd', 'SigBlk', 'SigIgn', 'SigCgt'])
    expect(text).toContain(`${set}:\t0000000000000000\n`)
})
