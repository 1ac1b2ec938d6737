// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// The demands of SARIF 2.1.0 on what the report has of it: sections of the specification in front.
import { describe, expect, it } from 'vitest'
import { rules as allRules, formatDocuments, validate } from '../../src/config/index.js'
import type { Diagnostic } from '../../src/core/types.js'
import { diagnosticCases } from '../helpers/golden.js'

const names = ['bundles/one two/config.json', '/srv/ü#?%/config.json', 'a:b.json', '<stdin>', '../up.json']
const documents = [
  ...diagnosticCases().map(({ name, config }) => ({ name: `${name}.json`, diagnostics: validate(config) })),
  ...names.map((name) => ({ name, diagnostics: validate('{}') })),
]

interface Result {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: { physicalLocation: { artifactLocation: { uri: string; index: number }; region: Region } }[]
  partialFingerprints: Record<string, string>
}
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

describe('the log', () => {
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
    expect(new Set(uris).size).toBe(documents.length)
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
    for (const { artifactLocation, region } of results.map(physical)) {
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
})
