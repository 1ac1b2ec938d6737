// requires: root, linux, cgroup
// Without pivot_root the host's mounts stay below the container's root, and CAP_SYS_ADMIN leads there. What would be
// worst of them, procfs and sysfs, is taken away before.
import { expect, it } from 'vitest'
import { create, finish } from '../helpers/containers.js'

it('who gets below the root finds no procfs and no sysfs', async () => {
  const verbs = [
    'escape',
    ';',
    'stat',
    '/usr',
    ';',
    'echo',
    'proc',
    ';',
    'ls',
    '/proc',
    ';',
    'echo',
    'sys',
    ';',
    'ls',
    '/sys',
  ]
  const change = { create: { noPivot: true } }
  const { container } = await create(
    verbs,
    ({ process }) => {
      for (const set of Object.values(process.capabilities!)) set.push('CAP_SYS_ADMIN', 'CAP_SYS_CHROOT')
    },
    change,
  )
  const { stdout, stderr } = await finish(await container.run())
  expect(stderr).toBe('')
  // The image has no /usr: this is the host's root.
  expect(stdout).toMatch(/^\/usr directory .*\nproc\nsys\n$/)
})
