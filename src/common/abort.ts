// SPDX-License-Identifier: Apache-2.0

/** The promise, or the signal's reason if that comes first. What the promise stands for goes on. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  if (signal.aborted) {
    promise.catch(() => {})
    throw signal.reason
  }
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

/**
 * Gives work a time. After that its signal aborts, and the result is what `late` says.
 * @param signal another reason to give up.
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort(late()), milliseconds)
  try {
    return await work(signal ? AbortSignal.any([signal, clock.signal]) : clock.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** Runs `stop` when the signal aborts, until the result is disposed of. */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): Disposable {
  signal?.addEventListener('abort', stop, { once: true })
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', stop) }
}
