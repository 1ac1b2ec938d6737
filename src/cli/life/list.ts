// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs'
import { idsIn } from '../../container/directory.js'
import type { Call } from '../frame/call.js'
import type { Verb } from '../frame/verb.js'
import { checkDefaultRoot, type Shown, show } from './show.js'
import { table } from './table.js'

export const verb: Verb = {
  summary: 'list containers',
  usage: '[options]',
  args: [0, 0],
  options: {
    format: { type: 'string', short: 'f', value: 'FORMAT', help: 'table (default) or json' },
    quiet: { type: 'boolean', short: 'q', help: 'ids only' },
  },
  run: list,
}

async function list(call: Call): Promise<number> {
  const { options, root, rootGiven, stdout } = call
  const format = options.text('format') ?? 'table'
  if (format !== 'table' && format !== 'json') throw new Error('invalid format option')
  checkDefaultRoot(call)
  // Nothing was ever created here; a root that the caller named should be there.
  const found = !rootGiven && !existsSync(root) ? [] : showAll(call)
  if (options.flag('quiet')) stdout(found.map(({ id }) => `${id}\n`).join(''))
  // Without containers runc prints null: what reads its output knows that.
  else if (format === 'json') stdout(`${JSON.stringify(found.length > 0 ? found : null)}\n`)
  else stdout(table([['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER'], ...found.map(row)]))
  return 0
}

const row = ({ id, pid, status, bundle, created, owner }: Shown) => [id, `${pid}`, status, bundle, created, owner]

function showAll({ root, stderr }: Call): Shown[] {
  const owners = userNames()
  const found: Shown[] = []
  for (const id of idsIn(root)) {
    try {
      const shown = show(root, id, (uid) => owners.get(uid) ?? `#${uid}`)
      if (shown !== undefined) found.push(shown)
    } catch (error) {
      // A damaged one; the others are still worth a line.
      stderr(`load container ${id}: ${(error as Error).message}\n`)
    }
  }
  return found
}

/** Of two names for one id the first counts. */
function userNames(): Map<number, string> {
  const text = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : ''
  const users = text.split('\n').map((line) => line.split(':'))
  return new Map(users.flatMap(([name, , uid]) => (name && uid ? [[Number(uid), name] as const] : [])).reverse())
}
