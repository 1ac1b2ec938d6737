#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Builds the Linux part: the addon with node-gyp, and the init as one static executable without a libc.
// With `--tests`, also the init that fails on request and the static program that tests run in containers.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { filesBelow, fromRoot, inRoot, isSource, outputs } from './lib/paths.mjs'
import { step } from './lib/step.mjs'
import { bridgeTools, cc, cxx, Failure, main, missingTools, run, versionOf } from './lib/tools.mjs'

const initLimit = 150 * 1024
const initFlags = [
  '-std=c17',
  '-Os',
  '-Wall',
  '-Wextra',
  '-Werror',
  // No libc: no start-up work, no allocator, no locale, and nothing that could be linked at run time.
  '-ffreestanding',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-ffunction-sections',
  '-fdata-sections',
  '-fno-pie',
  '-D_GNU_SOURCE',
  '-Icore-c/include',
  '-Ibridge/init',
]
const initLink = [
  '-static',
  '-no-pie',
  '-nostdlib',
  '-Wl,--gc-sections',
  '-Wl,-z,noexecstack',
  '-Wl,-z,noseparate-code',
  '-Wl,--build-id=none',
  '-s',
  '-lgcc',
]
const programFlags = ['-std=c17', '-O1', '-static', '-s', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror']
const self = inRoot('scripts/build-bridge.mjs')
const contract = () => filesBelow('core-c/include')

export async function buildBridge({ tests = false } = {}) {
  if (process.platform !== 'linux') throw new Failure('the bridge builds on Linux only')
  const missing = missingTools(bridgeTools())
  if (missing) throw new Failure(missing)
  await buildAddon()
  await buildInit('init', outputs.init, [])
  if (!tests) return
  await buildInit('init-fault', outputs.initFault, ['-DGANTRY_FAULT_INJECTION'])
  await buildProgram()
}

// Node's headers lie beside the node that runs this, where the distribution put them there;
// else node-gyp fetches the ones of this version.
function headersOfNode() {
  const prefix = dirname(dirname(process.execPath))
  const there =
    existsSync(join(prefix, 'include/node/node_api.h')) && existsSync(join(prefix, 'include/node/common.gypi'))
  return there ? [`--nodedir=${prefix}`] : []
}

async function buildAddon() {
  const sources = () => [...filesBelow('bridge/addon'), ...filesBelow('bridge/spawn'), ...contract()]
  await step({
    name: 'addon',
    inputs: () => [self, inRoot('bridge/binding.gyp'), ...sources()],
    // Node-API is stable, so one build serves every Node of the machine's architecture.
    extra: [versionOf(cxx()), process.arch],
    outputs: [outputs.addon],
    build: () => {
      const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js')
      const args = ['-C', inRoot('bridge'), ...headersOfNode(), '--jobs=max']
      run(process.execPath, [gyp, 'configure', ...args], { quiet: true, name: 'node-gyp' })
      run(process.execPath, [gyp, 'build', ...args], { quiet: true, name: 'node-gyp' })
    },
  })
}

async function buildInit(name, output, defines) {
  const text = () => filesBelow('bridge/init')
  await step({
    name,
    inputs: () => [self, ...text(), ...contract()],
    extra: [versionOf(cc())],
    outputs: [output],
    build: () => {
      const sources = text().filter(isSource).map(fromRoot)
      if (sources.length === 0) throw new Failure('bridge/init has no sources')
      compile([...initFlags, ...defines, ...sources, ...initLink], output)
      const { size } = statSync(output)
      console.log(`${fromRoot(output)}: ${size} bytes`)
      if (size <= initLimit) return
      rmSync(output)
      throw new Failure(`${fromRoot(output)} may have at most ${initLimit} bytes`)
    },
  })
}

async function buildProgram() {
  const text = () => filesBelow('test/helpers/program')
  await step({
    name: 'test-program',
    inputs: () => [self, ...text()],
    extra: [versionOf(cc())],
    outputs: [outputs.program],
    build: () => compile([...programFlags, ...text().filter(isSource).map(fromRoot)], outputs.program),
  })
}

// A container may be running the old file: it is replaced, never written to.
function compile(args, output) {
  mkdirSync(dirname(output), { recursive: true })
  const part = `${output}.part`
  run(cc(), [...args, '-o', part])
  renameSync(part, output)
}

await main(import.meta, (args) => buildBridge({ tests: args.includes('--tests') }))
