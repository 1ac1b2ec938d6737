// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What a room of the core includes, or of src imports, lies below it or in it.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
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

/** From the ground up; `errors.ts` and its like are rooms of one file. */
const srcFloors = [
  ['generated', 'package.ts'],
  ['common'],
  ['core'],
  ['report'],
  ['config'],
  ['host', 'hints.ts'],
  ['errors.ts', 'stack.ts'],
  ['bridge'],
  ['netlink'],
  ['hooks', 'network'],
  ['schema'],
  ['container'],
  ['sandbox'],
  ['index.ts'],
  ['cli'],
]
// The build makes validators from these. That they fit what they check their types say, which are of rooms above.
const typesOnly = ['schema/options.ts', 'schema/state.ts']

/** Pairs `file → file` below src of what imports name; `types`: nothing is loaded for it. */
function imports(): { from: string; to: string; types: boolean }[] {
  const src = join(built.root, 'src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const pattern = /^(import|export)( type)?[^'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)|^import '(\.[^']+)'/gm
  return files.flatMap((from) =>
    [...readFileSync(join(src, from), 'utf8').matchAll(pattern)].map(([, , type, named, loaded, whole]) => ({
      from,
      to: normalize(join(dirname(from), named ?? loaded ?? whole ?? '')).replace(/\.js$/, '.ts'),
      types: type !== undefined,
    })),
  )
}

it('the sources import downward only', () => {
  const roomOf = (path: string) => path.split('/')[0] ?? ''
  const floorOf = (path: string) => srcFloors.findIndex((rooms) => rooms.includes(roomOf(path)))
  // What lies beside src is built: modules of WebAssembly, validators.
  const own = imports().filter(({ to }) => !to.startsWith('../'))
  expect(own.filter(({ from, to }) => floorOf(from) < 0 || floorOf(to) < 0)).toEqual([])
  const allowed = ({ from, to, types }: (typeof own)[number]) =>
    roomOf(from) === roomOf(to) || floorOf(from) > floorOf(to) || (types && typesOnly.includes(from))
  expect(own.filter((one) => !allowed(one))).toEqual([])
  expect(own.length).toBeGreaterThan(300)
})

it('rooms of the command know its frame, and not each other', () => {
  const folder = join(built.root, 'src/cli')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const imports = files.flatMap((from) => {
    const text = readFileSync(join(folder, from), 'utf8')
    return [...text.matchAll(/ from '\.\.\/([a-z]+)\//g)].map(([, to]) => ({ from, to }))
  })
  expect(imports.filter(({ to }) => to !== 'frame')).toEqual([])
  expect(imports.length).toBeGreaterThan(50)
})
