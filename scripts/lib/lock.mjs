// SPDX-License-Identifier: Apache-2.0
// Two builds of the same thing at once wait for each other. The lock is a name of the kernel's (unix(7), abstract
// sockets), which it takes back when its owner ends, however that ends and whatever pids are called where it ran. The
// name tells the tree by its cache folder, and is known in one network namespace. On other systems nobody waits: what is
// built is written whole, so that two of them cost time alone.
import { mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { cache } from './paths.mjs'
import { Failure } from './tools.mjs'

const pause = 100
const defaultLimit = 15 * 60_000

// Runs `work` when nobody else builds `name`, or fails after the limit (milliseconds).
export async function locked(name, work, limit = defaultLimit) {
  const owned = process.platform === 'linux' ? await take(name, limit) : undefined
  try {
    return await work()
  } finally {
    owned?.close()
  }
}

async function take(name, limit) {
  mkdirSync(cache, { recursive: true })
  const { dev, ino } = statSync(cache)
  const address = `gantry-build-${dev}-${ino}-${name}`
  const end = performance.now() + limit
  for (let told = false; ; told = true) {
    const owned = await bind(`\0${address}`)
    if (owned) return owned
    if (performance.now() >= end) {
      throw new Failure(
        `${name}: another build of it in ${cache} has not ended in ${limit / 1000} s; it holds the socket @${address} (ss -xlp)`,
      )
    }
    if (!told) console.log(`${name}: waiting for another build of it in ${cache}`)
    await setTimeout(pause)
  }
}

// Undefined if somebody has it.
function bind(path) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(path, () => resolve(server.unref()))
  })
}
