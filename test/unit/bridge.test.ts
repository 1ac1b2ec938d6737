// requires: nothing
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const platform = Object.getOwnPropertyDescriptor(process, 'platform')!
const claim = (value: string) => Object.defineProperty(process, 'platform', { ...platform, value })

beforeEach(() => {
  vi.resetModules()
})
afterEach(() => {
  Object.defineProperty(process, 'platform', platform)
  vi.doUnmock('../../src/bridge/locate.js')
  vi.doUnmock('../../src/package.js')
})

it('the package is found from the sources', async () => {
  const { packageRoot } = await import('../../src/package.js')
  expect(existsSync(join(packageRoot(), 'core-c/include/gantry/bootstrap.h'))).toBe(true)
})

it('other systems are refused by the first use, not by the import', async () => {
  claim('darwin')
  const { BridgeUnavailable, pidfdOpen } = await import('../../src/bridge/index.js')
  expect(() => pidfdOpen(1)).toThrow(BridgeUnavailable)
  expect(() => pidfdOpen(1)).toThrow('containers need Linux, and this is darwin')
})

it.each([
  ['/nothing/gantry.node', /is not built: there is no \/nothing\/gantry.node/],
  [import.meta.filename, /cannot be loaded/],
])('an addon at %s is refused with what would help', async (path, message) => {
  claim('linux')
  vi.doMock('../../src/bridge/locate.js', () => ({ addonPath: () => path }))
  vi.doMock('../../src/package.js', () => ({ packageRoot: () => '/package' }))
  const { addon, BridgeUnavailable } = await import('../../src/bridge/addon.js')
  expect(addon).toThrow(message)
  expect(addon).toThrow(
    expect.objectContaining({ hint: 'run npm run build:bridge in /package: it needs g++, make and python3' }),
  )
  expect(addon).toThrow(BridgeUnavailable)
})

it('a launch that makes no sense is refused before the addon sees it', async () => {
  claim('darwin')
  const { applyCgroup, launch } = await import('../../src/bridge/index.js')
  const request = {
    initFd: 0,
    message: new Uint8Array(),
    cloneFlags: 0,
    steps: [],
    stdio: [0, 1, 2] as [number, number, number],
    preserve: [],
    fifo: '/fifo',
  }
  const joins = ['/a', '/b'].map((path) => ({ path, by: 'clone' as const }))
  await expect(launch({ ...request, joins })).rejects.toThrow('a process can be cloned into one cgroup only')
  await expect(applyCgroup([{ op: 'write', path: '/a' }])).rejects.toThrow('the cgroup step "write" on /a has no value')
})
