// SPDX-License-Identifier: Apache-2.0
// Vitest's runner, which here skips every test of a file whose first line names something that is not to be had.
import { TestRunner } from 'vitest'
import { unmetRequirement } from './requires.js'

export default class Runner extends TestRunner {
  override async importFile(path: string, source: 'collect' | 'setup'): Promise<void> {
    const reason = source === 'collect' ? unmetRequirement(path) : undefined
    await super.importFile(path, source)
    if (reason === undefined) return
    for (const task of TestRunner.getCurrentSuite().tasks) {
      const skipped = task.type === 'collector' ? task.suite : task
      if (skipped) skipped.mode = 'skip'
    }
  }
}
