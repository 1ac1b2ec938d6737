// requires: root, linux, cgroup v2, command unshare
// SPDX-License-Identifier: Apache-2.0
// The command where its own cgroup is the root of a cgroup namespace, as in a privileged container: it has processes, so
// controllers that are enabled in it would make it threaded, and keep every process out of the cgroups in it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { removeCgroups } from '../../src/bridge/index.js'
import { cgroupName } from '../helpers/bridge/stand-in.js'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'

const ownMount = 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && '

/** Runs `gantry ARGS` in a new cgroup that is the root of a cgroup namespace, behind commands of the shell. */
function nested(before: string, args: string[]) {
  const path = cgroupName('')
  mkdirSync(path)
  onTestFinished(() => removeCgroups({ cgroups: [path] }))
  const inside = `${before} "$@" 2>&1; echo "status $?"`
  const script = `echo $$ > ${path}/cgroup.procs && exec unshare --cgroup --mount sh -c '${inside}' sh "$@"`
  const command = [process.execPath, built.command, '--root', folder(), ...args]
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', ...command], { encoding: 'utf8' })
  return {
    output: stdout + stderr,
    enabled: readFileSync(join(path, 'cgroup.subtree_control'), 'utf8').trim(),
  }
}

const untouched = { enabled: '' }

it('a sandbox without limits runs, and nothing is enabled', () => {
  expect(nested(ownMount, ['sandbox', '--', 'echo', 'ran'])).toEqual({ output: 'ran\nstatus 0\n', ...untouched })
})

it.each([
  ['--memory', '64M'],
  ['--pids', '5'],
])('limits are refused in words, and nothing is enabled: %s', (name, value) => {
  const { output, ...after } = nested(ownMount, ['sandbox', name, value, '--', 'echo', 'ran'])
  expect(output).toContain(
    'enable controllers in cgroup with processes /sys/fs/cgroup: resource busy or locked (EBUSY)',
  )
  expect(output).toContain('help: limits can only be set below a cgroup without processes')
  expect(output).toContain('status 125\n')
  expect(after).toEqual(untouched)
})

it('limits are set once the processes have a cgroup of their own', () => {
  const moved = 'mkdir /sys/fs/cgroup/init && echo $$ > /sys/fs/cgroup/init/cgroup.procs && '
  const { output } = nested(ownMount + moved, ['sandbox', '--memory', '64M', '--pids', '9', '--', 'echo', 'ran'])
  expect(output).toBe('ran\nstatus 0\n')
})

it('a cgroup that is threaded already is named, and its error is none of sockets', () => {
  const threaded = 'echo +pids > /sys/fs/cgroup/cgroup.subtree_control && '
  const { output, ...after } = nested(ownMount + threaded, ['sandbox', '--', 'echo', 'ran'])
  expect(output).toContain('make cgroup below threaded cgroup /sys/fs/cgroup: operation not supported (EOPNOTSUPP)')
  expect(output).not.toContain('socket')
  expect(after).toEqual({ enabled: 'pids' })
})

it('a cgroup filesystem of another namespace is told from a path that is missing', () => {
  const { output, ...after } = nested('', ['sandbox', '--', 'echo', 'ran'])
  expect(output).toContain('clone3 outside of cgroup namespace')
  expect(output).toContain('help: the cgroup filesystem is not of the cgroup namespace of this process')
  expect(after).toEqual(untouched)
})
