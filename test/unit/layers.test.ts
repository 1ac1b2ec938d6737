// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What a room of the core includes lies below it, or in it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { built } from '../helpers/paths.js'

/** From the ground up. Rooms of one floor know nothing of each other. */
const floors = [
  ['gantry'],
  ['base'],
  ['finding', 'tables'],
  ['json', 'netlink'],
  ['model'],
  ['front', 'resolve'],
  ['cgroup'],
  ['check', 'plan'],
  ['convert'],
  ['component', 'schema'],
]

/** Pairs `room/file → room/file` of what includes name. */
function includes(): { from: string; to: string }[] {
  const core = join(built.root, 'core-c')
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => /\.(c|h|def)$/.test(file) && !/^(test|include)\//.test(file))
    .flatMap((from) => {
      const text = readFileSync(join(core, from), 'utf8')
      return [...text.matchAll(/^#include [<"]([a-z_]+\/[^>"]+)[>"]/gm)].map(([, to = '']) => ({ from, to }))
    })
}

it('the core includes downward only', () => {
  const floorOf = (path: string) => floors.findIndex((rooms) => rooms.includes(path.split('/')[0] ?? ''))
  const own = includes().filter(({ to }) => !/^(linux|sys|asm)\//.test(to))
  expect(own.filter(({ from, to }) => floorOf(from) < 0 || floorOf(to) < 0)).toEqual([])
  const sameRoom = ({ from, to }: { from: string; to: string }) => from.split('/')[0] === to.split('/')[0]
  expect(own.filter((one) => floorOf(one.from) <= floorOf(one.to) && !sameRoom(one))).toEqual([])
  expect(own.length).toBeGreaterThan(300)
})
