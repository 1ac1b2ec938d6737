#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Everything that can be said about the sources without running them. Each check runs, whatever the others found.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { compileKept, coreHeaders, forgetOthers } from './lib/native.mjs'
import { cache, coreText, cText, filesBelow, fromRoot, inRoot, isSource } from './lib/paths.mjs'
import { cc, Failure, main, missingTools, run } from './lib/tools.mjs'

const checks = {
  'lock file': lockFile,
  types: () => node('tsc', 'typescript/bin/tsc', '--project', inRoot('tsconfig.json')),
  biome: () => node('biome', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  'clang-format': clangFormat,
  analyzer: analyze,
}

await main(import.meta, async () => {
  await build()
  for (const [name, check] of Object.entries(checks)) {
    try {
      const skipped = await check()
      console.log(typeof skipped === 'string' ? `${name}: skipped: ${skipped}` : `${name}: ok`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      console.log(`${name}: FAILED: ${error.message}`)
      process.exitCode = 1
    }
  }
})

function node(name, script, ...args) {
  run(process.execPath, [inRoot('node_modules', script), ...args], { name })
}

// npm leaves out of the file what the registry at hand does not carry, and writes that registry's name into it.
function lockFile() {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const faults = []
  const isThere = (from, name) => {
    for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
      if (packages[`${folder}${folder && '/'}node_modules/${name}`]) return true
      if (folder === '') return false
    }
  }
  for (const [path, { resolved, version, optionalDependencies = {} }] of Object.entries(packages)) {
    if (resolved) faults.push(`${path} names a registry`)
    if (path && !version) faults.push(`${path} has no version`)
    for (const name of Object.keys(optionalDependencies)) {
      if (!isThere(path, name)) faults.push(`${path} needs ${name}, which has no entry`)
    }
  }
  if (faults.length > 0) throw new Failure(faults.join('\n  '))
}

function clangFormat() {
  const missing = missingTools(['clang-format'])
  if (missing) return missing
  run('clang-format', ['--dry-run', '--Werror', ...cText().map(fromRoot)])
}

// GCC's analyzer follows the paths through each function and looks for leaks, double frees and wild reads on them.
async function analyze() {
  const missing = missingTools([cc()])
  if (missing) return missing
  const folder = join(cache, 'analyzer')
  const common = ['-std=c17', '-O1', '-fanalyzer', '-Wall', '-Wextra', '-Werror', '-D_GNU_SOURCE', '-Icore-c/include']
  const objects = []
  const inspect = async (path, flags) => {
    const text = filesBelow(path, (name) => /\.[ch]$/.test(name))
    const headers = [...text.filter((name) => !isSource(name)), ...coreHeaders()]
    const sources = path === 'core-c' ? coreText().filter(isSource) : text.filter(isSource)
    objects.push(...(await compileKept({ folder, flags: [...common, ...flags], sources, headers })))
  }
  // export_name is an attribute of WebAssembly only.
  await inspect('core-c', ['-Icore-c', '-Wno-attributes'])
  await inspect('bridge/init', ['-Ibridge/init', '-ffreestanding'])
  await inspect('bridge/spawn', ['-Ibridge/spawn'])
  forgetOthers(folder, objects)
}
