#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// How long the netlink codec takes: the raw module, the typed API, and pyroute2 beside them on the same messages. All
// take turns, so that what else the machine does meets them alike. `--rounds N`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decode, encode } from '../../dist/netlink.js'
import { machine, median, printTable, rounds } from './lib/measure.mjs'
import { link, request } from './lib/netlink-messages.mjs'

const count = 1000
const turns = rounds(300)
const wasm = readFileSync(fileURLToPath(new URL('../../wasm/netlink.wasm', import.meta.url)))
const { exports: raw } = new WebAssembly.Instance(new WebAssembly.Module(wasm))

/** A call of the raw module, timed without the copy of its input. Nanoseconds. */
function call(name, input) {
  const pointer = raw.cabi_realloc(0, 0, 4, input.length)
  new Uint8Array(raw.memory.buffer).set(input, pointer)
  const started = process.hrtime.bigint()
  raw[name](pointer, input.length, 0, 0)
  return Number(process.hrtime.bigint() - started)
}

/** The stream that the encoder takes is the one that the decoder gives. */
function streamOf(bytes) {
  const pointer = raw.cabi_realloc(0, 0, 4, bytes.length)
  new Uint8Array(raw.memory.buffer).set(bytes, pointer)
  const result = raw.decode(pointer, bytes.length, 0, 0)
  const [at, length] = new Uint32Array(raw.memory.buffer, result, 2)
  return new Uint8Array(raw.memory.buffer, at + 4, length - 4).slice()
}

function timed(work) {
  const started = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - started)
}

const list = (length, make) => Array.from({ length }, (_, index) => make(index))
const messages = list(count, (index) => request(index))
const bytes = encode(messages)
const dump = encode(list(count, (index) => link(index + 1, false)))
const full = encode(list(count, (index) => link(index + 1, true)))
const streams = { 8: streamOf(bytes), 64: streamOf(encode(list(100, (i) => request(i, 64)))) }
streams[512] = streamOf(encode(list(10, (i) => request(i, 512))))

// What is measured: one turn, for how many, and what is to be reached.
const work = {
  'raw: encode 8 attributes': [() => call('encode', streams[8]), count, 'ns a message (to reach: at most 200)'],
  'raw: encode 64 attributes': [() => call('encode', streams[64]), 6400, 'ns an attribute'],
  'raw: encode 512 attributes': [() => call('encode', streams[512]), 5120, 'ns an attribute (to reach: that of 64)'],
  'raw: decode 8 attributes': [() => call('decode', bytes), count, 'ns a message'],
  'raw: dump of 1,000 links': [() => call('decode', dump), 1e6, 'ms (to reach: at most 1)'],
  'raw: with statistics': [() => call('decode', full), 1e6, 'ms'],
  'typed: dump of 1,000 links': [() => timed(() => decode(dump)), 1e6, 'ms (to reach: at most 5)'],
  'typed: with statistics': [() => timed(() => decode(full)), 1e6, 'ms'],
  'typed: encode 8 attributes': [() => timed(() => encode(messages)), count, 'ns a message (to reach: at most 3333)'],
  'typed: decode 8 attributes': [() => timed(() => decode(bytes)), count, 'ns a message (to reach: at most 3333)'],
}
const times = Object.fromEntries(Object.keys(work).map((name) => [name, []]))
const where = machine()
for (let turn = -20; turn < turns; turn++) {
  for (const [name, [once]] of Object.entries(work)) {
    const time = once()
    if (turn >= 0) times[name].push(time)
  }
}

console.log(`${turns} turns; ${where()}`)
printTable([
  ['', 'min', 'median', ''],
  ...Object.entries(work).map(([name, [, per, unit]]) => {
    const show = (time) => (time / per).toFixed(time / per < 10 ? 2 : 0)
    return [name, show(Math.min(...times[name])), show(median(times[name])), unit]
  }),
])

const before = raw.memory.buffer.byteLength
for (let i = 0; i < 10_000; i++) call(i % 2 === 0 ? 'encode' : 'decode', i % 2 === 0 ? streams[8] : bytes)
const grown = raw.memory.buffer.byteLength - before
console.log(`memory after ten million messages: ${grown} bytes more (to reach: 0)`)
pyroute2()

/** The same messages in Python, where Debian's python3-pyroute2 is installed. */
function pyroute2() {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-netlink-'))
  try {
    const files = [join(folder, 'requests'), join(folder, 'dump')]
    writeFileSync(files[0], encode(messages.slice(0, 200)))
    writeFileSync(files[1], encode(list(200, (index) => link(index + 1, false))))
    const script = fileURLToPath(new URL('lib/netlink.py', import.meta.url))
    const told = execFileSync('/usr/bin/python3', [script, ...files], { encoding: 'utf8', stdio: 'pipe' })
    const [encoded, decoded, dumped] = told.split(' ').map(Number)
    const ratio = (name, time) => (time / (Math.min(...times[name]) / count)).toFixed(0)
    console.log(`pyroute2: encode ${encoded} ns a message, ${ratio('typed: encode 8 attributes', encoded)} times ours`)
    console.log(`pyroute2: decode ${decoded} ns a message, ${ratio('typed: decode 8 attributes', decoded)} times ours`)
    console.log(`pyroute2: dump ${dumped} ns a link, ${ratio('typed: dump of 1,000 links', dumped)} times ours`)
  } catch (error) {
    console.log(`pyroute2 is left out: ${(error.stderr || error.message).trim().split('\n').at(-1)}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
