// SPDX-License-Identifier: Apache-2.0
// Counts for the closing line of `npm test`, and each skipped test with its reason. The counts go to the file that
// GANTRY_TEST_COUNTS names, which scripts/test.mjs adds up with those of the native tests.
import { writeFileSync } from 'node:fs'
import type { TestCase, TestModule, TestSuite } from 'vitest/node'
import type { Reporter } from 'vitest/reporters'
import { unmetRequirement } from './requires.js'

export default class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    // An error outside of every test fails the run, so it counts like a failed test.
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    const skips: string[] = []
    for (const module of modules) {
      counts.failed += faults(module)
      for (const suite of module.children.allSuites()) counts.failed += faults(suite)
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') counts.passed++
        else if (result.state === 'failed') counts.failed++
        else {
          counts.skipped++
          const note = 'note' in result ? result.note : undefined
          const reason =
            unmetSafely(module.moduleId) ?? note ?? (hookFailed(test) ? 'a hook failed' : 'no reason given')
          skips.push(`skipped: ${module.relativeModuleId} > ${test.fullName} (${reason})`)
        }
      }
    }
    if (skips.length > 0) console.log(`\n${skips.join('\n')}`)
    const file = process.env['GANTRY_TEST_COUNTS']
    if (file) writeFileSync(file, JSON.stringify(counts))
  }
}

// What went wrong outside of the tests: a file that cannot be loaded, a hook that threw.
function faults(suite: TestModule | TestSuite): number {
  return suite.errors().length
}

function hookFailed(test: TestCase): boolean {
  let parent = test.parent
  while (parent.type === 'suite' && parent.errors().length === 0) parent = parent.parent
  return parent.errors().length > 0
}

// A file with a first line that means nothing has failed already.
function unmetSafely(file: string): string | undefined {
  try {
    return unmetRequirement(file)
  } catch {
    return undefined
  }
}
