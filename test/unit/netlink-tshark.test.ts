// requires: command tshark
// SPDX-License-Identifier: Apache-2.0
// Wireshark's dissector reads the pcap files that gantry writes.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writePcap } from '../../src/netlink/formats/pcap.js'
import * as codec from '../../src/netlink/index.js'
import { folder } from '../helpers/bundle.js'
import { vectors } from '../helpers/netlink.js'

function tshark(file: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('tshark', ['-r', file, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  expect(status, stderr).toBe(0)
  return stdout
}

// Messages of libcontainer never pass the kernel, and Wireshark looks for a header in uevents, which have none.
const all = vectors().filter(({ protocol }) => protocol !== 'libcontainer' && protocol !== 'uevent')

function pcapOf(made: typeof all): string {
  const datagrams = made.map(({ bytes, protocol, head }) => ({
    bytes: codec.encode(codec.decode(bytes, { protocol }), { protocol }),
    protocol,
    direction: head['direction'] === 'request' ? ('sent' as const) : ('received' as const),
  }))
  const file = join(folder(), 'messages.pcap')
  writeFileSync(file, writePcap(datagrams))
  return file
}

it('finds every packet, and none of them malformed', () => {
  const file = pcapOf(all)
  const packets = tshark(file, '-T', 'fields', '-e', 'frame.number', '-e', 'netlink.family').trim().split('\n')
  expect(packets).toHaveLength(all.length)
  expect(new Set(packets.map((line) => Number(line.split('\t')[1])))).toEqual(new Set([0, 4, 11, 16]))
  expect(tshark(file, '-Y', '_ws.malformed')).toBe('')
})

it.each([
  ['iproute2/addr-add-6', ['Message type: Add IP address (20)', 'Address: 2001:db8::1', 'Address prefixlength: 64']],
  [
    'iproute2/link-add-bridge',
    ['Message type: Create network interface (16)', 'Device name: br0', 'HW Address: 02:00:00:00:00:0b'],
  ],
  ['kernel/link-set-mtu-invalid', ['Error code: Invalid argument (-EINVAL) (-22)']],
  ['iproute2/ctrl-get', ['Family Name: nlctrl']],
])('reads %s', (name, lines) => {
  const text = tshark(pcapOf(all.filter((one) => one.name === name)), '-V')
  for (const line of lines) expect(text).toContain(line)
})
