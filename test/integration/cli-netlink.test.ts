// requires: root, linux, cgroup, command strace, command ip, command unshare
// SPDX-License-Identifier: Apache-2.0
// gantry netlink dump and capture: with this machine's kernel, in networks of their own.
import { spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folder } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'

/** A process that holds a network namespace in which a script has run. */
async function network(script: string): Promise<number> {
  const child = spawn('unshare', ['--net', 'sh', '-ec', `${script}; echo ready; exec sleep 60`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break
  return child.pid ?? 0
}

describe('dump', () => {
  const script = 'ip link set lo up; ip link add br0 type bridge; ip addr add 10.0.0.1/24 dev br0; ip link set br0 up'

  it('shows what a network namespace holds', async () => {
    const pid = String(await network(script))
    const { status, stdout, stderr } = gantry(['netlink', 'dump', '--netns', pid])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ {2}1: lo: <.*LOOPBACK.*> mtu 65536 /m)
    expect(stdout).toMatch(/^ {2}2: br0: <.*BROADCAST.*> mtu 1500 /m)
    expect(stdout).toMatch(/^ {2}2: br0 {4}inet 10\.0\.0\.1\/24 scope global br0$/m)
    expect(stdout).toMatch(/^ {2}10\.0\.0\.0\/24 dev br0 table main proto kernel scope link src 10\.0\.0\.1/m)
    expect(stdout).toMatch(/^ {2}32766: from all lookup main/m)
  })

  it('shows only what is asked for, in any format', async () => {
    const pid = await network(script)
    const json = gantry(['netlink', 'dump', '--netns', `/proc/${pid}/ns/net`, '--format', 'json', 'links'])
    const messages = JSON.parse(json.stdout)
    expect(messages.map(({ type }: { type: string }) => type)).toEqual(['RTM_NEWLINK', 'RTM_NEWLINK'])
    const hex = gantry(['netlink', 'dump', '--netns', String(pid), '--format', 'hex', 'addresses'])
    const decoded = JSON.parse(gantry(['netlink', 'decode'], { input: hex.stdout }).stdout)
    expect(new Set(decoded.map(({ type }: { type: string }) => type))).toEqual(new Set(['RTM_NEWADDR']))
  })

  it('refuses a namespace that there is not', () => {
    const { status, stderr } = gantry(['netlink', 'dump', '--netns', 'gantry-no-such-namespace'])
    expect(status).toBe(1)
    expect(stderr).toContain('there is no network namespace gantry-no-such-namespace')
  })
})

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
      '--format',
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
    expect(gantry(['netlink', 'dump', 'links']).stdout).not.toContain('gantry-d0')
  })

  it('passes on what the command says and how it ends', () => {
    const { status, stderr, stdout } = capture(['--', 'sh', '-c', 'echo out; echo err >&2; exit 3'])
    expect([status, stdout, stderr]).toEqual([3, '', 'out\nerr\n'])
  })

  it('writes hex that it reads back', () => {
    const path = join(folder(), 'state')
    const { stdout } = gantry(['--root', path, 'netlink', 'capture', '--format', 'hex', '--', 'ip', 'addr', 'show'])
    const decoded = JSON.parse(gantry(['netlink', 'decode'], { input: stdout }).stdout)
    expect(decoded.map(({ type }: { type: string }) => type)).toContain('RTM_GETADDR')
  })
})
