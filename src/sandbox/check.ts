// SPDX-License-Identifier: Apache-2.0
// All that can be wrong with the options of a sandbox by themselves: found here, before anything is done with them, for
// the library and the command alike. What they name on the machine is looked at when the config is made.
import { sandbox as validator } from '../../wasm/validators/sandbox-options.js'
import { didYouMean } from '../common/nearest.js'
import { faultOf, shown } from '../schema/faults.js'
import { parseBind, parseSize, type SandboxConfigOptions } from './options.js'
import type { SandboxOptions } from './sandbox.js'

const configOptions = {
  argv: true,
  memory: true,
  swap: true,
  cpus: true,
  pids: true,
  binds: true,
  writable: true,
  network: true,
  env: true,
  cwd: true,
  hostname: true,
  user: true,
  terminal: true,
} as const satisfies Record<keyof SandboxConfigOptions, true>

const { terminal: _, ...runOptions } = {
  ...configOptions,
  timeout: true,
  input: true,
  stdio: true,
  maxBuffer: true,
  reject: true,
  signal: true,
  root: true,
  detached: true,
  onConsole: true,
} as const satisfies Record<keyof SandboxOptions | 'terminal', true>

/** Bytes. The kernel kills what starts with less before it can say anything. */
const leastMemory = 512 * 1024
/** The kernel has no more pids (PID_MAX_LIMIT). */
const mostPids = 4_194_303

/** @throws TypeError or RangeError that names the option. */
export function checkSandboxOptions(options: unknown): asserts options is SandboxOptions {
  check(options, runOptions)
  const { timeout, maxBuffer, input, signal, onConsole, detached, stdio = 'pipe' } = options as SandboxOptions
  if (timeout !== undefined && !(timeout > 0 && timeout < 2 ** 31)) {
    throw new RangeError(
      `option timeout must be milliseconds from 1 to 2147483647, or Infinity, not ${String(timeout)}`,
    )
  }
  if (timeout !== undefined && detached) {
    throw new TypeError('option timeout does not go with detached: its owner, who keeps the time, may end before it')
  }
  if (maxBuffer !== undefined && !(typeof maxBuffer === 'number' && maxBuffer >= 0)) {
    throw new TypeError(`option maxBuffer must be a number of bytes or Infinity, not ${String(maxBuffer)}`)
  }
  if (input !== undefined && typeof input !== 'string' && !(input instanceof Uint8Array)) {
    throw new TypeError(`option input must be a string or a Uint8Array, not ${shown(input)}`)
  }
  if (input !== undefined && (onConsole || (Array.isArray(stdio) ? stdio[0] : stdio) !== 'pipe')) {
    throw new TypeError('option input needs a pipe as stdin: leave out stdio and onConsole')
  }
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw new TypeError(`option signal must be an AbortSignal, not ${shown(signal)}`)
  }
  if (onConsole !== undefined && typeof onConsole !== 'function') {
    throw new TypeError(`option onConsole must be a function, not ${shown(onConsole)}`)
  }
}

/** @throws TypeError or RangeError that names the option. */
export function checkSandboxConfigOptions(options: unknown): asserts options is SandboxConfigOptions {
  check(options, configOptions)
}

function check(options: unknown, known: Record<string, true>): void {
  if (typeof options === 'object' && options !== null) {
    checkNames(Object.keys(options), Object.keys(known))
    if ('argv' in options && typeof options.argv === 'string') throw shellString(options.argv)
  }
  const fault = faultOf(validator, options)
  if (fault) {
    const { path, message, range } = fault
    throw new (range ? RangeError : TypeError)(`${path === '' ? 'options' : `option ${path}`} ${message}`)
  }
  const { memory, swap, cpus, pids, hostname, binds = [], env = {} } = options as SandboxConfigOptions
  if (memory !== undefined && parseSize(memory, 'memory') < leastMemory) {
    throw new RangeError(`option memory must be 512K or more, not ${shown(memory)}: no program starts with less`)
  }
  if (swap !== undefined && swap !== 0 && swap !== '0') parseSize(swap, 'swap')
  if (swap !== undefined && memory === undefined)
    throw new TypeError('option swap goes with memory: set a limit for it')
  if (pids !== undefined && pids > mostPids)
    throw new RangeError(`option pids must be ${mostPids} or less, not ${pids}`)
  if (cpus !== undefined && cpus < 0.01) throw new RangeError(`option cpus must be 0.01 or more, not ${cpus}`)
  if (hostname === '') throw new RangeError('option hostname must not be empty')
  for (const bind of binds) parseBind(bind)
  for (const name of Object.keys(env)) {
    if (name === '' || /[=\0]/.test(name)) {
      throw new TypeError(`option env has no place for a variable ${JSON.stringify(name)}: a name has no "=" in it`)
    }
  }
}

function checkNames(names: string[], known: string[]): void {
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new TypeError(`unknown sandbox option "${unknown}"${didYouMean(unknown, known, (near) => `"${near}"`)}`)
}

function shellString(argv: string): TypeError {
  const [words, shell] = [argv.split(' '), ['sh', '-c', argv]].map((list) => JSON.stringify(list))
  return new TypeError(
    `option argv must be an array of the program and its arguments, not a string: ${words}; for a shell: ${shell}`,
  )
}

/** Of this or another realm. */
const isAbortSignal = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  'aborted' in value &&
  typeof value.aborted === 'boolean' &&
  'addEventListener' in value &&
  typeof value.addEventListener === 'function'
