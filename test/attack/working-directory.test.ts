// requires: root, linux, cgroup
// CVE-2024-21626: a working directory outside of the root, by way of a descriptor that leads there. `..` of it is the
// host's.
import { closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { receive, waitPidfd } from '../../src/bridge/index.js'
import { rawCore } from '../../src/core/raw.js'
import { asks, bootstrap, ends, inits, operation } from '../helpers/bootstrap.js'
import { type Bundle, folder } from '../helpers/bundle.js'
import { create } from '../helpers/containers.js'

const nullDevice = openSync('/dev/null', 'r+')
afterAll(() => closeSync(nullDevice))
const { start } = inits(nullDevice)
const newMountNamespace = 0x20000

/** A descriptor of a folder of the host. */
function outside(): number {
  const path = folder()
  mkdirSync(join(path, 'inside'))
  const descriptor = openSync(path, 'r')
  onTestFinished(() => closeSync(descriptor))
  return descriptor
}

/** A container that is handed such a descriptor, and starts in `cwd`. */
function startIn(cwd: string) {
  const set = ({ process }: Bundle['config']) => {
    process.cwd = cwd
  }
  return create(['cwd', ';', 'ls', '..'], set, { create: { preserve: [outside()] } })
}

describe('through a descriptor that is handed on', () => {
  it.each(['/proc/self/fd/3', '/proc/self/fd/3/inside', '/proc/thread-self/fd/3'])('%s is refused', async (cwd) => {
    const { container } = await startIn(cwd)
    await expect(container.run()).rejects.toMatchObject({ code: 'SystemError', errnoName: 'ELOOP' })
  })

  it('a link of the image is refused', async () => {
    const { container, bundle } = await startIn('/work')
    symlinkSync('/proc/self/fd/3', join(bundle.rootfs, 'work'))
    await expect(container.run()).rejects.toMatchObject({ code: 'SystemError', errnoName: 'ELOOP' })
  })

  // The directory is made sure of first. Whoever changes it after that meets the check of where chdir has led.
  it.each(['/proc/self/fd/3', '/proc/self/fd/3/inside'])('chdir itself finds out that %s is outside', async (cwd) => {
    const rootfs = folder()
    mkdirSync(join(rootfs, 'proc'))
    const bytes = bootstrap(
      operation('ROOT_PROPAGATION', { PROPAGATION: 0x84000 }), // MS_REC | MS_PRIVATE
      operation('ROOTFS', { PATH: rootfs, RECURSIVE: 1 }),
      operation('MOUNT', { TARGET: '/proc', FSTYPE: 'proc', SOURCE: 'proc' }),
      operation('PIVOT_ROOT'),
      operation('CHDIR', { PATH: cwd }),
      asks,
      ...ends,
    )
    const { pidfd, control } = await start(bytes, { cloneFlags: newMountNamespace, preserve: [outside()] })
    const packet = await receive(control)
    closeSync(control)
    await waitPidfd(pidfd)
    closeSync(pidfd)
    expect(rawCore().readControl(packet!.data)).toMatchObject({
      type: 'failed',
      step: 5,
      errnoName: 'EXDEV',
      action: 'verify that the working directory is inside the root',
    })
  })
})
