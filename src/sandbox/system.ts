// SPDX-License-Identifier: Apache-2.0
// What of the host a sandbox sees, and the directory that it is mounted on.
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { OciMount } from '../config/oci.js'
import { isErrno, openRoot } from '../container/directory.js'

/** Programs and libraries. Where one is a symbolic link (/bin -> usr/bin) it stays one. */
const systemDirectories = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/gnu/store']

/** What programs need of /etc. The rest holds secrets: keys, shadow passwords. */
const systemFiles = [
  '/etc/alternatives',
  '/etc/ca-certificates',
  '/etc/crypto-policies',
  '/etc/group',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/nsswitch.conf',
  '/etc/os-release',
  '/etc/passwd',
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
  '/etc/protocols',
  '/etc/services',
  '/etc/ssl/certs',
]
/** Only of use with the host's network. */
const networkFiles = ['/etc/hosts', '/etc/resolv.conf']

const emptyDirectories = ['/dev', '/etc', '/proc', '/sys', '/tmp', '/var']

/** Whatever the machine calls itself: in there is only loopback. With the host's network its own file lies over it. */
const hosts = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n'

/** `@` is in no container id, so that the name cannot be taken. */
const skeletons = '@sandbox'

export interface System {
  mounts: OciMount[]
  /** Symbolic links of the root directory: path and words. */
  links: [path: string, words: string][]
}

/** Looks at the host. */
export function hostSystem(network: 'none' | 'host'): System {
  const mounts: OciMount[] = []
  const links: System['links'] = [['/var/tmp', '/tmp']]
  for (const path of systemDirectories) {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat?.isSymbolicLink()) links.push([path, readlinkSync(path)])
    else if (stat?.isDirectory()) mounts.push(readonlyBind(realpathSync.native(path), path))
  }
  for (const path of network === 'host' ? [...systemFiles, ...networkFiles] : systemFiles) {
    const source = realPath(path)
    if (source !== undefined) mounts.push(readonlyBind(source, path))
  }
  return { mounts, links }
}

/**
 * The first symbolic link on the way, undefined without one. Those of the root directory (/lib -> usr/lib) are the
 * system's own; any other may have been left by a program that was allowed to write there.
 */
export function linkIn(path: string): string | undefined {
  let at = '/'
  for (const name of path.split('/').filter(Boolean)) {
    const next = join(at, name)
    const isLink = lstatSync(next, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
    if (isLink && at !== '/') return next
    at = isLink ? realpathSync(next) : next
  }
  return undefined
}

/** Without symbolic links; undefined if there is nothing. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

export const readonlyBind = (source: string, destination: string): OciMount => ({
  destination,
  type: 'bind',
  source,
  options: ['rbind', 'rro', 'rnosuid', 'rnodev'],
})

/** @throws RangeError */
function checkRoot(root: string): void {
  for (let path = root; ; path = dirname(path)) {
    const kind = kindOf(path)
    if (kind === 'file') throw new RangeError(`option root: ${path} is a file, not a directory`)
    if (kind !== undefined || path === dirname(path)) return
  }
}

/** Of what is there itself: a link is one. */
export function kindOf(path: string): 'directory' | 'file' | 'link' | undefined {
  try {
    const found = lstatSync(path)
    return found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'file'
  } catch {
    return undefined
  }
}

/**
 * The pattern of the root directory: nothing but links, the usual empty directories, and names for loopback. A sandbox
 * has a copy of it in memory and mounts on that, so that all of one machine share it and it never grows. Returns its
 * path.
 * @throws RangeError if `root` is a file.
 */
export function makeSkeleton(root: string, { links }: System): string {
  const layout = JSON.stringify([emptyDirectories, links, hosts])
  const name = createHash('sha256').update(layout).digest('hex').slice(0, 16)
  const directory = join(root, skeletons, name)
  if (existsSync(directory)) return directory
  checkRoot(root)
  openRoot(root)
  mkdirSync(join(root, skeletons), { recursive: true, mode: 0o755 })
  // Whole or not at all: others may look for it at the same time.
  const fresh = mkdtempSync(join(root, skeletons, '.new-'))
  for (const path of emptyDirectories) mkdirSync(join(fresh, path), { mode: 0o755 })
  for (const [path, words] of links) {
    mkdirSync(join(fresh, path, '..'), { recursive: true, mode: 0o755 })
    symlinkSync(words, join(fresh, path))
  }
  writeFileSync(join(fresh, 'etc/hosts'), hosts, { mode: 0o644 })
  try {
    renameSync(fresh, directory)
  } catch (error) {
    rmSync(fresh, { recursive: true })
    if (!isErrno(error, 'ENOTEMPTY') && !isErrno(error, 'EEXIST')) throw error
  }
  return directory
}
