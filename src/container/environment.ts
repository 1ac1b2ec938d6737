// SPDX-License-Identifier: Apache-2.0
// What containers of one factory have in common.
import type { Core, HostFacts } from '../core/types.js'
import type { Notice } from './types.js'

export interface Environment {
  /** The state directory of all containers. */
  root: string
  core: Core
  host: HostFacts
  notice(notice: Notice): void
  /** Further arguments of the init: tests make an operation fail with them. */
  initArguments: string[]
  /** Another init than the one of this package, by its path. */
  initPath: string | undefined
}
