// SPDX-License-Identifier: Apache-2.0
// Network namespaces of tests: the machine's own is never touched.
import { execFileSync, spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { onTestFinished } from 'vitest'

export interface TestNamespace {
  /** Of a process in it. */
  pid: number
  path: string
  /** Runs `ip ARGS` in it, and returns what it prints. */
  ip(args: string, input?: string): string
  /** Runs a command in it, and returns what it prints. */
  run(command: string, ...args: string[]): string
}

/** A network namespace of its own, held by a process until the test ends. */
export async function networkNamespace(): Promise<TestNamespace> {
  const holder = spawn('unshare', ['--net', 'sleep', '600'], { stdio: 'ignore' })
  onTestFinished(() => {
    holder.kill('SIGKILL')
  })
  const pid = holder.pid as number
  const path = `/proc/${pid}/ns/net`
  const own = readlinkSync('/proc/self/ns/net')
  while (readlinkSync(path) === own) await new Promise((resolve) => setTimeout(resolve, 2))
  // Addresses of IPv6 are there at once.
  const script = 'for place in all default; do echo 0 > /proc/sys/net/ipv6/conf/$place/accept_dad; done'
  execFileSync('nsenter', [`--net=${path}`, 'sh', '-c', script])
  const inside = (args: string[], input = '') =>
    execFileSync('nsenter', [`--net=${path}`, ...args], { encoding: 'utf8', stdio: 'pipe', input })
  return {
    pid,
    path,
    ip: (args, input) => inside(['ip', ...args.split(' ')], input),
    run: (command, ...args) => inside([command, ...args]),
  }
}

/** The network namespaces that the threads of this process are in. */
export function ownNamespaces(): string[] {
  return [...new Set(threads().map((thread) => readlinkSync(`/proc/self/task/${thread}/ns/net`)))]
}

const threads = () =>
  execFileSync('ls', [`/proc/${process.pid}/task`], { encoding: 'utf8' })
    .trim()
    .split('\n')
