// requires: root, linux
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createFactory } from '../../src/index.js'
import { bundle } from '../helpers/bundle.js'
import { temporaryFolder } from '../helpers/folder.js'
import { runToEnd } from '../helpers/run.js'

const folder = temporaryFolder('gantry-init-paths-')
const factory = createFactory({ root: join(folder, 'state') })
const id = (name: string) => `gantry-init-paths-${process.pid}-${name}`

it('finds the home in a last line of /etc/passwd that does not end', async () => {
  const target = bundle(join(folder, 'home'), ['env', 'HOME'])
  writeFileSync(join(target.rootfs, 'etc/passwd'), 'other:x:7:7::/other:/bin/sh\nroot:x:0:0::/found:/bin/sh')
  expect(await runToEnd(factory, id('home'), target)).toMatchObject({ stdout: '/found\n' })
})

it('makes a target of a thousand directories', async () => {
  const file = join(folder, 'source')
  writeFileSync(file, 'here')
  const destination = `/deep${'/a'.repeat(1000)}/file`
  const target = bundle(join(folder, 'deep'), ['cat', destination], ({ mounts }) => {
    mounts?.push({ destination: '/deep', type: 'tmpfs', source: 'tmpfs' })
    mounts?.push({ destination, type: 'bind', source: file, options: ['bind', 'ro'] })
  })
  expect(await runToEnd(factory, id('deep'), target)).toMatchObject({ stdout: 'here' })
})
