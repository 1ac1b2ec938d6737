// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The features document says what is true: each feature is held against what becomes of a config that asks for it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile, validate } from '../../src/config/index.js'
import { componentCore } from '../../src/core/component.js'
import { rawCore } from '../../src/core/raw.js'
import { testConfig } from '../helpers/bundle.js'
import { gantry } from '../helpers/command.js'
import { built } from '../helpers/paths.js'

const features = rawCore().features()
const { linux } = features

/** Codes of what is said about the config of `gantry spec` with a change. */
function codes(change: (config: ReturnType<typeof testConfig>) => void): string[] {
  const config = testConfig(['true'])
  change(config)
  return compile(JSON.stringify(config)).diagnostics.map(({ code }) => code)
}

it('is the same both ways', () => expect(componentCore().features()).toEqual(features))

it('has been supported since a version that there is', () => {
  const table = readFileSync(join(built.root, 'core-c/model/support.def'), 'utf8')
  const versions = [
    ...table.matchAll(/^SUPPORT\([A-Z0-9_]+, "[^"]+", (?:NO_LINE|"[\w.]+"), (NOT_YET|"\d+\.\d+\.\d+"),/gm),
  ]
  expect(versions.length).toBe([...table.matchAll(/^SUPPORT/gm)].length)
  const { version } = JSON.parse(readFileSync(join(built.root, 'package.json'), 'utf8')) as { version: string }
  const order = new Intl.Collator('en', { numeric: true })
  expect(
    versions.filter(([, since = '']) => since !== 'NOT_YET' && order.compare(JSON.parse(since), version) > 0),
  ).toEqual([])
})

it('is what the command prints', () => {
  const { status, stdout, stderr } = gantry(['features'])
  expect([status, JSON.parse(stdout), stderr]).toEqual([0, features, ''])
})

it.each([features.ociVersionMin, features.ociVersionMax])('has a version that is accepted: %s', (ociVersion) => {
  expect(codes((config) => Object.assign(config, { ociVersion }))).toEqual([])
})

it.each(features.hooks)('has hooks that are run: %s', (kind) => {
  const config = { ...testConfig(['true']), hooks: { [kind]: [{ path: '/bin/true' }] } }
  const { plan, diagnostics } = compile(JSON.stringify(config))
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(plan?.record.hooks).toMatchObject({ [kind]: [{ path: '/bin/true' }] })
})

it.each(features.mountOptions)('has mount options that are no data of the filesystem: %s', (option) => {
  const mount = { destination: '/x', type: 'tmpfs', source: 'tmpfs', options: [option] }
  const config = testConfig(['true'])
  config.mounts = [mount]
  const { plan, diagnostics } = compile(JSON.stringify(config))
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const data = rawCore()
    .describe(plan!.message)
    .operations.map((operation) => operation['data'])
  const superblock = ['sync', 'dirsync', 'mand', 'lazytime', 'iversion']
  expect(data.filter((text) => text === option && !superblock.includes(option))).toEqual([])
})

it.each(linux.namespaces)('has namespaces that are made: %s', (type) => {
  const found = codes((config) => {
    config.linux.namespaces = [{ type: type as 'pid' }]
  })
  expect(found).not.toContain('GTY-NAMESPACE-001')
})

it('has capabilities that are known', () => {
  expect(linux.capabilities.length).toBeGreaterThan(40)
  const found = codes((config) => {
    config.process.capabilities = { bounding: linux.capabilities as never }
  })
  expect(found.filter((code) => code.startsWith('GTY-CAPABILITY'))).toEqual([])
})

describe('what is enabled is done, and what is not is refused by name', () => {
  const map = [{ containerID: 0, hostID: 1000, size: 1 }]
  const mount = { destination: '/x', source: '/y', options: ['bind'], uidMappings: map, gidMappings: map }
  const asked: Record<string, [enabled: boolean, config: { linux?: object; process?: object; mounts?: object[] }]> = {
    seccomp: [linux.seccomp.enabled, { linux: { seccomp: { defaultAction: 'SCMP_ACT_ALLOW' } } }],
    apparmor: [linux.apparmor.enabled, { process: { apparmorProfile: 'x' } }],
    selinux: [linux.selinux.enabled, { process: { selinuxLabel: 'x' } }],
    intelRdt: [linux.intelRdt.enabled, { linux: { intelRdt: { closID: 'x' } } }],
    idmap: [linux.mountExtensions.idmap.enabled, { mounts: [mount] }],
    netDevices: [linux.netDevices.enabled, { linux: { netDevices: { eth0: {} } } }],
    rdma: [linux.cgroup.rdma, { linux: { resources: { rdma: { mlx5_1: { hcaHandles: 3 } } } } }],
  }
  it.each(Object.entries(asked))('%s', (_, [enabled, { linux = {}, process = {}, ...rest }]) => {
    const base = testConfig(['true'])
    const config = { ...base, ...rest, linux: { ...base.linux, ...linux }, process: { ...base.process, ...process } }
    const found = validate(JSON.stringify(config), { target: 'gantry' })
    expect(found.some(({ code }) => code.startsWith('GTY-UNSUPPORTED-'))).toBe(!enabled)
  })
})
