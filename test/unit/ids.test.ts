// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// 4294967295 is no id in any language: system calls read it as "leave it", and who asks for it would be root.
import { expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import type { CheckOptions } from '../../src/core/types.js'

const core = rawCore()
const last = 4294967294

/** Where something is out of range in the documents that `write` makes: nowhere with the last id. */
function outOfRange(write: (id: number) => string[], options: CheckOptions): string[] {
  const check = (id: number) => {
    const [first = '', second] = write(id)
    const checked = { ...options, ...(second === undefined ? {} : { secondDocument: Buffer.byteLength(first) }) }
    return core
      .check(Buffer.from(first + (second ?? '')), checked)
      .filter(({ code }) => ['GTY-TYPE-002', 'GTY-MOUNT-021'].includes(code))
  }
  expect(check(last)).toEqual([])
  return check(last + 1).map(({ pointer }) => pointer)
}

const mapping = (more: object) => [{ containerID: 0, hostID: 0, size: 1, ...more }]
const process = (id: number) => ({ cwd: '/', args: ['sh'], user: { uid: id, gid: id, additionalGids: [5, id] } })
const inUser = ['/user/uid', '/user/gid', '/user/additionalGids/1']

it('in a config.json', () => {
  const write = (id: number) => [
    JSON.stringify({
      ociVersion: '1.2.0',
      process: process(id),
      root: { path: 'rootfs' },
      mounts: [
        {
          destination: '/a',
          source: '/b',
          options: ['bind', 'idmap'],
          uidMappings: mapping({ containerID: id }),
          gidMappings: mapping({ hostID: id }),
        },
        { destination: '/c', type: 'tmpfs', source: 'tmpfs', options: [`uid=${id}`, `mode=755,gid=${id}`] },
      ],
      linux: {
        namespaces: [{ type: 'mount' }, { type: 'user' }],
        uidMappings: mapping({ hostID: id }),
        gidMappings: mapping({ containerID: id }),
        devices: [{ path: '/dev/p', type: 'p', uid: id, gid: id }],
      },
    }),
  ]
  expect(outOfRange(write, {}).sort()).toEqual(
    [
      ...inUser.map((name) => `/process${name}`),
      '/mounts/0/uidMappings/0/containerID',
      '/mounts/0/gidMappings/0/hostID',
      '/mounts/1/options/0',
      '/mounts/1/options/1',
      '/linux/uidMappings/0/hostID',
      '/linux/gidMappings/0/containerID',
      '/linux/devices/0/uid',
      '/linux/devices/0/gid',
    ].sort(),
  )
})

it('in a process.json', () => {
  expect(outOfRange((id) => [JSON.stringify(process(id))], { input: 'process' })).toEqual(inUser)
})

it('in a pair of 2015', () => {
  const write = (id: number) => [
    JSON.stringify({ version: '0.1.0', process: process(id), root: { path: 'rootfs' } }),
    JSON.stringify({
      linux: {
        namespaces: [{ type: 'mount' }, { type: 'user' }],
        uidMappings: mapping({ hostID: id }),
        gidMappings: mapping({}),
        devices: [{ path: '/dev/p', type: 112, uid: id, gid: id }],
      },
    }),
  ]
  expect(outOfRange(write, { input: 'ocf' }).sort()).toEqual(
    [
      ...inUser.map((name) => `/process${name}`),
      '/linux/uidMappings/0/hostID',
      '/linux/devices/0/uid',
      '/linux/devices/0/gid',
    ].sort(),
  )
})

it('in a config of libcontainer', () => {
  const write = (id: number) => [
    JSON.stringify({
      rootfs: '/srv/root',
      user: `${id}:${id}`,
      additional_groups: ['5', `${id}`],
      namespaces: [{ type: 'NEWNS' }, { type: 'NEWUSER' }],
      uid_mappings: [{ container_id: 0, host_id: id, size: 1 }],
      gid_mappings: [{ container_id: 0, host_id: 0, size: 1 }],
      devices: [{ path: '/dev/p', type: 112, uid: id, gid: id }],
    }),
  ]
  expect(outOfRange(write, { input: 'libcontainer', args: ['sh'] }).sort()).toEqual(
    ['/user', '/user', '/additional_groups/1', '/uid_mappings/0/host_id', '/devices/0/uid', '/devices/0/gid'].sort(),
  )
})
