// SPDX-License-Identifier: Apache-2.0
import { ContainerError } from '../errors.js'
import { shown } from '../schema/faults.js'

const longest = 1024

/**
 * An id names a directory: letters, digits and `_ + - .`, but not `.` and `..`.
 * @throws ContainerError `InvalidIdFormat`; TypeError if it is no text.
 */
export function checkId(id: unknown): asserts id is string {
  if (typeof id !== 'string') throw new TypeError(`the container id must be a string, not ${shown(id)}`)
  if (/^[\w+.-]+$/.test(id) && id !== '.' && id !== '..' && id.length <= longest) return
  const why = id === '' ? 'it is empty' : `${JSON.stringify(id.slice(0, 64))} is not one`
  throw new ContainerError('InvalidIdFormat', `invalid container id: ${why}`, {
    hint: `an id has 1 to ${longest} characters of A-Z, a-z, 0-9 and _ + - . and is neither "." nor ".."`,
  })
}
