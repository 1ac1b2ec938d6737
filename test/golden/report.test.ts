// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// One set of findings in each format, with and without colour.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  type CheckedDocument,
  formatDocuments,
  type ReportFormat,
  type ReportOptions,
  validate,
} from '../../src/config/index.js'
import { pair } from '../helpers/findings.js'
import { expectGolden } from '../helpers/golden.js'
import { built } from '../helpers/paths.js'

const file = (name: string) => join(built.root, 'test/golden/report', name)
const source = readFileSync(file('input.json'))
const broken = '{ "ociVersion": "1.2.0" '
const documents: CheckedDocument[] = [
  { name: 'bundles/one two/config.json', source, diagnostics: validate(source) },
  { name: 'clean.json', source: '', diagnostics: [] },
  { name: '/tmp/100%,ü:x/config.json', source: broken, diagnostics: validate(broken) },
  pair,
]

it.each<[string, ReportFormat, ReportOptions]>([
  ['report.txt', 'text', {}],
  ['report.colour.txt', 'text', { colour: true, quiet: true }],
  ['report.json', 'json', {}],
  ['report.jsonl', 'jsonl', {}],
  ['report.sarif', 'sarif', {}],
  ['report.github.txt', 'github', {}],
  ['report.junit.xml', 'junit', {}],
  ['report.strict.junit.xml', 'junit', { strict: true }],
])('%s', (name, format, options) => {
  const report = formatDocuments(documents, format, options)
  expect(report).toBe(formatDocuments(documents, format, options))
  expectGolden(file(name), report)
})
