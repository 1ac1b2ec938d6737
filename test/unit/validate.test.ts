// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// `validate`: everything about the config, and nothing about a machine unless one is given.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { InvalidOptions, validate } from '../../src/config/index.js'
import { validateWith } from '../../src/config/validate.js'
import { rawCore } from '../../src/core/raw.js'
import type { HostFacts } from '../../src/core/types.js'
import { testConfig } from '../helpers/bundle.js'
import { diagnosticCases } from '../helpers/golden.js'
import { built } from '../helpers/paths.js'

const folder = join(built.root, 'test/golden/hosts')
const hosts = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as HostFacts)

const codes = (config: object, options = {}) => validate(JSON.stringify(config), options).map(({ code }) => code)
const withResources = (resources: object) => {
  const config = testConfig(['true'])
  config.linux.resources = resources
  return config
}

describe.each(diagnosticCases())('$name', ({ config }) => {
  const found = validate(config)

  it('has the same findings on every host', () => {
    for (const host of hosts) {
      const there = new Set(validate(config, { host }).map((one) => JSON.stringify(one)))
      expect(found.map((one) => JSON.stringify(one)).filter((one) => !there.has(one))).toEqual([])
    }
  })

  it('is the same by the raw module', () => {
    expect(validateWith(rawCore(), config, {})).toEqual(found)
  })
})

describe('without a host', () => {
  it('says nothing about the cgroups that a limit needs', () => {
    const limits = withResources({ memory: { limit: 1e6 }, cpu: { shares: 1, cpus: '0' }, pids: { limit: 3 } })
    expect(codes(limits)).toEqual([])
    const none = { ...defaultFacts, cgroup: { mode: 'none' as const, v1: [] } }
    expect(codes(limits, { host: none })).toContain('GTY-PLAN-014')
  })

  it('finds what only some hosts refuse, and all the rest with it', () => {
    const config = withResources({ memory: { swap: 1e6 } })
    config.mounts = [{ destination: '/x', type: 'bind', source: '/x', options: ['bind', 'size=1'] }]
    expect(codes(config, { host: defaultFacts })).toEqual(['GTY-PLAN-005', 'GTY-CGROUP-001'])
    expect(codes(config)).toEqual(['GTY-PLAN-005'])
  })

  it('refuses what gantry does not carry out if it is for gantry, and warns of it if it may be', () => {
    const config = testConfig(['true'])
    Object.assign(config.linux, { mountLabel: 'x' })
    expect(validate(JSON.stringify(config))).toMatchObject([
      { code: 'GTY-UNSUPPORTED-018', severity: 'warning', message: 'gantry run refuses linux.mountLabel' },
    ])
    expect(codes(config, { target: 'gantry' })).toEqual(['GTY-UNSUPPORTED-004'])
    expect(codes(config, { target: 'runc' })).toEqual([])
  })
})

it('takes text and bytes', () => {
  expect(validate(new TextEncoder().encode('[]'))).toEqual(validate('[]'))
  expect(validate('[]')).toMatchObject([{ code: 'GTY-TYPE-001', severity: 'error', line: 1, column: 1 }])
})

it('refuses facts that are none', () => {
  expect(() => validate('{}', { host: {} as HostFacts })).toThrow(InvalidOptions)
  expect(() => validate('{}', { host: defaultFacts, bundle: 'here' })).toThrow(/bundle must be an absolute path/)
})
