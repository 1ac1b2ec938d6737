// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'

const made: string[] = []

function make(prefix: string): string {
  const path = mkdtempSync(join(tmpdir(), prefix))
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
