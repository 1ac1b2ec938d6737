#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// What checking configs costs, beside reading them with JSON.parse and checking them with ajv, which finds less and
// says nothing of lines. All contenders take turns. `--rounds N`.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { check, core, schema } from './lib/bundle.mjs'
import { makeConfigs } from './lib/configs.mjs'
import { machine, median, printTable, rounds } from './lib/measure.mjs'

const count = rounds(30)
const measuredOn = machine()
const { validate } = await import(check)
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false })
const matches = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))
const decoder = new TextDecoder()
const configs = makeConfigs()
for (const { name, bytes } of configs) {
  if (validate(bytes).length > 0) throw new Error(`the config of ${name} has a finding: ${validate(bytes)[0].message}`)
  if (!matches(JSON.parse(bytes)))
    throw new Error(`the config of ${name} is refused by ajv: ${ajv.errorsText(matches.errors)}`)
}

const contenders = {
  gantry: (bytes) => validate(bytes),
  'JSON.parse': (bytes) => JSON.parse(decoder.decode(bytes)),
  'JSON.parse, ajv': (bytes) => matches(JSON.parse(decoder.decode(bytes))),
}
const rows = configs.flatMap(measure)
console.log(`checks, ${count} rounds; ${measuredOn()}; times in µs`)
printTable([['', '', 'min', 'median', 'cpu', '/ JSON.parse', 'to reach'], ...rows])
remember()

function measure({ name, bytes, limit }) {
  const times = Object.keys(contenders).map(() => ({ wall: [], cpu: [] }))
  // A round of one contender takes some 20 ms.
  const calls = Math.max(1, Math.round(20_000_000 / (bytes.length * 8)))
  for (let round = -3; round < count; round++) {
    for (const [index, work] of Object.values(contenders).entries()) {
      const { wall, cpu } = timed(() => work(bytes), calls)
      if (round < 0) continue
      times[index].wall.push(wall)
      times[index].cpu.push(cpu)
    }
  }
  const parse = median(times[1].wall)
  return Object.keys(contenders).map((contender, index) => {
    const { wall, cpu } = times[index]
    const goal = index === 0 ? `at most ${limit}` : ''
    const ratio = (median(wall) / parse).toFixed(2)
    return [`${name} (${bytes.length})`, contender, Math.min(...wall), median(wall), median(cpu), ratio, goal].map(
      shown,
    )
  })
}

function shown(cell) {
  return typeof cell === 'number' ? cell.toFixed(1) : cell
}

/** Microseconds a call. */
function timed(work, calls) {
  const before = process.cpuUsage()
  const started = performance.now()
  for (let call = 0; call < calls; call++) work()
  const wall = ((performance.now() - started) / calls) * 1000
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / calls }
}

/** A million calls leave the core's memory as it was: its size, and the place of the next large block in it. */
function remember() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(core)), {})
  const put = (bytes) => {
    const pointer = exports.cabi_realloc(0, 0, 1, bytes.length)
    new Uint8Array(exports.memory.buffer).set(bytes, pointer)
    return pointer
  }
  const options = Buffer.from('{}')
  const probe = Buffer.alloc(4 << 20)
  const top = () => {
    const pointer = put(probe)
    exports['cabi_post_read-control'](exports['read-control'](pointer, probe.length))
    return `${exports.memory.buffer.byteLength} bytes, the next block at ${pointer}`
  }
  const [{ bytes }] = configs
  const run = (calls) => {
    for (let call = 0; call < calls; call++)
      exports.cabi_post_check(exports.check(put(bytes), bytes.length, put(options), options.length))
    return top()
  }
  console.log(`memory of the core after a thousand checks: ${run(1000)}; after a million more: ${run(1_000_000)}`)
}
