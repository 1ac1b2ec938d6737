// requires: root, linux, cgroup
// The nodes of a container's /dev, and which of them it may use.
import { expect, it } from 'vitest'
import type { OciConfig } from '../../src/config/oci.js'
import { create, finish } from '../helpers/containers.js'

type Devices = NonNullable<NonNullable<OciConfig['linux']>['devices']>

async function run(verbs: string[], devices: Devices = []) {
  const { container } = await create(verbs, (config) => {
    config.linux.devices = devices
    for (const set of Object.values(config.process.capabilities!)) set.push('CAP_MKNOD')
  })
  return finish(await container.run())
}

it('has the kind, number, owner and mode that the config says', async () => {
  const { stdout } = await run(
    ['stat', '/dev/one', '/dev/two', '/dev/three'],
    [
      { path: '/dev/one', type: 'c', major: 10, minor: 229, uid: 7, gid: 8, fileMode: 0o640 },
      { path: '/dev/two', type: 'b', major: 7, minor: 300 },
      { path: '/dev/three', type: 'p', fileMode: 0o600 },
    ],
  )
  expect(stdout).toBe(
    '/dev/one char 0640 7:8 10:229 0\n/dev/two block 0666 0:0 7:300 0\n/dev/three fifo 0600 0:0 0:0 0\n',
  )
})

it('may use the default ones and no other, whoever made the node', async () => {
  const devices: Devices = [{ path: '/dev/kernel', type: 'c', major: 1, minor: 11 }]
  const verbs = ['open', '/dev/null', 'rw', ';', 'open', '/dev/zero', 'r', ';', 'open', '/dev/urandom', 'r', ';']
  const { stdout, stderr } = await run(
    [...verbs, 'child', 'open', '/dev/kernel', 'r', ';', 'mknod', '/dev/own', '1', '1', ';', 'open', '/dev/own', 'r'],
    devices,
  )
  expect(stdout).toContain('open /dev/null\nopen /dev/zero\nopen /dev/urandom\n')
  expect(stderr).toBe('open /dev/kernel: EPERM\nopen /dev/own: EPERM\n')
})
