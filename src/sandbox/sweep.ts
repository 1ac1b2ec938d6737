// SPDX-License-Identifier: Apache-2.0
import type { Factory } from '../container/factory.js'

/** Milliseconds that a sandbox waits for it at most. */
const patience = 2000

const sweeping = new Map<Factory, Promise<void>>()

/**
 * Removes what the sandboxes of others left when they were killed. Where nothing is left it is one look at a directory.
 * What cannot be removed, or not in time, is left to the next call, and to `gantry prune`.
 * @returns when it is over: who ends before has removed nothing.
 */
export function sweep(factory: Factory): Promise<void> {
  const running = sweeping.get(factory)
  if (running) return running
  const sweep = inTime(factory).finally(() => sweeping.delete(factory))
  sweeping.set(factory, sweep)
  return sweep
}

async function inTime(factory: Factory): Promise<void> {
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort(), patience)
  try {
    await factory.prune({ signal: clock.signal })
  } catch {
    // Who finds it next may have more luck.
  } finally {
    clearTimeout(timer)
  }
}
