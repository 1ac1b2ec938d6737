// requires: root, linux, command unshare
// SPDX-License-Identifier: Apache-2.0
// What the container's root filesystem hears of the host's mounts.
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

it.each([
  [undefined, ''],
  ['private', ''],
  ['slave', 'master'],
  ['rslave', 'master'],
  ['shared', 'shared'],
] as const)('rootfsPropagation %s, on a host whose mounts are shared', (word, tag) => {
  const { root } = stateRoot()
  const { path } = bundle(folder(), ['cat', '/proc/self/mountinfo'], ({ linux }) => {
    if (word !== undefined) linux.rootfsPropagation = word
  })
  const command = [process.execPath, built.command, '--root', root, 'run', '-b', path, uniqueId('propagation')]
  const options = { encoding: 'utf8' } as const
  const { stdout, stderr } = spawnSync('unshare', ['--mount', '--propagation', 'shared', '--', ...command], options)
  expect(stderr).toBe('')
  // ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS TAGS… - …
  const [, tags = 'not found'] = /^\S+ \S+ \S+ \S+ \/ \S+ (.*?)- /m.exec(stdout) ?? []
  expect(tags.replace(/:\d+/g, '').trim()).toBe(tag)
})
