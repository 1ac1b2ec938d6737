// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// Mounts are made in the order of the config, each on what the ones before it have left.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { OciMount } from '../../src/config/oci.js'
import { bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { factory, finish } from '../helpers/containers.js'

const map = [{ containerID: 0, hostID: 0, size: 65536 }]

it.each([
  ['', false],
  [' in a user namespace', true],
])('a bind source in the root filesystem shows what was mounted there before%s', async (_, userNamespace) => {
  const host = folder()
  for (const name of ['below', 'above']) {
    mkdirSync(join(host, name, 'x'), { recursive: true })
    writeFileSync(join(host, name, 'file'), `${name}\n`)
    writeFileSync(join(host, name, 'x/file'), `x of ${name}\n`)
  }
  const bind = (source: string, destination: string): OciMount => {
    return { source, destination, type: 'bind', options: ['rbind', 'rprivate'] }
  }
  const path = folder()
  const { config } = bundle(path, ['cat', '/final/file', '/final/x/file'], ({ mounts, linux }) => {
    mounts?.push(
      bind(join(host, 'below'), '/mnt'),
      bind(join(host, 'above'), '/mnt/x'),
      // The destination as the host sees it.
      bind(join(path, 'rootfs/mnt'), join(path, 'rootfs/final')),
      // Too late for the copy.
      bind(join(host, 'below'), '/mnt/x'),
    )
    if (!userNamespace) return
    linux.namespaces?.push({ type: 'user' })
    linux.uidMappings = linux.gidMappings = map
  })
  const container = await factory().create(uniqueId('order'), config, { bundle: path })
  expect(await finish(await container.run())).toMatchObject({ stdout: 'below\nabove\n', stderr: '', exitCode: 0 })
})
