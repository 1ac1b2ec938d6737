// SPDX-License-Identifier: Apache-2.0
// Loads dist/config.js into a context that has nothing of Node. Prints what it makes of the config in the standard
// input. Needs --experimental-vm-modules.
import { readFileSync } from 'node:fs'
import { loadBare } from './bare-context.mjs'

const { compile, format, parse, validate } = await loadBare(process.argv[2])
const source = readFileSync(0, 'utf8')
const formats = ['text', 'json', 'jsonl', 'sarif', 'github', 'junit']
const reports = formats.map((as) => [as, format(validate(source), as, { source })])
const steps = compile(source).plan?.record.steps
const place = parse(source).place('/process/cwd')
console.log(JSON.stringify({ reports: Object.fromEntries(reports), steps, place }))
