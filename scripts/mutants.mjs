#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// `npm run mutants -- [NAME…]`: breaks lines that protect something, one after another, in a copy of the tree, and
// tells for each whether the test that has to notice does. The table is in test/mutants; `--list` shows it.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from './build.mjs'
import { locked } from './lib/lock.mjs'
import { faultsOf, readMutants } from './lib/mutants.mjs'
import { confined, makeScratch, removeScratch, runIn } from './lib/scratch.mjs'
import { Failure, main } from './lib/tools.mjs'

// A broken wait may have no end.
const testLimit = 300_000
const buildLimit = 600_000
const isNative = ({ test }) => test.startsWith('core-c/')
const isSystem = ({ test }) => /^test\/(integration|attack|fault)\//.test(test)

const sentenceOf = (counts) =>
  Object.entries(counts)
    .filter(([verdict, count]) => verdict === 'noticed' || count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ')

async function chosen(names) {
  const rows = await readMutants()
  const unknown = names.filter((name) => !rows.some((row) => row.name === name))
  if (unknown.length > 0) throw new Failure(`no mutant is named ${unknown.join(', ')}; see: npm run mutants -- --list`)
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name))
}

/** Runs the tests on what is not broken, where each has to pass. Returns the verdicts on rows that cannot be tried. */
async function baseline(scratch, rows) {
  const verdicts = new Map()
  for (const kind of [isNative, isSystem, (row) => !isNative(row) && !isSystem(row)]) {
    const some = rows.filter(kind)
    if (some.length === 0) continue
    const results = await runTests(scratch, some)
    for (const row of some) {
      const found = results.named(row)
      const failed = found.find(({ status }) => status === 'failed')
      if (found.length === 0) verdicts.set(row, ['fails unbroken', `no test is named ${row.by}`])
      else if (failed) verdicts.set(row, ['fails unbroken', `${row.by}: ${failed.words}`])
      else if (found.every(({ status }) => status !== 'passed'))
        verdicts.set(row, ['not tried', `${row.test} is skipped`])
    }
  }
  return verdicts
}

/** The copy, and what of it has to be built before a test says something about it. */
class Tree {
  #scratch
  #stale = new Set()

  constructor(scratch) {
    this.#scratch = scratch
  }

  /** The verdict, and words about it. */
  async try(row) {
    const path = join(this.#scratch, row.file)
    const whole = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      whole.replace(row.from, () => row.to),
    )
    for (const command of buildsThatRead(row.file)) this.#stale.add(command)
    try {
      const refused = await this.#build(row)
      if (refused) return ['did not build', refused]
      const results = await runTests(this.#scratch, [row])
      if (results.refused) return ['did not build', results.refused]
      const found = results.named(row)
      const failed = found.find(({ status }) => status === 'failed')
      if (failed) return ['noticed', `${row.test} > ${failed.name}: ${failed.words}`]
      if (results.died) return ['noticed', `${row.by}: ${results.died}`]
      // A hook of its file failed: of the breakage, or because the machine is busy.
      if (found.every(({ status }) => status !== 'passed')) return ['did not run', `${row.by}: ${results.message(row)}`]
      return ['not noticed', row.by]
    } finally {
      writeFileSync(path, whole)
    }
  }

  async #build(row) {
    for (const command of buildsWantedBy(row)) {
      if (!this.#stale.has(command)) continue
      const [script, ...args] = command.split(' ')
      const { status, said } = await runIn(
        this.#scratch,
        [process.execPath, `scripts/${script}.mjs`, ...args],
        buildLimit,
      )
      if (status !== 0) return reasonIn(said)
      // What is built of broken text is built again.
      if (!buildsThatRead(row.file).includes(command)) this.#stale.delete(command)
    }
    return undefined
  }
}

// What a compiler or a script says, without what make says around it.
function reasonIn(said) {
  const lines = said.trim().split('\n')
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1)
}

const core = 'build-core'
const bridge = 'build-bridge'
// With the init that fails on request.
const bridgeToFail = 'build-bridge --tests'
const bundle = 'bundle --no-types'

function buildsThatRead(file) {
  if (file.startsWith('core-c/include/')) return [core, bridge, bridgeToFail, bundle]
  if (file.startsWith('core-c/')) return [core, bundle]
  return file.startsWith('bridge/') ? [bridge, bridgeToFail] : [bundle]
}

function buildsWantedBy(row) {
  if (isNative(row)) return []
  const faults = row.test.startsWith('test/fault/')
  return [core, faults ? bridgeToFail : bridge, ...(row.bundled ? [bundle] : [])]
}

/** Runs the tests that the rows name, all of one kind. */
async function runTests(scratch, rows) {
  return isNative(rows[0]) ? runNative(scratch, rows) : runVitest(scratch, rows)
}

async function runNative(scratch, rows) {
  const names = new Set(rows.map(({ test }) => basename(test)))
  const { status, said } = await runIn(scratch, [process.execPath, 'scripts/test-core.mjs', ...names], buildLimit)
  const lines = said.split('\n')
  // `failed: core-c/test/plan_test.c > 3 - words`, or with a colon, of a program that died
  const failed = ({ test, title }) =>
    lines.find(
      (line) => line.startsWith(`failed: ${test}:`) || (line.startsWith(`failed: ${test} `) && line.includes(title)),
    )
  const named = (row) => {
    const line = failed(row)
    return [{ status: line ? 'failed' : 'passed', name: row.title, words: line ?? '' }]
  }
  const refused = status !== 0 && !/^failed: /m.test(said) ? reasonIn(said) : undefined
  return { named, message: () => '', refused, died: status === null ? 'it does not end' : undefined }
}

async function runVitest(scratch, rows) {
  const report = join(scratch, '.cache/test/report.json')
  rmSync(report, { force: true })
  const files = new Set(rows.map(({ test }) => test))
  const titles = rows.map(({ title }) => title.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  const command = [
    ...[process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'scripts/vitest.config.mjs', ...files],
    ...['--testNamePattern', titles.join('|'), '--reporter=json', `--outputFile=${report}`],
  ]
  const { status } = await runIn(scratch, isSystem(rows[0]) ? confined(command) : command, testLimit * files.size)
  const testResults = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  const died = status === null ? 'it does not end' : existsSync(report) ? undefined : 'the tests died of it'
  const named = ({ test, title }) => {
    const results = testResults.filter(({ name }) => name.endsWith(`/${test}`))
    return results
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ fullName }) => fullName.includes(title))
      .map(({ status, fullName, failureMessages }) => {
        const [words = ''] = (failureMessages[0] ?? '').split('\n')
        return { status, name: fullName.trim(), words }
      })
  }
  const message = ({ test }) => testResults.find(({ name }) => name.endsWith(`/${test}`))?.message ?? 'not found'
  return { named, message, died }
}

await main(import.meta, async (args) => {
  const rows = await chosen(args.filter((word) => !word.startsWith('--')))
  const faults = faultsOf(rows)
  if (faults.length > 0) throw new Failure(`the table does not fit the tree:\n  ${faults.join('\n  ')}`)
  if (args.includes('--list')) {
    for (const { name, file, by } of rows) console.log(`${name}\n  ${file}\n  ${by}`)
    return
  }
  await build({ tests: true })
  await locked('mutants', () => breakAll(rows), Number.POSITIVE_INFINITY)
})

async function breakAll(rows) {
  const scratch = makeScratch()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      removeScratch()
      process.exit(1)
    })
  }
  try {
    const known = await baseline(scratch, rows)
    const tree = new Tree(scratch)
    const verdicts = ['noticed', 'not noticed', 'did not run', 'did not build', 'fails unbroken', 'not tried']
    const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0]))
    for (const row of rows) {
      const [verdict, words] = known.get(row) ?? (await tree.try(row))
      counts[verdict]++
      console.log(`${verdict}: ${row.name}: ${words}`)
    }
    console.log(sentenceOf(counts))
    if (counts.noticed + counts['not tried'] < rows.length) process.exitCode = 1
  } finally {
    removeScratch()
  }
}
