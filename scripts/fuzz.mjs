#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// `npm run fuzz -- --seconds N [--target NAME]…`: libFuzzer with AddressSanitizer and UBSan on the native core, each
// target of test/fuzz for N seconds. Before that the inputs that once broke it are run again; with 0 seconds, only
// that. A new one is made as small as it can be and saved beside them.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { dictionaryOf, seedsOf } from './lib/fuzz-inputs.mjs'
import { compileKept, coreHeaders, forgetOthers, makeMissing, sanitized } from './lib/native.mjs'
import { cache, coreText, filesBelow, fromRoot, inRoot, isSource, root } from './lib/paths.mjs'
import { hashOf } from './lib/step.mjs'
import { Failure, main, missingFuzzer, missingTools } from './lib/tools.mjs'

const compiler = 'clang'
const flags = [...sanitized, '-DGTY_ARENA_APART=1', '-Itest/fuzz']
const folder = join(cache, 'fuzz')
const shared = ['front', 'harness', 'promises']
const targets = filesBelow('test/fuzz', isSource)
  .map((path) => basename(path, '.c'))
  .filter((name) => !shared.includes(name))

await main(import.meta, async (args) => {
  const { seconds, chosen } = optionsOf(args)
  const missing = missingTools([compiler]) ?? missingFuzzer(compiler)
  if (missing) throw new Failure(missing)
  const programs = await build(chosen)
  const broken = []
  for (const target of chosen) if (!(await fuzz(target, programs.get(target), seconds))) broken.push(target)
  if (broken.length > 0) throw new Failure(`${broken.join(', ')}: broken`)
})

function optionsOf(args) {
  const chosen = []
  let seconds = 60
  for (let at = 0; at < args.length; at += 2) {
    const [option, value] = args.slice(at)
    if (option === '--seconds' && /^\d+$/.test(value)) seconds = Number(value)
    else if (option === '--target' && targets.includes(value)) chosen.push(value)
    else throw new Failure(`usage: npm run fuzz -- --seconds N [--target ${targets.join('|')}]…`)
  }
  return { seconds, chosen: chosen.length > 0 ? chosen : targets }
}

/** The programs of the targets, by name. */
async function build(chosen) {
  const objects = join(folder, 'objects')
  const headers = [...coreHeaders(), ...filesBelow('test/fuzz', (path) => path.endsWith('.h'))]
  const compile = (sources, more = []) =>
    compileKept({ folder: objects, flags: [...flags, ...more], sources, headers, compiler })
  const source = (name) => inRoot('test/fuzz', `${name}.c`)
  const core = await compile(coreText().filter(isSource), ['-fsanitize=fuzzer-no-link'])
  const frame = await compile(shared.map(source))
  const own = await compile(targets.map(source))
  const programs = chosen.map((target) => {
    const parts = [own[targets.indexOf(target)], ...frame, ...core]
    const args = [...flags, '-fsanitize=fuzzer', ...parts]
    return { name: target, path: join(objects, `${target}-${hashOf(parts, [flags])}`), args }
  })
  await makeMissing(programs, compiler)
  const others = readdirSync(objects).filter((name) => chosen.every((target) => !name.startsWith(`${target}-`)))
  forgetOthers(objects, [
    ...core,
    ...frame,
    ...own,
    ...programs.map(({ path }) => path),
    ...others.filter((name) => !name.endsWith('.o')),
  ])
  return new Map(programs.map(({ name, path }) => [name, path]))
}

/** Whether the target held. */
async function fuzz(target, program, seconds) {
  const goldens = inRoot('test/golden/fuzz', target)
  const saved = existsSync(goldens) ? readdirSync(goldens).map((name) => join(goldens, name)) : []
  if (saved.length > 0) {
    const { status, said } = await start(program, saved)
    if (status !== 0) {
      console.log(`${said}\n${target}: an input of ${fromRoot(goldens)} breaks it again`)
      return false
    }
  }
  const corpus = join(folder, 'corpus', target)
  const crashes = join(folder, 'crashes', target)
  const dictionary = join(folder, `${target}.dict`)
  rmSync(crashes, { recursive: true, force: true })
  for (const path of [corpus, crashes]) mkdirSync(path, { recursive: true })
  for (const seed of seedsOf(target)) writeFileSync(join(corpus, nameOf(seed)), seed)
  writeFileSync(dictionary, dictionaryOf(target))
  const { status, said } = await start(program, [
    `-max_total_time=${seconds}`,
    ...(seconds === 0 ? ['-runs=0'] : []),
    `-dict=${dictionary}`,
    `-artifact_prefix=${crashes}/`,
    '-max_len=65536',
    '-timeout=20',
    '-rss_limit_mb=2048',
    '-print_final_stats=1',
    corpus,
  ])
  const stat = (name) => /: +(\d+)/.exec(said.split(`stat::${name}`)[1] ?? '')?.[1] ?? '?'
  const covered = [...said.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? '?'
  const counts = `${stat('number_of_executed_units')} executions, ${stat('average_exec_per_sec')} a second`
  console.log(`${target}: ${saved.length} old crashes, ${counts}, ${covered} edges`)
  if (status === 0) return true
  console.log(said.slice(-6000))
  for (const name of readdirSync(crashes)) await save(program, join(crashes, name), goldens)
  return false
}

/** Makes a crash small and keeps it where it is run again each time. */
async function save(program, crash, goldens) {
  mkdirSync(goldens, { recursive: true })
  const small = `${crash}.small`
  await start(program, ['-minimize_crash=1', '-max_total_time=20', `-exact_artifact_path=${small}`, crash])
  const input = readFileSync(existsSync(small) ? small : crash)
  const golden = join(goldens, nameOf(input))
  writeFileSync(golden, input)
  console.log(`saved ${fromRoot(golden)}, ${input.length} bytes. Correct the core, give the file a name that says what was wrong, and
commit both: every test run tries it again. Where what the core says of it matters as well, make it a case of
test/golden/diagnostics (NAME.json; what stands behind a NUL is NAME.options.json) and run \`npm run golden\`.`)
}

function nameOf(input) {
  return createHash('sha256').update(input).digest('hex').slice(0, 16)
}

/** Runs at low priority; resolves to how it ended and all it said. */
function start(program, args) {
  const child = spawn('nice', ['-n', '10', program, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ASAN_OPTIONS: 'detect_leaks=1:allocator_may_return_null=1',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    },
  })
  const said = []
  child.stderr.on('data', (bytes) => said.push(bytes))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, said: Buffer.concat(said).toString() }))
  })
}
