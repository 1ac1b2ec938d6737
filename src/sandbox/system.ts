// SPDX-License-Identifier: Apache-2.0
// What of the host a sandbox sees, and the directory that it is mounted on.
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
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
    else if (stat?.isDirectory()) mounts.push(readonlyBind(path, path))
  }
  for (const path of network === 'host' ? [...systemFiles, ...networkFiles] : systemFiles) {
    if (existsSync(path)) mounts.push(readonlyBind(realpathSync(path), path))
  }
  return { mounts, links }
}

export const readonlyBind = (source: string, destination: string): OciMount => ({
  destination,
  type: 'bind',
  source,
  options: ['rbind', 'rro', 'rnosuid', 'rnodev'],
})

/**
 * The root directory: nothing but links, and the places to mount on. Sandboxes of the same layout share one, since
 * none of them can write to it. Returns its path.
 */
export function makeSkeleton(root: string, { links }: System, mounts: OciMount[]): string {
  // The init makes a file to bind a file on and a directory for everything else: both stay.
  const places = mounts.map(({ destination, type, source = '' }) => [destination, type === 'bind' && isFile(source)])
  const layout = JSON.stringify([emptyDirectories, links, places])
  const name = createHash('sha256').update(layout).digest('hex').slice(0, 16)
  const directory = join(root, skeletons, name)
  openRoot(root)
  for (const path of emptyDirectories) mkdirSync(join(directory, path), { recursive: true, mode: 0o755 })
  for (const [path, words] of links) {
    try {
      symlinkSync(words, join(directory, path))
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error
    }
  }
  return directory
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
