#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The command: one config from a cold start, beside a Node program that does nothing; and 10,000 configs, none like
// another, with one job and with two. `--rounds N`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from './lib/bundle.mjs'
import { makeConfigs } from './lib/configs.mjs'
import { machine, median, printTable, processorTime, rounds } from './lib/measure.mjs'

const count = rounds(30)
const many = 10_000
const measuredOn = machine()
const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const [small] = makeConfigs()
const config = join(folder, 'config.json')
const empty = join(folder, 'empty.cjs')
writeFileSync(config, small.bytes)
writeFileSync(empty, '')

const cold = turns(count, {
  'empty node': [empty],
  'gantry validate FILE': [command, 'validate', config],
})
console.log(`cold starts, ${count} rounds; ${measuredOn()}; times in ms`)
print(cold)
const above = Math.min(...cold[1].wall) - Math.min(...cold[0].wall)
const typical = median(cold[1].wall) - median(cold[0].wall)
console.log(
  `above an empty node program (to reach: at most 15 ms): ${typical.toFixed(1)} ms, at least ${above.toFixed(1)}`,
)

writeBundles()
const batch = turns(Math.max(1, Math.round(count / 10)), {
  '--jobs 1': [command, 'validate', '--quiet', '--jobs', '1', join(folder, 'bundles')],
  '--jobs 2': [command, 'validate', '--quiet', '--jobs', '2', join(folder, 'bundles')],
})
console.log(`${many} different configs of ${small.bytes.length} bytes (to reach with two jobs: at most 5000 ms)`)
print(batch)

function turns(times, contenders) {
  const results = Object.keys(contenders).map((name) => ({ name, wall: [], cpu: [] }))
  for (let round = -1; round < times; round++) {
    for (const [index, args] of Object.values(contenders).entries()) {
      const cpu = processorTime()
      const started = performance.now()
      const { status, stderr } = spawnSync(process.execPath, args)
      const wall = performance.now() - started
      if (status !== 0) throw new Error(`${args.join(' ')} ended with status ${status}: ${stderr}`)
      if (round < 0) continue
      results[index].wall.push(wall)
      results[index].cpu.push(processorTime() - cpu)
    }
  }
  return results
}

function print(results) {
  const rows = results.map(({ name, wall, cpu }) => {
    const mean = cpu.reduce((sum, one) => sum + one, 0) / cpu.length
    return [name, ...[Math.min(...wall), median(wall), mean].map((number) => number.toFixed(1))]
  })
  printTable([['', 'min', 'median', 'cpu'], ...rows])
}

function writeBundles() {
  const text = small.bytes.toString()
  for (let index = 0; index < many; index++) {
    const bundle = join(folder, 'bundles', `${index % 100}`, `bundle-${index}`)
    mkdirSync(bundle, { recursive: true })
    writeFileSync(
      join(bundle, 'config.json'),
      text.replace('"ociVersion"', `"annotations": {"n": "${index}"}, "ociVersion"`),
    )
  }
}
