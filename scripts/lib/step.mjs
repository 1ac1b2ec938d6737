// SPDX-License-Identifier: Apache-2.0
// A build step runs only when something that it reads has changed. What was read is remembered as one hash of
// contents, not of times: a fresh checkout, a rebase and a `touch` all leave it alone.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { locked } from './lock.mjs'
import { cache, fromRoot } from './paths.mjs'

export function hashOf(files, extra = []) {
  const hash = createHash('sha256')
  for (const text of extra) hash.update(`${JSON.stringify(text)}\n`)
  for (const file of files) {
    const bytes = readFileSync(file)
    hash.update(`${fromRoot(file)} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

// Others may read an output while it is rewritten: they see the old one or the new one, never half of it.
export function writeWhole(path, data, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true })
  const part = `${path}.${process.pid}.part`
  writeFileSync(part, data, { mode })
  renameSync(part, path)
}

// Runs `build` unless its outputs exist and its inputs are those of the last time. Returns whether it ran.
export async function step({ name, inputs, extra = [], outputs, build }) {
  const stamp = join(cache, 'stamps', name)
  const fresh = () =>
    outputs.every((path) => existsSync(path)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hashOf(inputs(), extra)
  if (fresh()) return false
  return await locked(name, async () => {
    if (fresh()) return false
    const hash = hashOf(inputs(), extra)
    rmSync(stamp, { force: true })
    const started = performance.now()
    await build()
    console.log(`${name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
    writeWhole(stamp, hash)
    return true
  })
}
