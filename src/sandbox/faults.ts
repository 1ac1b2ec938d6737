// SPDX-License-Identifier: Apache-2.0
// What the core finds in the config of a sandbox, told of the option that it came from: its user has never seen a config.
import { isContainerError } from '../errors.js'

const options: readonly [pointer: string, option: string][] = [
  ['/hostname', 'hostname'],
  ['/process/args', 'argv'],
  ['/process/env', 'env'],
  ['/process/cwd', 'cwd'],
  ['/mounts', 'binds'],
]

/** A RangeError for a `ConfigInvalid` that an option is to blame for; any other error as it is. */
export function inOptions(error: unknown): unknown {
  if (!isContainerError(error) || error.code !== 'ConfigInvalid') return error
  const finding = error.diagnostics?.find(({ severity }) => severity === 'error')
  const [, option] = options.find(([pointer]) => finding?.pointer.startsWith(pointer)) ?? []
  if (finding === undefined || option === undefined) return error
  const help = finding.help === undefined ? '' : `: ${finding.help}`
  return new RangeError(`option ${option}: ${finding.message}${help}`, { cause: error })
}
