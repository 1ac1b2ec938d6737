// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The built `gantry/netlink`, where there is nothing of Node.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { encode, stringify } from '../../src/netlink/index.js'
import { built } from '../helpers/paths.js'

it('decodes and encodes', () => {
  const message = { type: 'RTM_NEWLINK', flags: [], sequence: 1, port: 0, header: { index: 1 } }
  const bytes = encode({ ...message, attributes: [{ name: 'IFLA_IFNAME', value: 'größe' }] })
  const input = Buffer.from(bytes).toString('hex')
  const helper = join(built.root, 'test/helpers/bare-netlink.mjs')
  const library = pathToFileURL(join(built.root, 'dist/netlink.js')).href
  const args = ['--experimental-vm-modules', '--no-warnings', helper, library]
  const { stdout, stderr } = spawnSync(process.execPath, args, { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  const { hex, text } = JSON.parse(stdout) as { hex: string; text: string }
  expect(hex).toBe(input)
  expect(JSON.parse(text)).toMatchObject([{ type: 'RTM_NEWLINK', attributes: [{ value: 'größe' }] }])
  expect(stringify(JSON.parse(text))).toBe(text)
})
