// SPDX-License-Identifier: Apache-2.0
// Findings made by hand, with everything that a finding can have.
import type { CheckedDocument, Diagnostic, Place } from '../../src/config/index.js'

/** The place of the first `value` in a text. */
function placeOf(text: string, value: string, pointer: string): Place {
  const start = text.indexOf(value)
  const bytes = (end: number) => new TextEncoder().encode(text.slice(0, end)).length
  const at = (end: number) => {
    const lines = text.slice(0, end).split('\n')
    return [lines.length, (lines.at(-1) ?? '').length + 1] as const
  }
  const [[line, column], [endLine, endColumn]] = [at(start), at(start + value.length)]
  return { pointer, line, column, endLine, endColumn, offset: bytes(start), end: bytes(start + value.length) }
}

const config = `{
  "version": "0.1.0",
  "mounts": [{ "name": "größe", "path": "proc" }]
}
`
const runtime = `{
  "mounts": { "größe": { "type": "procfs" } },
  "linux": { "namespaces": [{ "type": "mount", "path": "/x" }] }
}
`

const mountType: Diagnostic = {
  code: 'GTY-MOUNT-006',
  severity: 'warning',
  message: 'the kernel knows no filesystem "procfs"',
  help: 'the kernel calls it proc',
  suggestion: 'proc',
  section: 'mount(2)',
  ...placeOf(runtime, '"procfs"', '/mounts/größe/type'),
  document: 1,
  related: [
    { message: 'this is where it is mounted', ...placeOf(config, '"proc"', '/mounts/0/path') },
    {
      message: 'in this namespace',
      ...placeOf(runtime, '{ "type": "mount", "path": "/x" }', '/linux/namespaces/0'),
      document: 1,
    },
  ],
}
const advice: Diagnostic = {
  code: 'GTY-NAMESPACE-001',
  severity: 'hint',
  message: 'the version is an old one',
  suggestion: { major: 1 },
  section: 'gantry',
  ...placeOf(config, '"0.1.0"', '/version'),
}

/** A pair of 2015 with a hint and a warning that names places in both of its files. */
export const pair: CheckedDocument = {
  name: 'old/config.json',
  source: config,
  second: { name: 'old/runtime.json', source: runtime },
  diagnostics: [advice, mountType],
}
