// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// gantry/schema.json: a schema by the standard, with every property explained, and the types that come from it.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/folder.js'
import { planCases } from '../helpers/golden.js'
import { built } from '../helpers/paths.js'

const path = join(built.root, 'wasm/schema.json')
const text = readFileSync(path, 'utf8')

interface Definition {
  title: string
  description?: string
  properties?: Record<string, { description?: string }>
}
const schema = JSON.parse(text) as { $id: string; $defs: Record<string, Definition> }

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true })
ajv.addSchema(schema)
const validator = (name?: string) => {
  const found = ajv.getSchema(name === undefined ? schema.$id : `${schema.$id}#/$defs/${name}`)
  if (!found) throw new Error(`the schema has no ${name}`)
  return (value: unknown) => found(value) as boolean
}

const isOci = (bytes: Uint8Array) => new TextDecoder().decode(bytes).includes('"ociVersion"')
const oci = planCases().filter(({ config }) => isOci(config))
const config = validator()
const minimal = { root: { path: 'rootfs' }, process: { args: ['sh'], cwd: '/' } }
const withLinux = (linux: object) => ({ ...minimal, linux })

describe('the schema', () => {
  it('explains every object and every property', () => {
    for (const [name, { title, description, properties }] of Object.entries(schema.$defs)) {
      expect(title).toBe(name)
      if (!properties) continue
      expect([name, description ?? '']).not.toEqual([name, ''])
      for (const [key, property] of Object.entries(properties)) {
        expect([name, key, property.description ?? '']).not.toEqual([name, key, ''])
      }
    }
  })

  it('has the limits of 64 bits digit by digit', () => {
    expect(text).toContain('"minimum": -9223372036854775808')
    expect(text).toContain('"maximum": 9223372036854775807')
    expect(text).toContain('"maximum": 18446744073709551615')
    expect(text.split('\n').every((line) => line.length < 400)).toBe(true)
  })

  it.each(oci.map(({ name, config }) => [name, config] as const))('accepts the plan of %s', (_, bytes) => {
    expect(config(JSON.parse(new TextDecoder().decode(bytes)))).toBe(true)
  })

  it('accepts what engines write', () => {
    expect(config(minimal)).toBe(true)
    expect(config({ ...minimal, mounts: null, linux: null, hooks: { prestart: null }, annotations: { a: null } })).toBe(
      true,
    )
    expect(config(withLinux({ rootfsPropagation: 'rslave' }))).toBe(true)
    expect(
      config(withLinux({ rootfsPropagation: '', resources: { devices: [{ allow: false, access: 'rwm', type: '' }] } })),
    ).toBe(true)
    expect(config(withLinux({ devices: [{ path: '/dev/x', type: 'c', fileMode: 8630 }] }))).toBe(true)
    expect(config({ ...minimal, process: { ...minimal.process, capabilities: { bounding: ['CAP_NEW'] } } })).toBe(true)
    expect(config({ ...minimal, 'org.example': 1 })).toBe(true)
  })

  it.each([
    [{}],
    [null],
    [{ ...minimal, process: null }],
    [{ ...minimal, process: { cwd: '/', args: [] } }],
    [{ ...minimal, process: { cwd: '', args: ['sh'] } }],
    [{ ...minimal, mounts: [null] }],
    [{ ...minimal, mounts: [{}] }],
    [withLinux({ namespaces: [{ type: 'net' }] })],
    [withLinux({ namespaces: [{}] })],
    [withLinux({ uidMappings: [{ containerID: -1 }] })],
    [withLinux({ timeOffsets: { realtime: {} } })],
    [withLinux({ seccomp: { syscalls: [{ names: ['read'] }] } })],
    [withLinux({ resources: { blockIO: { weight: 65536 } } })],
    [withLinux({ resources: { memory: { limit: 1.5 } } })],
  ])('refuses %j', (value) => {
    expect(config(value)).toBe(false)
  })

  it('has the other documents', () => {
    expect(validator('Process')(minimal.process)).toBe(true)
    expect(validator('Process')({ args: ['sh'] })).toBe(false)
    expect(validator('Resources')({ pids: { limit: -1 } })).toBe(true)
    expect(validator('Resources')({ pids: { limit: '1' } })).toBe(false)
    expect(validator('State')({ ociVersion: '1.0.0', id: 'a', status: 'created', bundle: '/b' })).toBe(true)
    expect(validator('State')({ ociVersion: '1.0.0', id: 'a', status: 1, bundle: '/b' })).toBe(false)
    expect(validator('Features')({ ociVersionMin: '1.0.0', ociVersionMax: '1.3.0' })).toBe(true)
    expect(validator('Features')({ ociVersionMin: '1.0.0' })).toBe(false)
  })
})

it('src/config/oci.ts is what the schema says', () => {
  const file = join(temporaryFolder('gantry-types-'), 'oci.ts')
  execFileSync(process.execPath, [join(built.root, 'scripts/build-schema.mjs'), '--types', file])
  expect(readFileSync(join(built.root, 'src/config/oci.ts'), 'utf8')).toBe(readFileSync(file, 'utf8'))
})
