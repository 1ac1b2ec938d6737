// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What the formats promise, whatever stands in a config.
import { describe, expect, it } from 'vitest'
import { format, validate } from '../../src/config/index.js'
import type { Diagnostic } from '../../src/core/types.js'
import { formatDocuments, type ReportFormat } from '../../src/report/index.js'
import { pair } from '../helpers/findings.js'

const nasty = 'a,b:c%0A\r\n::error::x\u001b[2J\u0000\u009b\u202e<&>"\']]>\ud800😀'

function finding(change: Partial<Diagnostic> = {}): Diagnostic {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 2, offset: 0, end: 1 }
  return {
    code: 'GTY-TYPE-001',
    severity: 'error',
    message: 'wrong',
    section: 'config.md',
    pointer: '/a',
    ...place,
    ...change,
  }
}

describe('text', () => {
  const frame = (source: string, change: Partial<Diagnostic>) =>
    format([finding(change)], 'text', { source, quiet: true })
      .split('\n')
      .filter((line) => line.includes(' | '))

  it('marks the place below its line', () => {
    expect(frame('{\n  "a": 12\r\n}', { line: 2, column: 8, endLine: 2, endColumn: 10 })).toEqual([
      '    2 |   "a": 12',
      '      |        ^~',
    ])
  })

  it('marks to the end of the line what goes on after it', () => {
    expect(frame('{ "a": [\n1] }', { column: 8, endLine: 2, endColumn: 3 })).toEqual([
      '    1 | { "a": [',
      '      |        ^',
    ])
  })

  it('counts tabs and pairs as they are shown', () => {
    expect(frame('\t"😀", x', { column: 8, endColumn: 9 })).toEqual(['    1 |   "😀", x', '      |        ^'])
  })

  it('shows a part of a long line', () => {
    const [code = '', mark = ''] = frame(`${'a'.repeat(1000)}X${'b'.repeat(1000)}`, { column: 1001, endColumn: 1002 })
    expect(code.length).toBeLessThan(120)
    expect(code[mark.indexOf('^')]).toBe('X')
    expect(code).toMatch(/… *$|…$/)
  })

  it('does not cut a pair in two', () => {
    const text = '😀'.repeat(200)
    for (const column of [201, 203])
      expect(frame(text, { column, endColumn: column + 2 })[0]).toMatch(/^ +1 \| …(😀)+…$/u)
  })

  it('has a place at the end of a document that ends too early', () => {
    const [one] = validate('{')
    expect(format([one as Diagnostic], 'text', { source: '{' })).toMatch(/\n {4}1 \| \{\n {6}\| {1,2}\^\n/)
  })

  it('lets nothing of a config steer the terminal', () => {
    const all = finding({ message: nasty, help: nasty, pointer: `/${nasty}` })
    const text = format([all], 'text', { name: nasty, source: nasty })
    expect(text.replace(/\n/g, '')).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e]/)
  })

  it('has colours only when asked', () => {
    expect(format([finding()], 'text', { source: '1' })).not.toContain('\x1b')
    expect(format([finding()], 'text', { source: '1', colour: true })).toContain('\x1b[1;31merror\x1b[0m')
  })
})

describe('a pair of documents', () => {
  it('has its findings and notes under the names of its files', () => {
    const found = JSON.parse(formatDocuments([pair], 'json')).findings
    expect(
      found.map(({ file, related }: { file: string; related?: { file: string }[] }) => [
        file,
        related?.map(({ file }) => file),
      ]),
    ).toEqual([
      ['old/config.json', undefined],
      ['old/runtime.json', ['old/config.json', 'old/runtime.json']],
    ])
    const github = formatDocuments([pair], 'github')
    expect(github).toMatch(/^::notice file=old\/config\.json,line=2,/m)
    expect(github).toMatch(/^::warning file=old\/runtime\.json,line=2,/m)
  })

  it('is called runtime.json where nobody says what it is called', () => {
    expect(format(pair.diagnostics, 'text')).toMatch(/^runtime\.json:2:/m)
  })
})

describe('hints', () => {
  const hint = finding({ severity: 'hint' })
  it('are notices', () => expect(format([hint], 'github')).toMatch(/^::notice /))
  it('fail nothing', () => expect(format([hint], 'junit', { strict: true })).toContain('failures="0"'))
  it('are counted only where there are some', () => {
    expect(format([hint], 'text')).toMatch(/^0 errors, 0 warnings, 1 hint in 1 config$/m)
  })
})

describe('github', () => {
  it('has one command a line, which the runner reads back', () => {
    const all = finding({ message: nasty, pointer: '', severity: 'warning' })
    const report = format([all], 'github', { name: nasty })
    expect(report.match(/\n/g)).toHaveLength(1)
    const [, severity, properties = '', data = ''] = /^::(\w+) (.*?)::(.*)\n$/s.exec(report) ?? []
    const decode = (text: string) =>
      text.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    const values = Object.fromEntries(properties.split(',').map((pair) => pair.split('=').map(decode)))
    expect([severity, decode(data), values]).toEqual([
      'warning',
      nasty,
      { file: nasty, line: '1', endLine: '1', col: '1', endColumn: '2', title: 'GTY-TYPE-001' },
    ])
  })

  it('gives no columns for a range of lines', () => {
    expect(format([finding({ endLine: 3 })], 'github')).toContain('line=1,endLine=3,title=')
  })
})

describe('junit', () => {
  it('is well-formed XML, whatever a config holds', () => {
    const all = finding({ message: nasty, help: nasty, pointer: `/${nasty}` })
    const report = formatDocuments([{ name: nasty, diagnostics: [all, finding({ severity: 'warning' })] }], 'junit')
    expect(unbalanced(report)).toEqual([])
    expect(report.match(/<failure /g)).toHaveLength(1)
    expect(report.match(/<system-out>/g)).toHaveLength(1)
  })

  it('counts what it lists', () => {
    const documents = [
      { name: 'a', diagnostics: [finding(), finding({ severity: 'warning' })] },
      { name: 'b', diagnostics: [] },
    ]
    expect(formatDocuments(documents, 'junit')).toContain('<testsuites name="gantry validate" tests="3" failures="1"')
    expect(formatDocuments(documents, 'junit', { strict: true })).toContain('tests="3" failures="2"')
    expect(formatDocuments(documents, 'junit').match(/<testcase /g)).toHaveLength(3)
  })
})

describe('json and jsonl', () => {
  it('say the same', () => {
    const found = validate('{ "process": { "cwd": "tmp" } }')
    const lines = format(found, 'jsonl').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(format(found, 'json')).findings)
    expect(lines.length).toBeGreaterThan(2)
  })
})

it.each<[ReportFormat, string]>([
  ['text', '0 errors, 0 warnings in 1 config\n'],
  ['jsonl', ''],
  ['github', ''],
])('%s of nothing', (as, report) => {
  expect(format([], as)).toBe(report)
})

it('refuses a format that there is not', () => {
  expect(() => format([], 'yaml' as ReportFormat)).toThrow(/unknown format yaml: text, json/)
})

/** Tags that do not match, and text that XML does not allow. */
function unbalanced(xml: string): string[] {
  const faults = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.test(xml) ? ['a character'] : []
  const open: string[] = []
  const attribute = String.raw`\s+[\w-]+="(?:[^<&"\t\n\r]|&(?:amp|lt|gt|quot|#\d+);)*"`
  const token = new RegExp(
    `<\\?xml[^?]*\\?>|<(/?)([\\w-]+)((?:${attribute})*)(/?)>|((?:[^<&>]|&(?:amp|lt|gt|quot|#\\d+);)+)`,
    'y',
  )
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const match = token.exec(xml)
    if (match === null) return [...faults, `at ${JSON.stringify(xml.slice(at, at + 40))}`]
    const [, closing, name, , empty] = match
    if (name === undefined || empty) continue
    if (!closing) open.push(name)
    else if (open.pop() !== name) faults.push(name)
  }
  return [...faults, ...open]
}
