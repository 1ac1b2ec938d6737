#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Writes compile_commands.json, by which clangd and editors know how each C file is compiled.
import { coreText, filesBelow, fromRoot, inRoot, isSource, root } from './lib/paths.mjs'
import { step, writeWhole } from './lib/step.mjs'
import { main } from './lib/tools.mjs'

const common = ['-std=c17', '-Wall', '-Wextra', '-D_GNU_SOURCE', '-Icore-c/include']
const groups = () => [
  [coreText().filter(isSource), ['-Icore-c']],
  [filesBelow('core-c/test').filter(isSource), ['-Icore-c', '-Icore-c/test']],
  [filesBelow('bridge/init').filter(isSource), ['-Ibridge/init', '-ffreestanding']],
  [filesBelow('bridge/spawn').filter(isSource), ['-Ibridge/spawn']],
  [filesBelow('test/helpers/program').filter(isSource), []],
]

export async function compileCommands() {
  const output = inRoot('compile_commands.json')
  const entries = groups().flatMap(([files, flags]) =>
    files.map(fromRoot).map((file) => ({ directory: root, file, arguments: ['cc', ...common, ...flags, '-c', file] })),
  )
  const text = `${JSON.stringify(entries, null, 1)}\n`
  await step({
    name: 'compile-commands',
    inputs: () => [inRoot('scripts/compile-commands.mjs')],
    extra: [text],
    outputs: [output],
    build: () => writeWhole(output, text),
  })
}

await main(import.meta, compileCommands)
