// SPDX-License-Identifier: Apache-2.0
// The table of breakages: every file of test/mutants has a list of rows
//
//   { name, file, from, to, by, bundled }
//
// `from` stands once in `file`; with `to` in its place something is not protected any more, and `by`, a test file and
// a part of the full name of a test in it ("test/attack/x.test.ts > words"), has to fail. `bundled`: that test runs
// the command or the library of dist/.
import { existsSync, readFileSync } from 'node:fs'
import { filesBelow, fromRoot, inRoot } from './paths.mjs'

/** All rows, with `test` and `title` for `by`. */
export async function readMutants() {
  const rows = []
  for (const path of filesBelow('test/mutants', (name) => name.endsWith('.mjs'))) {
    const { mutants } = await import(path)
    for (const row of mutants) rows.push({ ...row, table: fromRoot(path), ...parsed(row.by) })
  }
  return rows
}

function parsed(by) {
  const at = by.indexOf(' > ')
  return { test: by.slice(0, at), title: by.slice(at + 3) }
}

/** What is wrong with the table: a sentence for each row that does not fit the tree any more. */
export function faultsOf(rows) {
  const seen = new Set()
  return rows.flatMap(({ name, file, from, to, test, table }) => {
    const at = `${table}: ${name}`
    const faults = []
    if (!/^[a-z0-9-]+$/.test(name)) faults.push(`${at}: a name has small letters, digits and hyphens`)
    if (seen.has(name)) faults.push(`${at}: the name stands twice`)
    seen.add(name)
    if (from === to) faults.push(`${at}: nothing is changed`)
    if (!existsSync(inRoot(test))) faults.push(`${at}: there is no ${test}`)
    const count = existsSync(inRoot(file)) ? readFileSync(inRoot(file), 'utf8').split(from).length - 1 : -1
    if (count < 0) faults.push(`${at}: there is no ${file}`)
    else if (count !== 1) faults.push(`${at}: what it replaces is found ${count} times in ${file}: ${from}`)
    return faults
  })
}
