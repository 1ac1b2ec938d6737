// SPDX-License-Identifier: Apache-2.0
import { ContainerError } from '../errors.js'

const longest = 1024

/** An id names a directory: letters, digits and `_ + - .`, but not `.` and `..`. */
export function checkId(id: string): void {
  if (/^[\w+.-]+$/.test(id) && id !== '.' && id !== '..' && id.length <= longest) return
  const why = id === '' ? 'it is empty' : `${JSON.stringify(id.slice(0, 64))} is not one`
  throw new ContainerError('InvalidIdFormat', `invalid container id: ${why}`, {
    hint: `an id has 1 to ${longest} characters of A-Z, a-z, 0-9 and _ + - . and is neither "." nor ".."`,
  })
}
