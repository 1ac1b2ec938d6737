// requires: root, linux, cgroup, command strace, command ip
// SPDX-License-Identifier: Apache-2.0
// gantry netlink capture: with this machine's kernel, in networks of their own.
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'

describe('capture', () => {
  const capture = (args: string[]) => gantry(['--root', folder(), 'netlink', 'capture', ...args])

  it('records what a command says to the kernel, and what it is answered', () => {
    const { status, stdout, stderr } = capture(['--', 'ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^RTM_NEWLINK request,ack,excl,create seq \d+ port 0\n {2}0: v0: <>\n/m)
    expect(stdout).toMatch(/^ {8}peer 0: v1$/m)
    expect(stdout).toMatch(/: acknowledges RTM_NEWLINK\n$/)
  })

  it('does so in a network of its own, with no power over anything else', () => {
    const before = readlinkSync('/proc/self/ns/net')
    const { stderr, stdout } = capture([
      '--to',
      'json',
      '--',
      'sh',
      '-c',
      'readlink /proc/self/ns/net >&2; ip link add gantry-d0 type bridge; mount -t tmpfs none /mnt 2>/dev/null || echo no mount >&2',
    ])
    expect(stderr).toMatch(/^net:\[\d+\]\nno mount\n$/)
    expect(stderr).not.toContain(before)
    const made = JSON.parse(stdout).filter(({ type }: { type: string }) => type === 'RTM_NEWLINK')
    expect(JSON.stringify(made)).toContain('gantry-d0')
    expect(readFileSync('/proc/net/dev', 'utf8')).not.toContain('gantry-d0')
  })

  it('passes on what the command says and how it ends', () => {
    const { status, stderr, stdout } = capture(['--', 'sh', '-c', 'echo out; echo err >&2; exit 3'])
    expect([status, stdout, stderr]).toEqual([3, '', 'out\nerr\n'])
  })

  it('writes hex that it reads back', () => {
    const path = join(folder(), 'state')
    const { stdout } = gantry(['--root', path, 'netlink', 'capture', '--to', 'hex', '--', 'ip', 'addr', 'show'])
    const decoded = JSON.parse(gantry(['netlink', 'decode'], { input: stdout }).stdout)
    expect(decoded.map(({ type }: { type: string }) => type)).toContain('RTM_GETADDR')
  })
})
