#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Captures the netlink vectors of test/golden/netlink anew: messages that others made, recorded with strace. Needs
// root, strace, iproute2, pyroute2 and runc; all but runc runs in network namespaces of its own. The vectors are kept
// in git: run this to add some, not to test. `scripts/capture-netlink.mjs NAME…` captures only the producers named.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { protocolOf, scenarios, typesOf } from '../test/golden/netlink/capture/iproute2.mjs'
import { captureRunc } from '../test/golden/netlink/capture/runc.mjs'
import { steps, transfers } from '../test/golden/netlink/capture/trace.mjs'
import { inRoot } from './lib/paths.mjs'

const folder = inRoot('test/golden/netlink')
const strace = 'strace -f -qq -xx -s 65535 -e trace=sendto,sendmsg,recvfrom,recvmsg,write -e read=all -e write=all -o'
const place = mkdtempSync(join(tmpdir(), 'gantry-capture-'))
const kernel = `Linux ${release()}`

function version(name) {
  const found = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' })
  if (found.status !== 0) throw new Error(`the Debian package ${name} is not installed`)
  return `${name.replace('python3-', '')} ${/^Version: (.*)$/m.exec(found.stdout)?.[1]} (Debian)`
}

/** Runs a script in namespaces of its own for network and mounts. */
function inNamespace(script) {
  const quiet = 'mount -t tmpfs none /run'
  const done = spawnSync('unshare', ['-n', '-m', 'sh', '-c', `${quiet}\n${script}`], { encoding: 'utf8' })
  if (done.error) throw done.error
  return done
}

/** Writes a vector: what is known of it as comments, then its bytes. */
function writeVector(producer, name, facts, bytes) {
  mkdirSync(join(folder, producer), { recursive: true })
  const head = Object.entries(facts).map(([key, value]) => `# ${key}: ${value}\n`)
  const lines = bytes.toString('hex').match(/.{1,32}/g) ?? []
  const body = lines.map((line) => `${line.replace(/..(?=.)/g, '$& ')}\n`)
  writeFileSync(join(folder, producer, `${name}.hex`), [...head, ...body].join(''))
}

// One is enough: they are all alike.
let acknowledged = 0
const isAck = (bytes) => bytes.length === 36 && bytes.readUInt16LE(4) === 2 && bytes.readInt32LE(16) === 0

function writeStep({ tool, producer, name, protocol, command, meaning, keep = 'request', sent, received }) {
  const facts = { protocol, command, meaning }
  if (keep !== 'answers') writeVector(producer, name, { producer: tool, kernel, direction: 'request', ...facts }, sent)
  if (keep === 'request') return
  if (received.length === 1 && isAck(received[0]) && acknowledged++ > 0) return
  for (const [index, bytes] of received.entries()) {
    const suffix = received.length > 1 ? `-${index + 1}` : ''
    const of = keep === 'both' ? { answers: `${producer}/${name}.hex` } : {}
    writeVector('kernel', `${name}${suffix}`, { producer: kernel, direction: 'answer', ...of, ...facts }, bytes)
  }
}

function captureIproute2() {
  const tool = version('iproute2')
  for (const { setup, steps: wanted, events } of scenarios) {
    const trace = (name) => join(place, `${name}.trace`)
    const commands = wanted.map(([name, command]) => `${strace} ${trace(name)} ${command} >&2 || true`)
    if (events) commands.push(...listening(events, trace('events')))
    const { status, stderr } = inNamespace(['set -e', ...setup, ...commands].join('\n'))
    if (status !== 0) throw new Error(`a scenario failed:\n${stderr}`)
    for (const [name, command, meaning, keep] of wanted) {
      const all = transfers(readFileSync(trace(name), 'latin1')).filter(({ call }) => call !== 'write')
      const asked = requestOf(name, all)
      if (asked < 0) throw new Error(`${name}: nothing was sent: ${command}\n${stderr}`)
      const next = all.findIndex(({ sent }, index) => sent && index > asked)
      const answers = all.slice(asked + 1, next < 0 ? undefined : next)
      const received = answers.filter(({ fd }) => fd === all[asked].fd).map(({ bytes }) => bytes)
      const about = { tool, producer: 'iproute2', name, protocol: protocolOf(name), command, meaning, keep }
      writeStep({ ...about, sent: all[asked].bytes, received })
    }
    if (events) writeEvents(events, trace('events'))
  }
}

/** Which of the datagrams is what the vector is about: tools look up names before, and afterwards too. */
function requestOf(name, all) {
  const bases = typesOf(name)
  const isWanted = ({ sent, bytes }) =>
    sent && bytes.readUInt32LE(8) !== 0 && (bases === undefined || bases.includes(bytes.readUInt16LE(4) & ~3))
  if (name.includes('-get')) return all.findIndex(isWanted)
  const isDump = ({ bytes }) => (bytes.readUInt16LE(6) & 0x300) === 0x300
  return all.findLastIndex((one) => isWanted(one) && (!name.includes('-dump') || isDump(one)))
}

const listening = ({ command, during }, trace) => [
  `${strace} ${trace} ${command} >/dev/null & listener=$!`,
  'sleep 1',
  ...during,
  'sleep 1',
  `kill $(cat /proc/$listener/task/$listener/children)`,
  'wait $listener || true',
]

function writeEvents({ command, during, names }, trace) {
  const seen = new Set()
  for (const { sent, bytes } of transfers(readFileSync(trace, 'latin1'))) {
    const [name, meaning] = names[bytes.readUInt16LE(4)] ?? []
    // The listener lists links first, to know their names.
    const isDumped = (bytes.readUInt16LE(6) & 2) !== 0
    if (sent || isDumped || name === undefined || seen.has(name)) continue
    seen.add(name)
    const facts = { protocol: 'route', command: `${command}; while ${during.join('; ')}`, meaning }
    writeVector('kernel', `event-${name}`, { producer: kernel, direction: 'event', ...facts }, bytes)
  }
}

function capturePyroute2() {
  const trace = join(place, 'pyroute2.trace')
  const script = 'test/golden/netlink/capture/with_pyroute2.py'
  const { status, stderr } = inNamespace(`cd ${inRoot()} && ${strace} ${trace} /usr/bin/python3 ${script}`)
  if (status !== 0) throw new Error(stderr)
  const tool = version('python3-pyroute2')
  for (const { name, protocol, meaning, transfers: all } of steps(readFileSync(trace, 'latin1'))) {
    const request = all.findLast(({ sent }) => sent)
    if (request === undefined) throw new Error(`pyroute2 sent nothing for ${name}`)
    writeStep({ tool, producer: 'pyroute2', name, protocol, command: script, meaning, sent: request.bytes })
  }
}

function captureSockets() {
  for (const kind of ['uevent', 'connector']) {
    const trace = join(place, `${kind}.trace`)
    const script = `test/golden/netlink/capture/with_sockets.py ${kind}`
    const line = `cd ${inRoot()} && ${strace} ${trace} /usr/bin/python3 ${script}`
    // Events of processes reach the initial network namespace alone.
    const done = kind === 'connector' ? spawnSync('sh', ['-c', line], { encoding: 'utf8' }) : inNamespace(line)
    if (done.status !== 0) throw new Error(done.stderr)
    for (const { name, protocol, meaning, transfers: all } of steps(readFileSync(trace, 'latin1'))) {
      const about = { protocol, command: script, meaning }
      const of = all.filter(({ bytes }) => protocol !== 'uevent' || bytes.includes('@/'))
      const [request] = of.filter(({ sent }) => sent)
      if (request)
        writeVector('sockets', name, { producer: 'Python', kernel, direction: 'request', ...about }, request.bytes)
      for (const [index, { bytes }] of of.filter(({ sent }) => !sent).entries()) {
        writeVector('kernel', `${name}-${index + 1}`, { producer: kernel, direction: 'event', ...about }, bytes)
      }
    }
  }
}

const producers = {
  iproute2: captureIproute2,
  pyroute2: capturePyroute2,
  sockets: captureSockets,
  runc: () => captureRunc({ place, strace, kernel, writeVector }),
}

try {
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(producers)) {
    if (!Object.hasOwn(producers, name))
      throw new Error(`there is no producer ${name}: ${Object.keys(producers).join(', ')}`)
    producers[name]()
  }
} finally {
  rmSync(place, { recursive: true, force: true })
}
