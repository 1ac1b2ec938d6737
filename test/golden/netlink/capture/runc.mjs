// SPDX-License-Identifier: Apache-2.0
// The message that runc writes to its init, for one container each. The config lies beside the vector: gantry's
// message for the same container is held against it.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot, outputs } from '../../../../scripts/lib/paths.mjs'
import { transfers } from './trace.mjs'

const initMessage = 62000

const userNamespace = (linux) => {
  linux.namespaces.push({ type: 'user' })
  linux.uidMappings = [{ containerID: 0, hostID: 100000, size: 65536 }]
  linux.gidMappings = [
    { containerID: 0, hostID: 100000, size: 1000 },
    { containerID: 1000, hostID: 300000, size: 500 },
  ]
}
const namespace = (linux, type, path) => {
  linux.namespaces = [...linux.namespaces.filter((one) => one.type !== type), { type, ...(path ? { path } : {}) }]
}

/** What is changed in the config that `runc spec` writes. `newer` cases need the runc of $RUNC_NEWER. */
const cases = [
  { name: 'run', meaning: 'namespaces for mounts, processes, network, names and IPC', change: () => {} },
  {
    name: 'run-few-namespaces',
    meaning: 'namespaces for mounts and processes alone',
    change: (config) => {
      const { linux } = config
      linux.namespaces = linux.namespaces.filter(({ type }) => type === 'mount' || type === 'pid')
      config.hostname = undefined
    },
  },
  {
    name: 'run-cgroup-namespace',
    meaning: 'a cgroup namespace too',
    change: ({ linux }) => namespace(linux, 'cgroup'),
  },
  {
    name: 'run-oom-score',
    meaning: 'a score for the OOM killer',
    change: ({ process }) => {
      process.oomScoreAdj = 500
    },
  },
  {
    name: 'run-joined-network',
    meaning: 'joins a network namespace by path',
    change: ({ linux }) => namespace(linux, 'network', '/proc/1/ns/net'),
  },
  {
    name: 'run-joined-several',
    meaning: 'joins three namespaces by path',
    change: (config) => {
      const { linux } = config
      config.hostname = undefined
      for (const [type, file] of [
        ['network', 'net'],
        ['ipc', 'ipc'],
        ['uts', 'uts'],
      ]) {
        namespace(linux, type, `/proc/1/ns/${file}`)
      }
    },
  },
  { name: 'run-user-namespace', meaning: 'a user namespace with maps', change: ({ linux }) => userNamespace(linux) },
  {
    name: 'run-user-namespace-oom-score',
    meaning: 'a user namespace, a score for the OOM killer and a joined network namespace',
    change: ({ linux, process }) => {
      userNamespace(linux)
      namespace(linux, 'network', '/proc/1/ns/net')
      process.oomScoreAdj = 0
    },
  },
  {
    name: 'run-rootless',
    meaning: 'run by a user without privilege: newuidmap and newgidmap by path',
    user: true,
    change: ({ linux }) => {
      userNamespace(linux)
      linux.uidMappings = [
        { containerID: 0, hostID: 65534, size: 1 },
        { containerID: 1, hostID: 200000, size: 1000 },
      ]
      linux.gidMappings = [
        { containerID: 0, hostID: 65534, size: 1 },
        { containerID: 1, hostID: 200000, size: 1000 },
      ]
      linux.resources = undefined
    },
  },
  {
    name: 'run-time-namespace',
    meaning: 'a time namespace with offsets',
    newer: true,
    change: ({ linux }) => {
      namespace(linux, 'time')
      linux.timeOffsets = { boottime: { secs: 1000 } }
    },
  },
  {
    name: 'run-newer',
    meaning: 'the same container as run, made by a newer runc',
    newer: true,
    change: () => {},
  },
]

export function captureRunc({ place, strace, kernel, writeVector }) {
  const newer = process.env['RUNC_NEWER']
  const work = join(place, 'runc')
  mkdirSync(work, { recursive: true })
  chmodSync(place, 0o755)
  for (const { name, meaning, change, newer: needsNewer = false, user = false } of cases) {
    if (needsNewer && newer === undefined) throw new Error(`${name} needs a newer runc: set RUNC_NEWER to its path`)
    const runc = needsNewer ? newer : 'runc'
    const bundle = makeBundle(work, name, runc, change)
    const trace = join(work, `${name}.trace`)
    const id = `gantry-capture-${name}`
    const command = `${runc} --root ${join(bundle, 'state')} run --bundle ${bundle} ${id}`
    if (user) spawnSync('chown', ['-R', '65534:65534', bundle])
    const as = user ? '-u nobody' : ''
    spawnSync('sh', ['-c', `${strace} ${trace} ${as} ${command}`], { encoding: 'utf8', timeout: 30_000 })
    const facts = { producer: version(runc), kernel, direction: 'request', protocol: 'libcontainer' }
    write(trace, name, { ...facts, command: 'runc run', meaning })
    copyConfig(bundle, name)
  }
  captureExec({ work, strace, kernel, write })

  function write(trace, name, facts) {
    const message = transfers(readFileSync(trace, 'latin1')).find(
      ({ call, bytes }) => call === 'write' && bytes.length >= 16 && bytes.readUInt16LE(4) === initMessage,
    )
    if (message === undefined) throw new Error(`runc sent no message for ${name}: ${trace}`)
    writeVector('runc', name, facts, message.bytes)
  }
}

/** Another process in a container that runs: the namespaces of its init, by path. */
function captureExec({ work, strace, kernel, write }) {
  const bundle = makeBundle(work, 'exec', 'runc', ({ process }) => {
    process.args = ['/bin/program', 'sleep', '60']
  })
  const runc = `runc --root ${join(bundle, 'state')}`
  const id = 'gantry-capture-exec'
  const trace = join(work, 'exec.trace')
  spawn('sh', ['-c', `${runc} run --bundle ${bundle} --detach ${id}`], { stdio: 'ignore' })
  spawnSync('sh', ['-c', `for i in $(seq 50); do ${runc} state ${id} 2>&1 | grep -q running && break; sleep .1; done`])
  spawnSync('sh', ['-c', `${strace} ${trace} ${runc} exec ${id} /bin/program true`], { timeout: 30_000 })
  spawnSync('sh', ['-c', `${runc} delete --force ${id}`])
  const facts = { producer: version('runc'), kernel, direction: 'request', protocol: 'libcontainer' }
  write(trace, 'exec', {
    ...facts,
    command: 'runc exec',
    meaning: 'a process that joins the namespaces of a container',
  })
}

function makeBundle(work, name, runc, change) {
  const bundle = join(work, name)
  for (const part of ['bin', 'proc', 'dev', 'sys']) mkdirSync(join(bundle, 'rootfs', part), { recursive: true })
  copyFileSync(outputs.program, join(bundle, 'rootfs/bin/program'))
  chmodSync(join(bundle, 'rootfs/bin/program'), 0o755)
  spawnSync(runc, ['spec', '--bundle', bundle])
  const path = join(bundle, 'config.json')
  const config = JSON.parse(readFileSync(path, 'utf8'))
  config.process.terminal = false
  config.process.args = ['/bin/program', 'true']
  change(config)
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`)
  return bundle
}

const copyConfig = (bundle, name) =>
  copyFileSync(join(bundle, 'config.json'), inRoot('test/golden/netlink/runc', `${name}.config.json`))

function version(runc) {
  const [first = '', second = ''] = spawnSync(runc, ['--version'], { encoding: 'utf8' }).stdout.split('\n')
  return `${first.replace(' version', '')}, ${second}`
}
