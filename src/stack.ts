// SPDX-License-Identifier: Apache-2.0
// An error of an asynchronous method comes from deep within, or from the kernel: V8 keeps ten frames of its way, and the
// caller's are beyond these.

const ours = new Set(['ContainerError', 'SandboxError', 'BridgeUnavailable', 'TypeError', 'RangeError'])

/** Whoever called `entry`; what it costs to hold this is a look at the stack, its text is made when it is asked for. */
export function callerOf(entry: CallableFunction): { stack?: string } {
  const caller = {}
  Error.captureStackTrace(caller, entry)
  return caller
}

/** Adds the caller's frames to the stack of an error that does not show them. Returns the error. */
export function withCaller(error: unknown, caller: { stack?: string }): unknown {
  // The reason of an abort, for one, is its maker's.
  if (!(error instanceof Error) || !ours.has(error.name)) return error
  const frames = (caller.stack ?? '').split('\n').slice(1)
  const shown = (error.stack ?? String(error)).split('\n')
  const places = shown.map(placeOf)
  if (frames[0] !== undefined && !places.includes(placeOf(frames[0]))) error.stack = [...shown, ...frames].join('\n')
  return error
}

/** Of a frame, the function and the file: the same call is `async` and at another column once it was awaited. */
const placeOf = (frame: string) => frame.replace(/^\s*at (async )?/, '').replace(/:\d+:\d+\)?$/, '')

/** Runs the work of an asynchronous method, whose errors then show who called it. */
export async function called<T>(entry: CallableFunction, work: () => Promise<T>): Promise<T> {
  const caller = callerOf(entry)
  try {
    return await work()
  } catch (error) {
    throw withCaller(error, caller)
  }
}
