// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
// What stands in /dev: usual devices and links, and what the config or the image has in their place.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostFacts } from '../../src/index.js'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { create, factory, finish } from '../helpers/containers.js'
import { failureOf } from '../helpers/failure.js'

const bind = (source: string, destination: string) => ({ source, destination, type: 'bind', options: ['bind'] })

async function outputOf(args: string[], change: (config: Bundle['config']) => void): Promise<string> {
  const { container } = await create(args, change)
  const { stdout, stderr, exitCode } = await finish(await container.run())
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

describe('a mount on a usual device', () => {
  it('takes its place', async () => {
    const said = await outputOf(['stat', '/dev/random', '/dev/urandom'], ({ mounts }) => {
      mounts?.push(bind('/dev/urandom', '/dev/random'))
    })
    expect(said).toMatch(/^\/dev\/random char .* 1:9 0\n\/dev\/urandom char .* 1:9 0\n$/)
  })

  it('may be any file', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, 'not random\n')
    const said = await outputOf(['cat', '/dev/random'], ({ mounts }) => {
      mounts?.push(bind(file, '/dev/random'))
    })
    expect(said).toBe('not random\n')
  })

  it('is refused on the null device, unless it is that', async () => {
    const { container } = await create(['true'], ({ mounts }) => {
      mounts?.push(bind('/dev/zero', '/dev/null'))
    })
    expect(await failureOf(container.run())).toMatchObject({ operation: 'create device', errnoName: 'EEXIST' })
    const said = await outputOf(['stat', '/dev/null'], ({ mounts }) => {
      mounts?.push(bind('/dev/null', '/dev/null'))
    })
    expect(said).toMatch(/^\/dev\/null char .* 1:3 0\n$/)
  })
})

describe('the terminal multiplexer of an image', () => {
  /** The image's own /dev. */
  const without = ({ mounts }: Bundle['config']) => {
    const own = (mounts ?? []).filter(({ destination }) => !destination?.startsWith('/dev'))
    mounts?.splice(0, mounts.length, ...own)
  }

  /** What a container has at /dev/ptmx whose image was given something there. */
  async function multiplexer(prepare: (path: string, image: Bundle) => void, change = without): Promise<string> {
    const image = bundle(folder(), ['readlink', '/dev/ptmx'], change)
    prepare(join(image.rootfs, 'dev/ptmx'), image)
    const container = await factory().create(uniqueId('ptmx'), image.config, { bundle: image.path })
    const { stdout, stderr } = await finish(await container.run())
    return stdout + stderr
  }

  it.each<[string, (path: string) => void]>([
    ['none', () => {}],
    ['a device', (path) => void execFileSync('mknod', [path, 'c', '5', '2'])],
    ['a file', (path) => writeFileSync(path, '')],
    ['a link', (path) => symlinkSync('/elsewhere', path)],
    ['a directory', (path) => mkdirSync(path)],
  ])('%s becomes the link to that of its devpts', async (_, prepare) => {
    expect(await multiplexer(prepare)).toBe('pts/ptmx\n')
  })

  it('stays if it is a directory with something in it', async () => {
    expect(await multiplexer((path) => mkdirSync(join(path, 'kept'), { recursive: true }))).toContain('EINVAL')
  })

  it('is not looked for in what a mount shows of the host', async () => {
    const host = folder()
    writeFileSync(join(host, 'ptmx'), 'of the host')
    const said = await multiplexer(
      (_, { rootfs }) => {
        rmSync(join(rootfs, 'dev'), { recursive: true })
        symlinkSync('/shown', join(rootfs, 'dev'))
      },
      (config) => {
        without(config)
        config.mounts?.push(bind(host, '/shown'))
      },
    )
    expect(said).toContain('EINVAL')
    expect(readdirSync(host)).toContain('ptmx')
  })

  it('is what is mounted there', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    const said = await multiplexer(
      () => {},
      (config) => {
        without(config)
        config.mounts?.push(bind(file, '/dev/ptmx'))
      },
    )
    expect(said).toContain('EINVAL')
  })
})

describe('/dev/core', () => {
  const links = async (kcore: boolean) => {
    const { container } = await create(['ls', '/dev'], undefined, { host: { ...hostFacts(), kcore } })
    return (await finish(await container.run())).stdout.split('\n').filter((line) => line.includes('core'))
  }

  it('leads to /proc/kcore', async () => {
    expect(await links(true)).toHaveLength(1)
  })

  it('is not there where the kernel has none', async () => {
    expect(await links(false)).toEqual([])
  })
})
