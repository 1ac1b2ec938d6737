// SPDX-License-Identifier: Apache-2.0
// Unit and golden tests run side by side. What starts containers runs alone, a file at a time: such tests look at the
// whole machine's mounts, cgroups and processes.
import { inRoot } from './lib/paths.mjs'

const system = ['test/{integration,fault,attack}/**/*.test.ts']

// What is waited for comes, on a busy machine late: the ends of all waiting are for what does not come. An emulated
// machine takes more time still: GANTRY_TEST_SLOW=10 gives all waiting ten times as long.
const slow = Number(process.env.GANTRY_TEST_SLOW ?? 1)

const shared = {
  root: inRoot(),
  pool: 'forks',
  runner: inRoot('test/helpers/runner.ts'),
  expect: { poll: { timeout: 20_000 * slow, interval: 5 } },
}

export default {
  root: inRoot(),
  cacheDir: inRoot('.cache/vite'),
  // Node 20 has no `await using`.
  oxc: { target: 'es2022' },
  test: {
    watch: false,
    teardownTimeout: 10_000 * slow,
    reporters: ['default', inRoot('test/helpers/reporter.ts')],
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: system,
          testTimeout: 30_000 * slow,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'system',
          include: system,
          testTimeout: 60_000 * slow,
          hookTimeout: 60_000 * slow,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
}
