// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path'

export interface User {
  euid: number
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Where the state of containers is kept if nobody says otherwise: `/run/gantry`, which is root's. Another user has it
 * below XDG_RUNTIME_DIR, or without that in `/tmp/gantry-UID`, which counts only if it is that user's own.
 */
export function defaultRoot({ euid, env }: User = { euid: process.geteuid?.() ?? 0, env: process.env }): string {
  if (euid === 0) return '/run/gantry'
  const { XDG_RUNTIME_DIR: runtime = '' } = env
  // A relative one is to be ignored, says the specification of the variable.
  return runtime.startsWith('/') ? join(runtime, 'gantry') : `/tmp/gantry-${euid}`
}
