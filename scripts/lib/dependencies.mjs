// SPDX-License-Identifier: Apache-2.0
// node_modules, as the lock file wants it.
import { existsSync, readFileSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { Failure, missingTools, run } from './tools.mjs'

// Runs `npm ci` unless node_modules already holds what the lock file names.
export function install() {
  if (installed()) return
  const missing = missingTools(['npm'])
  if (missing) throw new Failure(missing)
  console.log('installing the dependencies')
  // The package's own install script would build the bridge: whoever calls this builds it next, and says so.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
}

function installed() {
  const record = inRoot('node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const here = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || (here[path] ? here[path].version === version : optional === true),
  )
}
