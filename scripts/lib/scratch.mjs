// SPDX-License-Identifier: Apache-2.0
// A copy of the tree, with all that is built, in which things may be broken, and a place to run tests where what is
// broken can do no harm.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { cache, inRoot, root } from './paths.mjs'
import { Failure, missingTools } from './tools.mjs'

const scratch = join(cache, 'mutants')
// Of the scratch space of the scripts, what saves building.
const kept = ['stamps', 'core', 'netlink', 'native', 'test']

/** Makes the copy and returns its path; there is one at a time. That of a run that was killed is removed. */
export function makeScratch() {
  removeScratch()
  mkdirSync(scratch, { recursive: true })
  const names = readdirSync(root).filter((name) => !['.cache', '.git', 'node_modules'].includes(name))
  for (const name of [...names, ...kept.map((name) => join('.cache', name))]) {
    const options = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true }
    if (existsSync(inRoot(name))) cpSync(inRoot(name), join(scratch, name), options)
  }
  symlinkSync(inRoot('node_modules'), join(scratch, 'node_modules'))
  return scratch
}

export const removeScratch = () => rmSync(scratch, { recursive: true, force: true })

// What is broken may unmount, write to devices, or leave processes: it gets mounts, /dev, /run and processes of its
// own, which end with this process.
const confine = `
  dev=$(mktemp -d)
  mount -t tmpfs -o mode=755 dev "$dev"
  for name in null zero full random urandom tty kmsg fuse net/tun; do
    [ -e "/dev/$name" ] || continue
    mkdir -p "$(dirname "$dev/$name")"
    touch "$dev/$name"
    mount --bind "/dev/$name" "$dev/$name"
  done
  for name in pts shm mqueue; do
    [ -d "/dev/$name" ] || continue
    mkdir "$dev/$name"
    mount --rbind "/dev/$name" "$dev/$name"
  done
  ln -s pts/ptmx "$dev/ptmx"
  for pair in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do ln -s "/proc/self/\${pair#*:}" "$dev/\${pair%%:*}"; done
  mount --move "$dev" /dev
  rmdir "$dev"
  mount -t tmpfs -o mode=755 run /run
  mkdir /run/lock
  exec "$@"`
const unshare = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private', '--mount-proc', '--']

/** The command that runs `args` in such a place. */
export function confined(args) {
  const missing = missingTools(['setpriv', 'unshare'])
  if (missing) throw new Failure(missing)
  return ['setpriv', '--pdeathsig', 'KILL', '--', 'unshare', ...unshare, 'sh', '-ec', confine, 'sh', ...args]
}

/**
 * Runs a command in `cwd`, for at most `limit` milliseconds.
 * @returns its exit status, null if it was killed, and all it said.
 */
export function runIn(cwd, [program, ...args], limit) {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CI: 'true' } })
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // Not `close`: what a broken program leaves behind may hold the streams.
    child.on('exit', (status) => {
      clearTimeout(timer)
      resolve({ status, said: Buffer.concat(said).toString() })
    })
  })
}
