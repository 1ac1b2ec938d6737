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
  /** Memory limit: bytes, or text such as `'64M'` (binary units K, M, G, T). */
  memory?: number | string
  /** How many CPUs' worth of time, 0.01 and up. */
  cpus?: number
  /** How many processes and threads at most. */
  pids?: number
  /** Host files and directories to show: `'SRC:DST'`, `'SRC:DST:ro'` or objects. */
  binds?: (string | Bind)[]
  /** Host directories to show at their own path, writable. */
  writable?: string[]
  /** `none` (the default) leaves only loopback; `host` shares the host's network. */
  network?: 'none' | 'host'
  /** Added to PATH, HOME and LANG; nothing of this process's environment is passed on. */
  env?: Record<string, string>
  /** Working directory, absolute; `/` by default. */
  cwd?: string
  hostname?: string
  /** Whom the program runs as; this process's user by default. Without capabilities in any case. */
  user?: { uid: number; gid: number }
  /** Gives it a terminal instead of pipes. */
  terminal?: boolean
}

const configOptionNames = [
  'argv',
  'memory',
  'cpus',
  'pids',
  'binds',
  'writable',
  'network',
  'env',
  'cwd',
  'hostname',
  'user',
  'terminal',
] as const satisfies (keyof SandboxConfigOptions)[]

/** @param more names that are allowed besides those of the config. */
export function checkOptions(options: SandboxConfigOptions, more: readonly string[] = []): void {
  const known: readonly string[] = [...configOptionNames, ...more]
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    throw new TypeError(`unknown sandbox option "${name}"${near === undefined ? '' : `: did you mean "${near}"?`}`)
  }
  const { argv, cwd, cpus, pids, network } = options as Partial<SandboxConfigOptions>
  if (typeof argv === 'string') {
    throw new TypeError(
      `argv must be an array of the program and its arguments, not a string: ${JSON.stringify(String(argv).split(' '))}; ` +
        `for a shell: ${JSON.stringify(['sh', '-c', argv])}`,
    )
  }
  if (!Array.isArray(argv) || argv.length === 0 || argv.some((argument) => typeof argument !== 'string')) {
    throw new TypeError('argv must be an array of strings that starts with the program')
  }
  if (cwd !== undefined && !cwd.startsWith('/')) throw new TypeError(`cwd must be an absolute path, not "${cwd}"`)
  if (cpus !== undefined && !(cpus >= 0.01 && Number.isFinite(cpus))) {
    throw new RangeError(`cpus must be a number from 0.01 up, not ${String(cpus)}`)
  }
  if (pids !== undefined && !(Number.isSafeInteger(pids) && pids > 0)) {
    throw new RangeError(`pids must be a whole number from 1 up, not ${String(pids)}`)
  }
  if (network !== undefined && network !== 'none' && network !== 'host') {
    throw new TypeError(`network must be "none" or "host", not ${JSON.stringify(network)}`)
  }
}

const units: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Bytes of `'64M'`, `'512k'`, `'1.5GiB'` or a number. */
export function parseSize(size: number | string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(String(size).trim())
  const bytes = match ? Math.floor(Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 0)) : 0
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw new RangeError(`${JSON.stringify(size)} is no size: use bytes, or a number with K, M, G or T such as "64M"`)
}

/** `SRC:DST`, `SRC:DST:ro` or `SRC:DST:rw`. */
export function parseBind(bind: string | Bind): Bind {
  if (typeof bind !== 'string') return bind
  const [source = '', destination = '', mode, ...rest] = bind.split(':')
  const valid = rest.length === 0 && (mode === undefined || mode === 'ro' || mode === 'rw')
  if (valid && source.startsWith('/') && destination.startsWith('/')) {
    return { source, destination, readonly: mode === 'ro' }
  }
  throw new TypeError(`bind "${bind}" is not SRC:DST or SRC:DST:ro with absolute paths`)
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
  ranked.sort((a, b) => a.far - b.far)
  const [best] = ranked
  return best && best.far <= Math.max(2, name.length / 3) ? best.other : undefined
}

/** How many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[b.length] ?? 0
}
