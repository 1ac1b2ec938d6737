#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// How long a start blocks the event loop, in processes of different size. `--rounds N`.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { library, makeBundle } from './lib/bundle.mjs'
import { median, rounds } from './lib/measure.mjs'

const self = fileURLToPath(import.meta.url)
const sizes = [50, 1024]
const count = rounds(30)
const size = process.argv.indexOf('--megabytes')

if (size >= 0) await measure(Number(process.argv[size + 1]))
else {
  console.log(`the event loop's longest block in a start, ms (to reach: at most 0.5, at every size); ${count} starts`)
  for (const megabytes of sizes) {
    const args = [self, '--rounds', `${count}`, '--megabytes', `${megabytes}`]
    const { rss, blocks, idle } = JSON.parse(execFileSync(process.execPath, args))
    const numbers = `min ${Math.min(...blocks).toFixed(2)}, median ${median(blocks).toFixed(2)}`
    console.log(
      `${rss.toFixed(0).padStart(5)} MB: ${numbers}, max ${Math.max(...blocks).toFixed(2)}; idle ${idle.toFixed(2)}`,
    )
  }
}

async function measure(megabytes) {
  const { createFactory } = await import(library)
  const bundle = makeBundle()
  const factory = createFactory({ root: `${bundle.path}/state` })
  const ballast = []
  while (process.memoryUsage.rss() < megabytes * 2 ** 20) ballast.push(Buffer.alloc(2 ** 20, 1))
  const start = async (id) => {
    const container = await factory.create(id, bundle.text, { bundle: bundle.path })
    const running = await container.run({ stdio: 'ignore' })
    await running.wait()
    await container.destroy()
  }
  for (let i = 0; i < 3; i++) await start(`gantry-bench-${process.pid}-warm-${i}`)
  const idle = await longestBlock(() => new Promise((resolve) => setTimeout(resolve, 20)))
  const blocks = []
  for (let i = 0; i < count; i++) blocks.push(await longestBlock(() => start(`gantry-bench-${process.pid}-${i}`)))
  process.stdout.write(
    JSON.stringify({ rss: process.memoryUsage.rss() / 2 ** 20, blocks, idle, ballast: ballast.length }),
  )
}

/** The longest time between two turns of the loop while `work` goes on; the loop does nothing else meanwhile. */
async function longestBlock(work) {
  let longest = 0
  let last = performance.now()
  let watching = true
  const turn = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (watching) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  watching = false
  return longest
}
