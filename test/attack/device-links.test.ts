// requires: root, linux, cgroup
// A device of the image that is a link: it is not used even where the link leads, as the host sees it, to the very
// device that is wanted.
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { create } from '../helpers/containers.js'

it.each(['/dev/null', '../../../../../../../../dev/null'])('a link to %s is not the null device', async (to) => {
  const { container, bundle } = await create(['true'], (config) => {
    config.mounts = config.mounts!.filter(({ destination }) => !destination.startsWith('/dev'))
  })
  rmSync(join(bundle.rootfs, 'dev/null'), { force: true })
  symlinkSync(to, join(bundle.rootfs, 'dev/null'))
  await expect(container.run()).rejects.toMatchObject({
    operation: 'create device',
    path: '/dev/null',
    errnoName: 'EEXIST',
  })
})
