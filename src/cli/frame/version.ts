// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../package.js'

/** Version of the OCI runtime specification that configs are read by. */
export const specVersion = '1.3.0'

export function versionText(program: string, node: string): string {
  const root = packageRoot()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return [`${program} version ${version}`, `commit: ${commit(root)}`, `spec: ${specVersion}`, `node: ${node}`, ''].join(
    '\n',
  )
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** The commit of a checkout; an installed package has none. */
function commit(root: string): string {
  const head = read(join(root, '.git/HEAD'))
  const ref = head?.startsWith('ref: ') ? head.slice(5) : undefined
  if (ref === undefined) return head ?? 'unknown'
  const packed = read(join(root, '.git/packed-refs'))
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`))
  return read(join(root, '.git', ref)) ?? packed?.split(' ')[0] ?? 'unknown'
}
