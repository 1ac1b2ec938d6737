// requires: root, linux, cgroup
// The image's own directories, copied into a tmpfs with the init's rights.
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { create, finish } from '../helpers/containers.js'

const copied = (verbs: string[], options: string[] = []) =>
  create(verbs, ({ mounts }) => {
    mounts!.push({ destination: '/full', type: 'tmpfs', source: 'tmpfs', options: ['tmpcopyup', ...options] })
  })

it('nested deeper than any image needs are refused: each level takes of the stack', async () => {
  const { container, bundle } = await copied(['true'])
  mkdirSync(join(bundle.rootfs, 'full', ...Array(140).fill('d')), { recursive: true })
  await expect(container.run()).rejects.toMatchObject({ operation: 'mount', path: '/full', errnoName: 'ELOOP' })
})

it('keep owner and mode, and nobody else’s set-id bits', async () => {
  const { container, bundle } = await copied(['stat', '/full/file', '/full/folder'])
  mkdirSync(join(bundle.rootfs, 'full/folder'), { recursive: true })
  const file = join(bundle.rootfs, 'full/file')
  writeFileSync(file, 'content')
  chownSync(file, 7, 8)
  chmodSync(file, 0o4750)
  chmodSync(join(bundle.rootfs, 'full/folder'), 0o1777)
  const { stdout } = await finish(await container.run())
  expect(stdout).toMatch(/^\/full\/file file 4750 7:8 .*\n\/full\/folder directory 1777 0:0 /)
})
