// SPDX-License-Identifier: Apache-2.0

/** The promise, or the signal's reason if that comes first. What the promise stands for goes on. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  signal.throwIfAborted()
  let aborted = () => {}
  const abort = new Promise<never>((_, reject) => {
    aborted = () => reject(signal.reason)
    signal.addEventListener('abort', aborted, { once: true })
  })
  try {
    return await Promise.race([promise, abort])
  } finally {
    signal.removeEventListener('abort', aborted)
  }
}

/** Runs `stop` when the signal aborts, until the result is disposed of. */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): Disposable {
  signal?.addEventListener('abort', stop, { once: true })
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', stop) }
}
