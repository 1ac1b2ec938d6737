// SPDX-License-Identifier: Apache-2.0
// Who could put another directory in the place of the state directory: whoever owns, or may write to, one on its path.
import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { ContainerError, fromNodeError } from '../errors.js'

/** As many as the kernel follows. */
const mostLinks = 40

/** @throws ContainerError if not all of the path is ours or root's, and closed to others. */
export function checkPath(root: string): void {
  const left = names(root)
  let at = '/'
  let links = 0
  refuse(root, at, whyNotOnTheWay(lookAt(root, at)))
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = name === '..' ? dirname(at) : join(at, name)
    const found = lookAt(root, next)
    if (found.isSymbolicLink()) {
      links += 1
      refuse(root, next, links > mostLinks ? 'is one link too many' : whyNotOwned(found))
      const target = readlinkSync(next)
      if (isAbsolute(target)) at = '/'
      left.unshift(...names(target))
      continue
    }
    at = next
    refuse(root, at, left.length > 0 ? whyNotOnTheWay(found) : whyNotLast(found))
  }
}

const names = (path: string) => path.split('/').filter((name) => name !== '' && name !== '.')

function lookAt(root: string, path: string): Stats {
  try {
    return lstatSync(path)
  } catch (error) {
    throw fromNodeError(`looking at the state directory ${root}`, error)
  }
}

/** In a sticky directory others may make files, but neither rename nor remove ours. */
const whyNotOnTheWay = (found: Stats) =>
  whyNotOwned(found) ?? ((found.mode & 0o1000) === 0 ? whyWritable(found) : undefined)

const whyNotLast = (found: Stats) =>
  found.uid === process.geteuid?.() ? whyWritable(found) : `belongs to user ${found.uid}`

const whyNotOwned = ({ uid }: Stats) =>
  uid === 0 || uid === process.geteuid?.() || isOutside(uid) ? undefined : `belongs to user ${uid}`

const whyWritable = ({ mode }: Stats) =>
  (mode & 0o022) === 0 ? undefined : `is writable for others (mode ${(mode & 0o7777).toString(8)})`

/** In a user namespace: the id that stands for all those that it does not have, the host's root among them. */
function isOutside(uid: number): boolean {
  try {
    if (uid !== Number(readFileSync('/proc/sys/kernel/overflowuid', 'latin1'))) return false
    const ranges = readFileSync('/proc/self/uid_map', 'latin1').trim().split('\n')
    return ranges.every((range) => {
      const [first = 0, , length = 0] = range.trim().split(/\s+/).map(Number)
      return uid < first || uid >= first + length
    })
  } catch {
    return false
  }
}

function refuse(root: string, path: string, why: string | undefined): void {
  if (why === undefined) return
  const where = path === root ? '' : `lies below ${path}, which `
  throw new ContainerError('SystemError', `state directory ${root} ${where}${why}`, {
    path,
    hint: 'what is in it decides which processes are killed: use a directory of mode 0700 that only you or root can move',
  })
}
