// requires: root, linux
// The session keyring of a container is its own: nobody can have made it beforehand.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { create, factory, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'

/** A keyring of that name, made by somebody who is nobody and searchable by all; its number, as long as `use` takes. */
async function withPlanted(name: string, use: (serial: string) => Promise<void>) {
  const planter = spawn(built.program, ['plant', name, ';', 'sleep', '600'], { uid: 65534, gid: 65534 })
  try {
    const [serial] = await once(createInterface(planter.stdout), 'line')
    await use(serial)
  } finally {
    planter.kill('SIGKILL')
  }
}

it.each(['_ses.ID', 'ID', 'gantry.ID', '_ses'])('one that is called %s is not joined', async (pattern) => {
  const id = uniqueId('planted')
  const { config, path } = bundle(folder(), ['keyring', ';', 'serial'])
  const container = await factory().create(id, config, { bundle: path })
  await withPlanted(pattern.replace('ID', id), async (serial) => {
    expect(serial).toMatch(/^[1-9]\d*$/)
    const { stdout } = await finish(await container.run())
    const [described, own] = stdout.trim().split('\n')
    // keyring;UID;GID;PERMISSIONS;DESCRIPTION
    expect(described).toMatch(/^keyring;0;0;/)
    expect(own).toMatch(/^[1-9]\d*$/)
    expect(own).not.toBe(serial)
  })
})

it('two containers have two', async () => {
  const serials = await Promise.all(
    [1, 2].map(async () => {
      const { container } = await create(['serial'])
      return (await finish(await container.run())).stdout
    }),
  )
  expect(new Set(serials).size).toBe(2)
})
