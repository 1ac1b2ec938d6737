// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
const at = (path: string) => fileURLToPath(new URL(path, root))

/** What the build made, as absolute paths. */
export const built = {
  root: at('.'),
  command: at('dist/cli.cjs'),
  library: at('dist/index.js'),
  /** The static program of test/helpers/program. */
  program: at('.cache/test/program'),
  init: at('bridge/build/gantry-init'),
  initFault: at('bridge/build/gantry-init-fault'),
}
