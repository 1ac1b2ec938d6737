// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What a call of the core takes it gives back: after thousands of calls the next block of memory lies where it lay
// before, and the memory has the size that it had. A byte a call would show.
import { expect, it } from 'vitest'
import { defaultFacts } from '../../src/config/default-facts.js'
import { coreModule } from '../../src/core/load.js'
import { planCases } from '../helpers/golden.js'

interface Exports {
  memory: WebAssembly.Memory
  cabi_realloc(pointer: number, oldSize: number, align: number, size: number): number
  [name: string]: WebAssembly.Memory | ((...args: number[]) => number)
}

const calls = 10_000
const probeSize = 4 << 20

function instance() {
  const core = new WebAssembly.Instance(coreModule(), {}).exports as unknown as Exports
  const put = (bytes: Uint8Array) => {
    const pointer = core.cabi_realloc(0, 0, 1, bytes.length)
    new Uint8Array(core.memory.buffer).set(bytes, pointer)
    return [pointer, bytes.length] as const
  }
  const call = (name: string, ...args: number[]) => {
    const made = core[name] as (...args: number[]) => number
    const post = core[`cabi_post_${name}`] as (result: number) => number
    post(made(...args))
  }
  // Where a block larger than all that is free would lie. A call that refuses it gives it back.
  const top = () => {
    const pointer = core.cabi_realloc(0, 0, 1, probeSize)
    call('read-control', pointer, probeSize)
    return { pointer, size: core.memory.buffer.byteLength }
  }
  return { core, put, call, top }
}

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const good = planCases().find(({ name }) => name === 'default')!.config
const options = bytes({ id: 'unit', bundle: '/bundle', host: defaultFacts })
const broken = bytes('{"ociVersion": 1, "process": {"args": [1, "a"], "nope": {}}, "mounts": [{}]')
const findings = bytes('{"ociVersion": "x", "process": {"args": [1, "a"], "nope": {}}, "mounts": [{}]}')

function useAll({ put, call }: ReturnType<typeof instance>, turn: number) {
  const config = [good, broken, findings, new Uint8Array()][turn % 4] as Uint8Array
  call('check', ...put(config), ...put(options))
  if (turn % 8 < 4) call('compile', ...put(config), ...put(options))
  call('describe', ...put(config), turn % 2)
  call('read-control', ...put(config))
  call('write-control', turn % 3)
  if (turn % 50 === 0) call('rules')
}

it('calls leave the memory as it was', () => {
  const core = instance()
  for (let turn = 0; turn < 100; turn++) useAll(core, turn)
  const before = core.top()
  for (let turn = 0; turn < calls; turn++) useAll(core, turn)
  expect(core.top()).toEqual(before)
})

it('a byte a call would not', () => {
  const core = instance()
  for (let turn = 0; turn < 100; turn++) useAll(core, turn)
  const before = core.top()
  for (let turn = 0; turn < calls; turn++) core.put(Uint8Array.of(0))
  expect(core.top().pointer).toBeGreaterThan(before.pointer)
})

it('one large document leaves its memory to the next', () => {
  const core = instance()
  const large = bytes({ annotations: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`key${i}`, 'x'])) })
  const check = () => core.call('check', ...core.put(large), ...core.put(options))
  check()
  const { byteLength } = core.core.memory.buffer
  for (let turn = 0; turn < 10; turn++) check()
  expect(core.core.memory.buffer.byteLength).toBe(byteLength)
})
