// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// gantry netlink decode, encode and diff: the built command, on any system.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hex } from '../../src/netlink/formats/hex.js'
import { folder } from '../helpers/bundle.js'
import { gantry, gantryBytes } from '../helpers/command.js'
import { vector, vectors } from '../helpers/netlink.js'
import { built } from '../helpers/paths.js'

const path = (name: string) => join(built.root, 'test/golden/netlink', `${name}.hex`)
const netlink = (args: string[], input?: string | Uint8Array) =>
  gantry(['netlink', ...args], input === undefined ? {} : { input })
const addr = vector('iproute2/addr-add')
const plain = (bytes: Uint8Array) => `${hex(bytes).replace(/(.{47}) /g, '$1\n')}\n`

describe('decode', () => {
  it('writes JSON', () => {
    const { status, stdout, stderr } = netlink(['decode', path('iproute2/addr-add')])
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(addr.golden, 'utf8')))
  })

  it('writes what ip would show', () => {
    expect(netlink(['decode', '--format', 'text', path('kernel/addr-dump-6')]).stdout).toContain(
      '  10: if10    inet6 2001:db8::1/64 scope global nodad\n         valid_lft forever preferred_lft forever\n',
    )
    expect(netlink(['decode', '--format', 'text', path('iproute2/route-add-multipath')]).stdout).toMatch(
      /^RTM_NEWROUTE \S+ seq \d+ port 0\n {2}10\.7\.0\.0\/16 table main proto boot scope global\n {10}nexthop via 10\.0\.0\.253 dev if10 weight 3\n {10}nexthop via 10\.0\.0\.254 dev if10 weight 1 onlink\n$/,
    )
    expect(netlink(['decode', '--format', 'text', path('kernel/route-add-unreachable')]).stdout).toMatch(
      /: ENETUNREACH to RTM_NEWROUTE\n {6}NLMSGERR_ATTR_MSG Nexthop has invalid gateway\n$/,
    )
  })

  it.each(['hex', 'pcap', 'raw'])('writes %s that it reads back', (format) => {
    const { status, stdout } = gantryBytes(['netlink', 'decode', '--format', format, path('iproute2/addr-add')])
    expect(status).toBe(0)
    expect(JSON.parse(netlink(['decode'], stdout).stdout)).toEqual(JSON.parse(readFileSync(addr.golden, 'utf8')))
  })

  it('reads the standard input, in the format that it is told', () => {
    const bytes = Buffer.from(addr.bytes)
    for (const args of [['decode'], ['decode', '-'], ['decode', '--input', 'raw']]) {
      expect(JSON.parse(netlink(args, bytes).stdout)).toMatchObject([{ type: 'RTM_NEWADDR' }])
    }
    expect(netlink(['decode', '--input', 'hex'], bytes)).toMatchObject({ status: 1 })
  })

  it('reads each vector', () => {
    // All of one protocol in one start.
    for (const protocol of ['route', 'generic', 'sock_diag']) {
      const all = vectors().filter((one) => one.protocol === protocol)
      const text = all.map(({ bytes }) => plain(bytes)).join('---\n')
      const { status, stdout } = netlink(['decode', '--protocol', protocol], text)
      expect(status).toBe(0)
      expect(JSON.parse(stdout)).toEqual(all.flatMap(({ golden }) => JSON.parse(readFileSync(golden, 'utf8'))))
    }
  })

  it('means by the numbers what it is told', () => {
    const bytes = plain(vector('runc/run').bytes)
    const [message] = JSON.parse(netlink(['decode', '--protocol', 'libcontainer'], bytes).stdout)
    expect(message.attributes[0].name).toBe('CloneFlagsAttr')
    expect(JSON.parse(netlink(['decode', path('runc/run')], bytes).stdout)).toEqual([message])
  })

  it('asks which, if there are several', () => {
    const text = '# protocol: generic\n01\n---\n# protocol: route\n02\n'
    const several = JSON.parse(netlink(['decode'], text).stdout)
    expect(several.error).toBe('the input holds messages of generic and route: choose with --protocol')
    const none = JSON.parse(netlink(['decode', '--protocol', 'uevent'], text).stdout)
    expect(none.error).toBe('the input holds no messages of uevent, but of generic and route')
  })

  it.each([
    ['no hex', 'zz', 0],
    ['a header cut short', '20 00 00 00 10 00 05 00', 0],
    ['a length that overruns', '24 00 00 00 10 00 05 00 00 00 00 00 00 00 00 00', 0],
    [
      'an attribute that overruns',
      `${plain(addr.bytes)
        .trim()
        .slice(0, 3 * 24)} ff 00 02 00 0a 00 00 01 08 00 01 00 0a 00 00 01`,
      24,
    ],
  ])('refuses %s', (_, text, offset) => {
    const { status, stdout, stderr } = netlink(['decode'], text)
    expect([status, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringMatching(/^\S/), offset })
    const words = netlink(['decode', '--format', 'text'], text)
    expect([words.status, words.stdout]).toEqual([1, ''])
    expect(words.stderr).toMatch(new RegExp(`^gantry netlink decode: -: .+ at byte ${offset}\\b.*\\n$`))
  })

  it('says which of several datagrams is wrong', () => {
    const { stdout } = netlink(['decode'], `${plain(addr.bytes)}---\n20 00 00 00\n`)
    expect(JSON.parse(stdout)).toMatchObject({ datagram: 2, offset: 0 })
  })
})

describe('encode', () => {
  it('gives the bytes of what decode wrote', () => {
    const json = netlink(['decode', path('iproute2/link-add-veth')]).stdout
    const { status, stdout } = netlink(['encode'], json)
    expect([status, stdout]).toEqual([0, plain(vector('iproute2/link-add-veth').bytes)])
    const file = join(folder(), 'message.json')
    writeFileSync(file, json)
    expect(gantryBytes(['netlink', 'encode', '--format', 'raw', file]).stdout).toEqual(
      Buffer.from(vector('iproute2/link-add-veth').bytes),
    )
  })

  it('does so for the other protocols', () => {
    for (const [name, protocol] of [
      ['runc/run-user-namespace', 'libcontainer'],
      ['kernel/uevent-add-1', 'uevent'],
      ['kernel/connector-listen-2', 'connector'],
      ['kernel/ctrl-get', 'generic'],
    ] as const) {
      const json = netlink(['decode', path(name)]).stdout
      expect(netlink(['encode', '--protocol', protocol], json).stdout).toBe(plain(vector(name).bytes))
    }
  })

  it('takes one message without brackets, with what is left out as zero', () => {
    const { stdout } = netlink(['encode'], '{ "type": "RTM_GETLINK", "flags": ["NLM_F_REQUEST", "NLM_F_DUMP"] }')
    expect(stdout).toBe(`20 00 00 00 12 00 01 03${' 00'.repeat(8)}\n${'00 '.repeat(15)}00\n`)
  })

  it.each([
    ['no JSON', '{', /./],
    ['no type of message', '[{ "type": "RTM_NOPE" }]', /RTM_NOPE/],
    [
      'a value too large',
      '[{ "type": "RTM_NEWLINK", "attributes": [{ "name": "IFLA_MTU", "value": 4294967296 }] }]',
      /./,
    ],
  ])('refuses %s', (_, json, words) => {
    const { status, stdout, stderr } = netlink(['encode'], json)
    expect([status, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toMatchObject({ error: expect.stringMatching(words), offset: expect.any(Number) })
  })
})

describe('diff', () => {
  it('names what is different, and exits as diff does', () => {
    const { status, stdout } = netlink([
      'diff',
      '--ignore',
      'sequence',
      path('iproute2/addr-add'),
      path('iproute2/addr-add-full'),
    ])
    expect(status).toBe(1)
    expect(stdout).toContain('[0].IFA_LOCAL: "10.0.0.1" is expected, not "10.0.1.1"\n')
    expect(stdout).not.toContain('sequence')
    expect(netlink(['diff', path('iproute2/addr-add'), path('iproute2/addr-add')])).toMatchObject({
      status: 0,
      stdout: '',
    })
  })

  it('compares formats with each other, and writes JSON', () => {
    const json = netlink(['decode', path('iproute2/addr-add')]).stdout.replace('"10.0.0.1"', '"10.0.0.2"')
    const { status, stdout } = netlink(['diff', '--format', 'json', path('iproute2/addr-add'), '-'], json)
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toEqual([{ path: '[0].IFA_LOCAL', expected: '10.0.0.1', actual: '10.0.0.2' }])
  })

  it('exits with 2 for what it cannot read', () => {
    expect(netlink(['diff', path('iproute2/addr-add'), '-'], 'zz')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('gantry netlink diff: -: "zz" is no hex'),
    })
  })
})

it.each([
  [['netlink', '--help'], /^ACTIONS:\n {3}decode +show messages$/m],
  [['help', 'netlink'], /^ACTIONS:$/m],
  [['netlink', 'decode', '--help'], / --format FORMAT, -f +json \(default\), text, hex, pcap or raw$/m],
  [['help', 'netlink', 'diff'], / --format FORMAT, -f +text \(default\) or json$/m],
])('%j', (args, line) => {
  expect(gantry(args)).toMatchObject({ status: 0, stdout: expect.stringMatching(line), stderr: '' })
})

it('takes options before the action too', () => {
  const { status, stdout } = netlink(['--format', 'text', 'decode', path('iproute2/addr-add')])
  expect([status, stdout]).toEqual([0, expect.stringContaining('RTM_NEWADDR')])
})

describe('bad usage', () => {
  it.each([
    [['nope'], 'there is no "nope": decode, encode, diff, dump, capture'],
    [['decode', '--format', 'nope'], '--format nope: json, text, hex, pcap, raw'],
    [['decode', '--protocol', 'nope'], '--protocol nope: route'],
    [['decode', '--protocol='], '--protocol is empty'],
    [['decode', 'a', 'b'], 'requires a maximum of 1 argument(s)'],
    [['decode', '--ignore', 'x'], 'unknown option --ignore'],
    [['diff', 'a'], 'requires exactly 2 argument(s)'],
    [['decode', '--netns', 'x'], 'unknown option --netns'],
    [['dump', 'nope'], 'there are no "nope": links, addresses, routes, neighbours, rules'],
    [['capture'], 'requires a minimum of 1 argument(s)'],
    [['decoed'], 'there is no "decoed": did you mean decode?'],
  ])('%j', (args, words) => {
    const { status, stdout, stderr } = netlink(args)
    expect([status, stdout]).toEqual([2, ''])
    const action = words.startsWith('there is no') ? '' : ` ${args[0]}`
    expect(stderr).toContain(`gantry netlink${action}: ${words}`)
    expect(stderr).toContain(`help: gantry netlink${action} --help`)
  })

  it('names a file that is not there', () => {
    expect(netlink(['decode', '/nothing/here'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('ENOENT'),
    })
  })
})

it('loads neither native code nor the code of containers', () => {
  const spy = `process.on('exit', () => require('fs').writeFileSync('loaded', JSON.stringify(Object.keys(require.cache))))`
  const cwd = folder()
  writeFileSync(join(cwd, 'spy.cjs'), spy)
  const command = ['netlink', 'decode', path('iproute2/addr-add')]
  spawnSync(process.execPath, ['--require', './spy.cjs', built.command, ...command], { cwd })
  const loaded = JSON.parse(readFileSync(join(cwd, 'loaded'), 'utf8')) as string[]
  const names = loaded.filter((name) => name.startsWith(built.root)).map((name) => name.slice(built.root.length))
  expect(names.length).toBeGreaterThan(2)
  for (const name of names) {
    expect(name).not.toContain('runtime')
    expect(readFileSync(join(built.root, name), 'utf8')).not.toMatch(/process\.dlopen|\.node\b['"]/)
  }
})
