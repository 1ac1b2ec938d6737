// SPDX-License-Identifier: Apache-2.0

/**
 * Options that nobody else can change. What is wrong in them stays wrong; an infinite `timeout` is none.
 * @returns what is no object as it is.
 */
export function copyOptions(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options
  const copy: Record<string, unknown> = { ...options }
  for (const name of ['argv', 'binds', 'writable', 'env', 'stdio', 'user']) {
    if (name in copy) copy[name] = copied(copy[name])
  }
  if (copy.input instanceof Uint8Array) copy.input = copy.input.slice()
  if (copy.timeout === Number.POSITIVE_INFINITY) delete copy.timeout
  return copy
}

/** To the depth that options have. */
function copied(value: unknown, depth = 2): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (Array.isArray(value)) return Array.from(value, (one) => copied(one, depth - 1))
  return { ...value }
}
