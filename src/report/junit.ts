// SPDX-License-Identifier: Apache-2.0
// JUnit XML, in the part of it that all its readers agree on: a suite a document, a case a finding. A document without
// findings is a case that passed.
import type { Diagnostic } from '../core/types.js'
import { helpOf, notesOf, positionOf } from './advice.js'
import type { CheckedDocument, ReportOptions } from './types.js'

export function junitReport(documents: readonly CheckedDocument[], { strict = false }: ReportOptions): string {
  const fails = ({ severity }: Diagnostic) => severity === 'error' || (strict && severity === 'warning')
  const all = documents.flatMap(({ diagnostics }) => diagnostics)
  const tests = documents.reduce((sum, { diagnostics }) => sum + Math.max(diagnostics.length, 1), 0)
  const total = `tests="${tests}" failures="${all.filter(fails).length}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gantry validate" ${total}>`,
    ...documents.flatMap((document) => suite(document, fails)),
    '</testsuites>\n',
  ].join('\n')
}

function suite(document: CheckedDocument, fails: (one: Diagnostic) => boolean): string[] {
  const { diagnostics } = document
  const name = escapeXml(document.name)
  const failures = diagnostics.filter(fails).length
  const total = `tests="${Math.max(diagnostics.length, 1)}" failures="${failures}" errors="0" skipped="0"`
  const passed = `    <testcase name="no findings" classname="${name}" time="0"/>`
  const cases = diagnostics.flatMap((one) => testCase(document, one, fails(one)))
  return [
    `  <testsuite name="${name}" ${total} time="0">`,
    ...(diagnostics.length === 0 ? [passed] : cases),
    '  </testsuite>',
  ]
}

function testCase(document: CheckedDocument, one: Diagnostic, failed: boolean): string[] {
  const { code, severity, message, pointer } = one
  const title = escapeXml(`${code} at ${pointer === '' ? 'the document' : pointer}`)
  const sentence = `${positionOf(document, one)}: ${severity} ${code}: ${message}`
  const text = [sentence, ...notesOf(document, one), ...helpOf(one)].map(escapeXml).join('\n')
  const inner = failed
    ? `<failure message="${escapeXml(message)}" type="${code}">${text}</failure>`
    : `<system-out>${text}</system-out>`
  return [
    `    <testcase name="${title}" classname="${escapeXml(document.name)}" time="0">`,
    `      ${inner}`,
    '    </testcase>',
  ]
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser would make spaces of these in an attribute.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
/** What XML 1.0 cannot hold, not even as a reference. */
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

const escapeXml = (text: string) =>
  text.replace(impossible, '\ufffd').replace(/[&<>"\t\n\r]/g, (character) => entities[character] ?? character)
