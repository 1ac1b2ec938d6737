#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Runs the C core's own tests natively with AddressSanitizer and UBSan. A test is a file core-c/test/*.c with a main()
// that prints TAP; it is linked with all of the core. Arguments choose some: `node scripts/test-core.mjs plan_test.c`.
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { compileKept, coreHeaders, forgetOthers, makeMissing, sanitized } from './lib/native.mjs'
import { cache, coreText, filesBelow, isSource, root } from './lib/paths.mjs'
import { hashOf } from './lib/step.mjs'
import { cc, Failure, main, missingTools } from './lib/tools.mjs'

const environment = { ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0', UBSAN_OPTIONS: 'print_stacktrace=1' }

// Returns { passed, failed, skipped } of all of them, or of those named, and says what failed or was skipped, and why.
export async function testCore(names = []) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const tests = filesBelow('core-c/test', (path) => /^core-c\/test\/[^/]+\.c$/.test(path))
  if (tests.length === 0) return counts
  const missing = missingTools([cc()])
  if (missing) throw new Failure(missing)
  for (const program of await compileAll(tests, names)) add(counts, runOne(program))
  console.log(`core-c: ${counts.passed} of ${told(counts)} native tests pass\n`)
  return counts
}

// Returns the programs that are named, all if none is, compiled and linked.
async function compileAll(all, names) {
  const tests = names.length === 0 ? all : all.filter((path) => names.includes(basename(path)))

  const folder = join(cache, 'native')
  const core = coreText().filter(isSource)
  const compile = (sources) => compileKept({ folder, flags: sanitized, sources, headers: coreHeaders() })
  const coreObjects = await compile(core)
  const testObjects = await compile(tests)
  const programs = testObjects.map((object, index) => {
    const objects = [object, ...coreObjects]
    return {
      name: basename(tests[index]),
      path: join(folder, hashOf(objects, [sanitized])),
      args: [...sanitized, ...objects],
    }
  })
  await makeMissing(programs)
  if (tests.length === all.length)
    forgetOthers(folder, [...coreObjects, ...testObjects, ...programs.map(({ path }) => path)])
  return programs
}

function runOne({ name, path }) {
  const { stdout, stderr, status, signal } = spawnSync(path, [], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 300_000,
  })
  const counts = { passed: 0, failed: 0, skipped: 0 }
  let planned
  for (const line of stdout.split('\n')) {
    const result = /^(not )?ok\b(.*)$/.exec(line)
    const skip = /#\s*SKIP\b\s*(.*)$/i.exec(line)
    planned ??= /^1\.\.(\d+)/.exec(line)?.[1]
    if (!result) continue
    if (skip) {
      counts.skipped++
      console.log(`skipped: core-c/test/${name} >${result[2].replace(/#.*/, '')} (${skip[1] || 'no reason given'})`)
    } else if (result[1]) {
      counts.failed++
      console.log(`failed: core-c/test/${name} >${result[2]}`)
    } else counts.passed++
  }
  // A test program that dies, or stops short of its plan, has failed whatever it printed before.
  const count = told(counts)
  const cut = planned === undefined || Number(planned) !== count
  const crashed = signal !== null || (status !== 0 && counts.failed === 0)
  if (cut || crashed) {
    counts.failed++
    const end = signal ? `died of ${signal}` : `ended with status ${status}`
    console.log(`failed: core-c/test/${name}: ${end} after ${count} of ${planned ?? 'an unknown number of'} tests`)
  }
  if (counts.failed > 0) process.stdout.write(diagnosticsOf(stdout) + stderr)
  return counts
}

const diagnosticsOf = (tap) => tap.replace(/^(ok\b.*|1\.\.\d+)\n?/gm, '')

const told = ({ passed, failed, skipped }) => passed + failed + skipped

function add(sum, counts) {
  for (const key of Object.keys(sum)) sum[key] += counts[key]
}

await main(import.meta, async (names) => {
  if ((await testCore(names)).failed > 0) process.exitCode = 1
})
