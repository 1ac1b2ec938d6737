// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0: its schema, and the demands of the specification that no schema can make: its sections in front.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { rules as allRules, formatDocuments, validate } from '../../src/config/index.js'
import type { Diagnostic } from '../../src/core/types.js'
import { sectionUrl } from '../../src/report/section.js'
import { pair } from '../helpers/findings.js'
import { diagnosticCases } from '../helpers/golden.js'

const names = ['bundles/one two/config.json', '/srv/ü#?%/config.json', 'a:b.json', '<stdin>', '../up.json']
const documents = [
  ...diagnosticCases().map(({ name, config }) => ({ name: `${name}.json`, diagnostics: validate(config) })),
  pair,
  ...names.map((name) => ({ name, diagnostics: validate('{}') })),
]

interface Result {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: Location[]
  relatedLocations?: (Location & { id: number; message: { text: string } })[]
  fixes?: { artifactChanges: Change[] }[]
  partialFingerprints: Record<string, string>
}
type Artifact = { uri: string; index: number }
type Location = { physicalLocation: { artifactLocation: Artifact; region: Region } }
type Change = { artifactLocation: Artifact; replacements: [Replacement] }
type Replacement = { deletedRegion: Region; insertedContent: { text: string } }
type Region = Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn' | 'byteOffset' | 'byteLength', number>
interface Run {
  tool: { driver: { name: string; rules: { id: string; shortDescription?: { text: string } }[] } }
  columnKind: string
  newlineSequences: string[]
  artifacts: { location: { uri: string } }[]
  results: Result[]
}

const log = JSON.parse(formatDocuments(documents, 'sarif')) as { $schema: string; version: string; runs: [Run] }
const [run] = log.runs
const { results } = run
/** The first location; there is one. */
const physical = ({ locations: [first] }: Result) => (first as Result['locations'][0]).physicalLocation

// OASIS publishes the schema as draft 04, where `id` is what `$id` is now. The formats are checked as far as they say
// something here.
function schema(): object {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif')
  const text = readFileSync(path.replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json'), 'utf8')
  const { $schema, id, ...rest } = JSON.parse(text) as Record<string, unknown>
  return { ...rest, $id: id }
}
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => URL.canParse(text, 'file:///base/'),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
})

describe('the log', () => {
  it('is valid by the schema', () => {
    const valid = ajv.compile(schema())
    valid(log)
    expect(valid.errors).toBeNull()
    valid({ ...log, runs: [{ ...run, columnKind: 'bytes' }] })
    expect(valid.errors).not.toBeNull()
  })

  it('3.13: has a version, its schema and one run', () => {
    expect(Object.keys(log).sort()).toEqual(['$schema', 'runs', 'version'])
    expect([log.version, log.runs.length]).toEqual(['2.1.0', 1])
    expect(log.$schema).toMatch(/^https:\/\/.*sarif-2\.1\.0.*\.json$/)
  })

  it('3.14: says how columns and lines are counted', () => {
    expect(run.columnKind).toBe('utf16CodeUnits')
    expect(new Set(run.newlineSequences).size).toBe(run.newlineSequences.length)
  })

  it('3.19, 3.49: names the tool, and each rule once', () => {
    const { name, rules } = run.tool.driver
    expect(name).toBe('gantry')
    const ids = rules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(80)
    const known = new Map(allRules().map(({ code, text }) => [code, text]))
    for (const { id, shortDescription } of rules) expect(shortDescription?.text, id).toBe(known.get(id))
  })

  it('3.24: lists each artifact once, by a URI reference', () => {
    const uris = run.artifacts.map(({ location }) => location.uri)
    expect(new Set(uris).size).toBe(documents.length + 1)
    for (const uri of uris) expect(uri).toMatch(/^(file:\/\/\/)?(?:[\w\-.~!$&'()*+,;=@/]|%[\dA-F]{2})+$/)
    const base = 'file:///base/x/'
    expect(uris.slice(-names.length).map((uri) => decodeURIComponent(new URL(uri, base).pathname))).toEqual([
      '/base/x/bundles/one two/config.json',
      '/srv/ü#?%/config.json',
      '/base/x/a:b.json',
      '/base/x/<stdin>',
      '/base/up.json',
    ])
  })
})

describe('a result', () => {
  it('is there for each finding', () => {
    expect(results.length).toBe(documents.flatMap(({ diagnostics }) => diagnostics).length)
  })

  it('3.27: names its rule, its level and a message', () => {
    for (const { ruleId, ruleIndex, level, message } of results) {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
      expect(['none', 'note', 'warning', 'error']).toContain(level)
      expect(message.text).toMatch(/\S/)
    }
  })

  it('3.29, 3.30: has a region in its artifact', () => {
    const related = results.flatMap(({ relatedLocations = [] }) => relatedLocations)
    const locations = [...results.map(physical), ...related.map(({ physicalLocation }) => physicalLocation)]
    for (const { artifactLocation, region } of locations) {
      expect(run.artifacts[artifactLocation.index]?.location.uri).toBe(artifactLocation.uri)
      const { startLine, startColumn, endLine, endColumn, byteOffset, byteLength } = region
      for (const number of [startLine, startColumn, endLine, endColumn]) expect(number).toBeGreaterThanOrEqual(1)
      expect(endLine).toBeGreaterThanOrEqual(startLine)
      if (endLine === startLine) expect(endColumn).toBeGreaterThanOrEqual(startColumn)
      expect(byteOffset).toBeGreaterThanOrEqual(0)
      expect(byteLength).toBeGreaterThanOrEqual(0)
    }
  })

  it('3.27.17: has a fingerprint of its own in its artifact', () => {
    const prints = results.map((result) => {
      const values = Object.values(result.partialFingerprints)
      expect(values).toEqual([expect.any(String)])
      return `${physical(result).artifactLocation.uri} ${values[0]}`
    })
    expect(new Set(prints).size).toBe(prints.length)
  })

  it('3.27.17: keeps its fingerprint when lines move', () => {
    const prints = (diagnostics: Diagnostic[]) => {
      const moved = JSON.parse(formatDocuments([{ name: 'x', diagnostics }], 'sarif')) as typeof log
      return moved.runs[0].results.map((one) => one.partialFingerprints)
    }
    const text = '{ "process": { "cwd": "tmp" } }'
    expect(prints(validate(`\n\n ${text}`))).toEqual(prints(validate(text)))
  })

  it('3.27.22, 3.28.2: has the other places, each with a number of its own and a message', () => {
    const found = results.find((result) => physical(result).artifactLocation.uri === pair.second?.name)
    const seen = found?.relatedLocations?.map(({ id, message, physicalLocation: { artifactLocation, region } }) => [
      id,
      message.text,
      artifactLocation.uri,
      region.startLine,
    ])
    expect(seen).toEqual([
      [0, 'this is where it is mounted', 'old/config.json', 3],
      [1, 'in this namespace', 'old/runtime.json', 3],
    ])
  })

  it('3.55: has a fix that puts the suggestion in the place of the value', () => {
    const texts = new Map([pair, pair.second].map((file) => [file?.name, file?.source as string]))
    const fixed = results
      .flatMap(({ fixes = [] }) => fixes)
      .filter(({ artifactChanges: [change] }) => texts.has(change?.artifactLocation.uri))
      .map(({ artifactChanges: [change] }) => {
        const source = new TextEncoder().encode(texts.get(change?.artifactLocation.uri))
        const [{ deletedRegion, insertedContent }] = (change as Change).replacements
        const { byteOffset, byteLength } = deletedRegion
        const [before, after] = [source.subarray(0, byteOffset), source.subarray(byteOffset + byteLength)]
        const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
        return JSON.parse(`${decode(before)}${insertedContent.text}${decode(after)}`)
      })
    expect(fixed).toMatchObject([{ version: { major: 1 } }, { mounts: { größe: { type: 'proc' } } }])
  })
})

it('names where a rule can be read', () => {
  const rules = run.tool.driver.rules as { id: string; helpUri?: string }[]
  const uri = (code: string) => rules.find(({ id }) => id === code)?.helpUri
  expect(uri('GTY-MOUNT-001')).toBe('https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#mounts')
  expect(uri('GTY-JSON-001')).toBe('https://www.rfc-editor.org/rfc/rfc8259')
  for (const { code, section } of allRules()) {
    expect(sectionUrl(section), `${code} ${section}`).toEqual(
      section === 'gantry' ? undefined : expect.stringMatching(/^https:\/\//),
    )
  }
})
