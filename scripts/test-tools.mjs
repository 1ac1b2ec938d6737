#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Installs the programs that tests need from outside of npm, as Debian's packages, where that can be done: by root, with
// apt-get. A test whose program is still missing is skipped, counted and named.
import { fuzzerPackage, main, missingPackages, run, which } from './lib/tools.mjs'

const programs = ['chromium', 'clang', 'clang-format', 'ip', 'script', 'strace', 'tshark', 'unshare']
await main(import.meta, () => {
  const packages = [...missingPackages(programs), fuzzerPackage('clang')].filter((name) => name !== undefined)
  if (packages.length === 0) return
  if (process.geteuid?.() !== 0 || !which('apt-get')) {
    console.log(`tests that need these are skipped; on Debian: apt-get install ${packages.join(' ')}`)
    return
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { quiet: true, env })
  run('apt-get', ['install', '-qq', '--no-install-recommends', '-y', ...packages], { quiet: true, env })
  console.log(`installed ${packages.join(' ')}`)
})
