// SPDX-License-Identifier: Apache-2.0
// Compiles C with the system's compiler, all processors at once. What was made is kept by the hash of what it was made
// from, so that only changes cost time.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { filesBelow, fromRoot } from './paths.mjs'
import { hashOf } from './step.mjs'
import { cc, runAll, versionOf } from './tools.mjs'

// The core as tests and fuzzers run it: whatever it does that C leaves undefined ends it.
export const sanitized = [
  '-std=c17',
  '-O1',
  '-g',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
  '-D_GNU_SOURCE',
  '-Icore-c/include',
  '-Icore-c',
]

export const coreHeaders = () => filesBelow('core-c', (path) => /\.(h|def|inc)$/.test(path))

// One object for each source, in that order; returns their paths in `folder`.
export async function compileKept({ folder, flags, sources, headers, compiler = cc() }) {
  const common = hashOf(headers, [versionOf(compiler), flags])
  const objects = sources.map((source) => ({
    name: fromRoot(source),
    path: join(folder, `${hashOf([source], [common])}.o`),
    args: [...flags, '-c', fromRoot(source)],
  }))
  await makeMissing(objects, compiler)
  return objects.map(({ path }) => path)
}

// Makes each of { name, path, args } whose path does not exist yet; no path appears before its file is whole.
export async function makeMissing(wanted, compiler = cc()) {
  const part = `${process.pid}.part`
  const jobs = wanted
    .filter(({ path }) => !existsSync(path))
    .map(({ name, path, args }) => ({ name, path, args: [...args, '-o', `${path}.${part}`] }))
  for (const { path } of jobs) mkdirSync(dirname(path), { recursive: true })
  await runAll(compiler, jobs, ({ path }) => renameSync(`${path}.${part}`, path))
}

export function forgetOthers(folder, paths) {
  const kept = new Set(paths.map((path) => basename(path)))
  for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name))
}
