// SPDX-License-Identifier: Apache-2.0
// The programs that a build needs from outside of npm, and the Debian package that carries each.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './paths.mjs'

const packages = {
  clang: 'clang',
  chromium: 'chromium',
  gcc: 'gcc',
  ip: 'iproute2',
  script: 'bsdutils',
  strace: 'strace',
  tshark: 'tshark',
  tmux: 'tmux',
  unshare: 'util-linux',
  'g++': 'g++',
  make: 'make',
  python3: 'python3',
  npm: 'npm',
  'clang-format': 'clang-format',
}

export const cc = () => process.env.CC || 'gcc'
export const cxx = () => process.env.CXX || 'g++'

export function which(program) {
  if (program.includes('/')) return executable(program) ? program : undefined
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, program)).find(executable)
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// One sentence that names what is missing and what to install, or undefined when nothing is.
export function missingTools(programs) {
  const missing = programs.filter((program) => !which(program.split(' ')[0]))
  if (missing.length === 0) return undefined
  const names = missing.map((program) => packages[program] ?? program)
  return `${missing.join(', ')} not found; on Debian: apt-get install ${names.join(' ')}`
}

// The Debian packages of those programs that are not there.
export const missingPackages = (programs) => [
  ...new Set(programs.filter((program) => !which(program)).map((program) => packages[program] ?? program)),
]

// libFuzzer's own code comes in a package apart from clang's: its name, unless it is there.
export function fuzzerPackage(compiler) {
  const ask = (question) => spawnSync(compiler, [question], { encoding: 'utf8' }).stdout?.trim() ?? ''
  const folder = ask('-print-runtime-dir')
  if (existsSync(folder) && readdirSync(folder).some((name) => /^libclang_rt\.fuzzer.*\.a$/.test(name)))
    return undefined
  return `libclang-rt-${/\d+/.exec(ask('-dumpversion'))?.[0] ?? '14'}-dev`
}

export function missingFuzzer(compiler) {
  const name = fuzzerPackage(compiler)
  return name && `${compiler} has no libFuzzer; on Debian: apt-get install ${name}`
}

export const bridgeTools = () => [cc(), cxx(), 'make', 'python3']

// Runs a program without a shell; its output goes where ours goes unless `quiet`, then it is shown only on failure.
export function run(program, args, { quiet = false, env, cwd = root, name } = {}) {
  const [command, ...first] = program.split(' ')
  const result = spawnSync(command, [...first, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    maxBuffer: 1 << 28,
  })
  if (result.error) throw new Failure(`${command}: ${result.error.message}`)
  if (result.status === 0) return result.stdout
  if (quiet) process.stderr.write(Buffer.concat([result.stdout, result.stderr]))
  const end = result.signal ? `died of ${result.signal}` : `ended with status ${result.status}`
  throw new Failure(`${name ?? command} ${end}`)
}

// Runs a compiler once for each job, on all processors. Every job runs, whatever the others do; `done` is called for
// each that succeeds, and a failure names those that did not.
export async function runAll(program, jobs, done) {
  const [command, ...first] = program.split(' ')
  const waiting = [...jobs]
  const failed = []
  const one = (job) =>
    new Promise((resolve) => {
      const child = spawn(command, [...first, ...job.args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
      child.on('error', (error) => resolve(failed.push(`${command}: ${error.message}`)))
      child.on('close', (status) => resolve(status === 0 ? done(job) : failed.push(job.name)))
    })
  const worker = async () => {
    while (waiting.length > 0) await one(waiting.shift())
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  if (failed.length > 0) throw new Failure(`${command} refuses ${failed.join(', ')}`)
}

// What a compiler calls itself: part of every hash of what it makes.
export function versionOf(program) {
  const [command, ...first] = program.split(' ')
  return spawnSync(command, [...first, '--version'], { encoding: 'utf8' }).stdout?.split('\n')[0] ?? ''
}

// An end that needs no stack trace: the sentence says it all.
export class Failure extends Error {}

// Wraps what a script does when it is run, and not when another imports it.
export async function main(meta, work) {
  if (process.argv[1] === undefined || meta.url !== (await import('node:url')).pathToFileURL(process.argv[1]).href)
    return
  try {
    await work(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Failure ? `gantry: ${error.message}` : error)
    process.exitCode = 1
  }
}
