// SPDX-License-Identifier: Apache-2.0
// What may be asked of a sandbox, and what is refused before anything starts.

export interface Bind {
  /** Absolute path on the host. */
  source: string
  /** Absolute path in the sandbox. */
  destination: string
  readonly?: boolean
}

export interface SandboxConfigOptions {
  /** The program and its arguments. Never a shell string: for a shell say so, `['sh', '-c', '…']`. */
  argv: string[]
  /** Memory limit, 512K or more: bytes, or text such as `'64M'` (binary units K, M, G, T). */
  memory?: number | string
  /** Swap beside the memory, with a memory limit: 0 by default. In the same units. */
  swap?: number | string
  /** How many CPUs' worth of time, 0.01 and up. */
  cpus?: number
  /** How many processes and threads at most: 1 to 4194303. */
  pids?: number
  /**
   * Host files and directories to show: `'SRC:DST'`, `'SRC:DST:ro'` or objects. What lies in another one is mounted
   * after it, whatever the order here; a destination leads through no symbolic link of what is shown.
   */
  binds?: (string | Bind)[]
  /** Host directories to show at their own path, writable. */
  writable?: string[]
  /** `none` (the default) leaves only loopback; `host` shares the host's network. */
  network?: 'none' | 'host'
  /** Added to PATH, HOME and LANG; nothing of this process's environment is passed on. */
  env?: Record<string, string>
  /** Working directory, absolute, which has to be there; `/` by default. */
  cwd?: string
  hostname?: string
  /** Whom the program runs as; this process's user by default. Without capabilities in any case. */
  user?: { uid: number; gid: number }
  /** Gives it a terminal instead of pipes. */
  terminal?: boolean
}

const units: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/**
 * Bytes of `'64M'`, `'512k'`, `'1.5GiB'` or a number.
 * @param option whose value it is.
 */
export function parseSize(size: number | string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(String(size).trim())
  const bytes = match ? Math.floor(Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 0)) : 0
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw new RangeError(
    `option ${option}: ${JSON.stringify(size)} is no size: use bytes, or a number with K, M, G or T such as "64M"`,
  )
}

/** `SRC:DST`, `SRC:DST:ro` or `SRC:DST:rw`. */
export function parseBind(bind: string | Bind): Bind {
  if (typeof bind !== 'string') return bind
  const [source = '', destination = '', mode, ...rest] = bind.split(':')
  const valid = rest.length === 0 && (mode === undefined || mode === 'ro' || mode === 'rw')
  if (valid && source.startsWith('/') && destination.startsWith('/')) {
    return { source, destination, readonly: mode === 'ro' }
  }
  throw new TypeError(`option binds: "${bind}" is not SRC:DST or SRC:DST:ro with absolute paths`)
}
