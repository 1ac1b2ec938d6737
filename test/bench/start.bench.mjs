#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// How long a container takes from nothing to nothing: created, started, waited for, removed. All contenders take
// turns, so that what else the machine does meets them alike. `--rounds N`.
import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { command, library, makeBundle } from './lib/bundle.mjs'
import { Floor } from './lib/floor.mjs'
import { machine, median, printTable, processorTime, rounds } from './lib/measure.mjs'

const count = rounds(40)
const warmUp = 3
const bundle = makeBundle()
const state = join(bundle.path, 'state')
const floor = new Floor(bundle)
const contenders = { floor: () => floor.container(), library: await libraryContender(), ...commandContenders() }
const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, { wall: [], cpu: 0 }]))
for (const peer of ['crun', 'runc']) await dropBroken(peer)

const measuredOn = machine()
for (let round = -warmUp; round < count; round++) {
  for (const [name, once] of Object.entries(contenders)) {
    const { wall, cpu } = await once(`gantry-bench-${process.pid}-${round + warmUp}`)
    if (round < 0) continue
    results[name].wall.push(wall)
    results[name].cpu += cpu
  }
}
floor.end()
print()

async function libraryContender() {
  const { createFactory } = await import(library)
  const factory = createFactory({ root: state })
  return async (id) => {
    const cpu = processorTime()
    const started = performance.now()
    const container = await factory.create(id, bundle.text, { bundle: bundle.path })
    const process = await container.run({ stdio: 'ignore' })
    const { status } = await process.wait()
    await container.destroy()
    const wall = performance.now() - started
    if (status !== 0) throw new Error(`the library's container ended with status ${status}`)
    return { wall, cpu: processorTime() - cpu }
  }
}

function commandContenders() {
  const empty = join(bundle.path, 'empty.mjs')
  writeFileSync(empty, '')
  const runtime = (name, path) => [
    [`${name} run`, (id) => floor.command([path, '--root', join(bundle.path, name), 'run', '-b', bundle.path, id])],
  ]
  return Object.fromEntries([
    ['gantry run', (id) => floor.command([process.execPath, command, '--root', state, 'run', '-b', bundle.path, id])],
    ['empty node', () => floor.command([process.execPath, empty])],
    ...['crun', 'runc'].flatMap((name) => {
      const path = which(name)
      return path === undefined ? [] : runtime(name, path)
    }),
  ])
}

/** A peer may refuse this machine: crun knows no hybrid cgroups. */
async function dropBroken(peer) {
  const name = `${peer} run`
  if (!contenders[name]) return
  try {
    await contenders[name](`gantry-bench-${process.pid}-probe`)
  } catch (error) {
    console.log(`${peer} is left out: ${error.message}`)
    delete contenders[name]
    delete results[name]
  }
}

function which(name) {
  const folders = `${process.env.PATH}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

function print() {
  const base = median(results.floor.wall)
  const rows = Object.entries(results).map(([name, { wall, cpu }]) => [
    name,
    Math.min(...wall).toFixed(2),
    median(wall).toFixed(2),
    (cpu / wall.length).toFixed(2),
    (median(wall) / base).toFixed(2),
  ])
  console.log(`${count} rounds; ${measuredOn()}; times in ms`)
  printTable([['', 'min', 'median', 'cpu', '/ floor'], ...rows])
  const of = (name) => results[name] && median(results[name].wall)
  const ratio = (words, a, b) => a && b && console.log(`${words}: ${(a / b).toFixed(2)}`)
  ratio('library / floor (to reach: at most 1.5)', of('library'), base)
  ratio('runc run / library (to reach: at least 4)', of('runc run'), of('library'))
  const above = of('gantry run') - of('empty node')
  console.log(`gantry run above an empty node program (to reach: at most 20 ms): ${above.toFixed(1)} ms`)
}
