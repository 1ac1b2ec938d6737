// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The built test kit in a test runner that has no matchers: node:test.
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

const file = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode, decode } from 'gantry/netlink'
import { ack, assertSameMessages, matchGolden, openSocketTo, ScriptedPeer } from 'gantry/netlink/testkit'

const message = { type: 'RTM_NEWLINK', attributes: [{ name: 'IFLA_IFNAME', value: 'a' }] }

test('a peer', async () => {
  const peer = new ScriptedPeer([ack()])
  await openSocketTo(peer).request(message)
  assertSameMessages(peer.requests, decode(encode(message)), { ignore: ['sequence', 'flags'] })
})
test('a golden file', () => {
  assert.ok(matchGolden(encode(message), Buffer.from(encode(message)).toString('hex')).pass)
})
test('a difference', () => {
  assertSameMessages(decode(encode(message)), [])
})
`

it('works in node:test', () => {
  const cwd = folder()
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(built.root, join(cwd, 'node_modules/gantry'))
  writeFileSync(join(cwd, 'one.test.mjs'), file)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'one.test.mjs'], {
    cwd,
    env,
    encoding: 'utf8',
  })
  expect(stdout).toMatch(/^# pass 2$/m)
  expect(stdout).toMatch(/^# fail 1$/m)
  expect(stdout).toContain('[0].type: "RTM_NEWLINK" is too many')
})
