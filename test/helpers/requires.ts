// SPDX-License-Identifier: Apache-2.0
// What a test needs stands in the first line of its file:
//
//   // requires: nothing
//   // requires: root, cgroup v1, kernel >= 5.12
//
// The runner skips a file whose needs this machine does not meet, and the reporter prints which need that was.
// A file without such a line, or with a word that is not known here, fails.
import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { delimiter, join } from 'node:path'

// Each need with the words for a machine that does not meet it, or undefined.
const needs: [pattern: RegExp, unmet: (...words: string[]) => string | undefined][] = [
  [/^nothing$/, () => undefined],
  [/^linux$/, () => (process.platform === 'linux' ? undefined : `this is ${process.platform}`)],
  [/^root$/, () => (process.geteuid?.() === 0 ? undefined : 'not run as root')],
  [/^not root$/, () => (process.geteuid?.() === 0 ? 'run as root' : undefined)],
  [/^(x64|arm64)$/, (arch) => (process.arch === arch ? undefined : `this is ${process.arch}`)],
  [/^cgroup$/, () => (cgroupModes().size > 0 ? undefined : 'no cgroups here')],
  [/^cgroup (v1|v2|hybrid)$/, (mode) => (cgroupModes().has(mode ?? '') ? undefined : `no cgroup ${mode} here`)],
  [/^cgroup2$/, () => (hasUnifiedHierarchy() ? undefined : 'no unified cgroup hierarchy here')],
  [/^kernel >= (\d+)\.(\d+)$/, (major, minor) => kernelBelow(Number(major), Number(minor))],
  [/^clang$/, fuzzerMissing],
  [/^netns$/, () => (makesNetworkNamespaces() ? undefined : 'network namespaces cannot be made here')],
  [/^command ([\w.+-]+)$/, (name) => (programPath(name ?? '') ? undefined : `${name} is not installed`)],
  [/^path (\/\S+)$/, (path) => (existsSync(path ?? '') ? undefined : `there is no ${path}`)],
]

/** Why this machine cannot run a test file, or undefined when it can. */
export function unmetRequirement(file: string): string | undefined {
  const line = readFileSync(file, 'utf8').split('\n', 1)[0] ?? ''
  const listed = /^\/\/ requires: (.+)$/.exec(line)?.[1]
  if (listed === undefined)
    throw new Error(`${file}: the first line must be "// requires: …"; see test/helpers/requires.ts`)
  const reasons = listed.split(',').map((words) => unmet(words.trim(), file))
  return reasons.find((reason) => reason !== undefined)
}

function unmet(words: string, file: string): string | undefined {
  for (const [pattern, check] of needs) {
    const found = pattern.exec(words)
    if (found) return check(...found.slice(1))
  }
  throw new Error(`${file}: "${words}" is no requirement; see test/helpers/requires.ts`)
}

// v1: some controller has a hierarchy of its own; v2: there is a unified one with controllers; hybrid: both are mounted.
function cgroupModes(): Set<string> {
  const mounts = existsSync('/proc/self/mountinfo') ? readFileSync('/proc/self/mountinfo', 'utf8') : ''
  const v1 = / - cgroup \S+ /.test(mounts)
  const v2 = / - cgroup2 \S+ /.test(mounts)
  return new Set([...(v1 ? ['v1'] : []), ...(v2 && !v1 ? ['v2'] : []), ...(v1 && v2 ? ['hybrid'] : [])])
}

/** The machine has cgroup v2 only: controllers are on the unified hierarchy, and v1 has none. */
export const isCgroupV2 = (): boolean => cgroupModes().has('v2')

const hasUnifiedHierarchy = () => isCgroupV2() || cgroupModes().has('hybrid')

const makesNetworkNamespaces = () => spawnSync('unshare', ['--net', 'true']).status === 0

/** What the kernel is, if it is older. */
export function kernelBelow(major: number, minor: number): string | undefined {
  const [ours = 0, oursMinor = 0] = release()
    .split('.')
    .map((part) => Number.parseInt(part, 10))
  return ours > major || (ours === major && oursMinor >= minor) ? undefined : `the kernel is ${release()}`
}

// Fuzzing needs a part of clang that Debian packs apart.
function fuzzerMissing(): string | undefined {
  if (!programPath('clang')) return 'clang is not installed'
  const folder = execFileSync('clang', ['-print-runtime-dir'], { encoding: 'utf8' }).trim()
  const found = existsSync(folder) && readdirSync(folder).some((name) => /^libclang_rt\.fuzzer.*\.a$/.test(name))
  return found ? undefined : 'clang has no libFuzzer'
}

/** Where a program lies that a test needs. */
export function programPath(program: string): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program))
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
