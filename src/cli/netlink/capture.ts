// SPDX-License-Identifier: Apache-2.0
// gantry netlink capture -- COMMAND: runs it as root of a sandbox with a network of its own, and shows what it said to
// the kernel and what it was answered. The recording is strace's.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OciConfig } from '../../config/oci.js'
import { requireRoot } from '../../errors.js'
import { sandboxConfig } from '../../sandbox/config.js'
import type { Call } from '../frame/call.js'
import { containers } from '../frame/containers.js'
import type { Verb } from '../frame/verb.js'
import { readInput } from './input.js'
import { choice, formatOption, protocol } from './options.js'
import { outputFormats, refuse, textFirst, writeInput } from './output.js'

export const verb: Verb = {
  summary: 'run a command as root of a network of its own, and show what it and the kernel say to each other',
  usage: '[options] -- COMMAND [ARG…]',
  args: [1, Number.POSITIVE_INFINITY],
  options: {
    protocol,
    format: formatOption(textFirst),
  },
  plain: true,
  usageStatus: 2,
  run: capture,
}

/** Where the sandbox finds the file that strace writes: a descriptor that it is started with. */
const traceDescriptor = 3

const strace = (command: readonly string[]) => [
  'strace',
  ...['-f', '-qq', '-xx', '-s', '65535'],
  ...['-e', 'trace=socket,close,sendto,sendmsg,recvfrom,recvmsg,write'],
  ...['-e', 'read=all', '-e', 'write=all', '-e', 'signal=none'],
  ...['-o', `/proc/self/fd/${traceDescriptor}`],
  '--',
  ...command,
]

async function capture(call: Call): Promise<number> {
  const { options, args, program } = call
  const format = choice(options, 'format', outputFormats) ?? 'text'
  requireRoot(call.euid)
  requireStrace()
  const place = mkdtempSync(join(tmpdir(), 'gantry-netlink-'))
  const trace = join(place, 'trace')
  try {
    const status = await run(call, trace)
    try {
      writeInput(call, readInput(call, trace), format)
    } catch (error) {
      return refuse(call, error, format === 'json', `${program} netlink capture: ${args[0]}`)
    }
    return status
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function requireStrace(): void {
  if (spawnSync('strace', ['-V'], { stdio: 'ignore' }).error === undefined) return
  throw new Error('netlink capture records with strace, which is not installed: apt-get install strace')
}

/** @returns the command's status; what it says goes to the standard error. */
async function run(call: Call, trace: string): Promise<number> {
  const { args, root, streams } = call
  const [input, , error] = streams
  const fd = openSync(trace, 'w')
  try {
    const factory = containers(call)
    const id = `netlink-capture-${randomBytes(6).toString('hex')}`
    await using container = await factory.create(id, captureConfig(args, root), { preserve: [fd] })
    const program = await container.run({ stdio: [input, error, error] })
    const { exitCode, signal } = await program.wait()
    return exitCode ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0)
  } finally {
    closeSync(fd)
  }
}

/**
 * The sandbox's config with power over its own network and, by a user namespace, over nothing else. The ids in there
 * are ours, as in every sandbox.
 */
function captureConfig(command: readonly string[], root: string): OciConfig {
  const config = sandboxConfig({ argv: strace(command) }, root)
  const capabilities = ['CAP_NET_ADMIN', 'CAP_NET_RAW']
  const ids = [{ containerID: 0, hostID: 0, size: 65_536 }]
  return {
    ...config,
    process: {
      ...config.process,
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    },
    linux: {
      ...config.linux,
      namespaces: [...(config.linux?.namespaces ?? []), { type: 'user' }],
      uidMappings: ids,
      gidMappings: ids,
    },
  } as OciConfig
}
