// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'

const made: string[] = []

function make(prefix: string, base = tmpdir()): string {
  const path = mkdtempSync(join(base, prefix))
  made.push(path)
  return path
}

const remove = (path: string) => rmSync(path, { recursive: true, force: true })

/** A folder for all tests of a file, removed after the last. */
export function temporaryFolder(prefix: string): string {
  const path = make(prefix)
  afterAll(() => remove(path))
  return path
}

/** The same where device nodes can be opened: systemd mounts a /tmp on which they cannot. */
export function temporaryFolderForDevices(prefix: string): string {
  const places = [tmpdir(), '/var/tmp', '/root']
  const path = make(
    prefix,
    places.find((place) => !mountOptions(place).includes('nodev')),
  )
  afterAll(() => remove(path))
  return path
}

/** Of the mount that a folder is on. */
function mountOptions(folder: string): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
  const above = (point = '') => folder === point || folder.startsWith(point === '/' ? '/' : `${point}/`)
  // The last one of the longest point covers the others.
  const [, options = ''] = mounts
    .filter(([, , , , point]) => above(point))
    .map(([, , , , point = '', options = '']) => [point, options] as const)
    .reduce((best, one) => (one[0].length >= best[0].length ? one : best), ['', ''] as const)
  return options.split(',')
}

/** A folder of its own, removed when the test ends. */
export function folder(prefix = 'gantry-test-'): string {
  const path = make(prefix)
  onTestFinished(() => remove(path))
  return path
}

/** The mounts that have to do with folders of this test file. What others mount meanwhile is theirs. */
export function ownMounts(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  return lines.filter((line) => made.some((path) => line.includes(path)))
}
