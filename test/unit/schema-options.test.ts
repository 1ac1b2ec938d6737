// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// What is said of wrong options: the property, what it must be, what it is.
import { describe, expect, it } from 'vitest'
import { checkCreateOptions, checkFactoryOptions, checkProcessOptions } from '../../src/schema/check-options.js'

describe('options', () => {
  it.each([
    [{}],
    [{ root: '/run/x', onNotice: () => {}, init: { path: '/init', arguments: ['a'] } }],
    [{ host: { euid: 0, kernel: '6.1', userNamespace: false, cgroup: { mode: 'none', v1: [] } } }],
    [{ root: undefined }],
  ])('of a factory are taken: %j', (options) => {
    expect(() => checkFactoryOptions(options)).not.toThrow()
  })

  it.each([
    [null, 'options must be an object, not null'],
    [{ root: 1 }, 'option root must be a string, not 1'],
    [{ root: 'a\0b' }, 'option root must be without null bytes, not "a\\u0000b"'],
    [{ roto: '/x' }, 'option roto is unknown'],
    [{ init: { arguments: ['a', 2] } }, 'option init.arguments[1] must be a string, not 2'],
    [{ host: {} }, 'option host.cgroup is missing'],
    [{ host: { cgroup: { mode: 'v3' } } }, 'option host.cgroup.mode must be "v1", "v2", "hybrid" or "none", not "v3"'],
    [{ host: { cgroup: { mode: 'v2' } } }, 'option host.cgroup.unified is missing'],
    [
      { host: { cgroup: { mode: 'v1', v1: [{ mount: 'x', own: '/' }] } } },
      'option host.cgroup.v1[0].mount must be an absolute path, not "x"',
    ],
  ])('of a factory are refused: %j', (options, message) => {
    expect(() => checkFactoryOptions(options)).toThrow(new TypeError(message))
  })

  it('of a container are refused with the property', async () => {
    await expect(checkCreateOptions({ bundle: '/b', preserve: [0, 3], noPivot: true })).resolves.toBeUndefined()
    await expect(checkCreateOptions({ preserve: '3' })).rejects.toThrow('option preserve must be an array, not "3"')
    await expect(checkCreateOptions({ preserve: [-1] })).rejects.toThrow(
      new RangeError('option preserve[0] must be 0 or more, not -1'),
    )
  })

  it('of a process are those of a process.json, and its streams', async () => {
    const { signal } = new AbortController()
    const options = { args: ['sh'], cwd: '/', user: { uid: 1 }, stdio: ['pipe', 'inherit', 5], signal, onConsole() {} }
    await expect(checkProcessOptions(options)).resolves.toBeUndefined()
    await expect(checkProcessOptions({ capabilities: null, rlimits: [] })).resolves.toBeUndefined()
    const wrong = [
      [{ args: 'sh' }, TypeError, 'option args must be an array, not "sh"'],
      [{ user: { uid: 2 ** 32 - 1 } }, RangeError, 'option user.uid must be 4294967294 or less, not 4294967295'],
      [{ user: { uid: 1.5 } }, TypeError, 'option user.uid must be a whole number or null, not 1.5'],
      [{ rlimits: [{ type: 'NOFILE' }] }, TypeError, 'option rlimits[0].type must be "RLIMIT_CPU", '],
      [{ stdio: 'pip' }, TypeError, 'option stdio must be "pipe", "inherit" or "ignore", not "pip"'],
      [
        { stdio: ['pipe', 'pipe', 'pip'] },
        TypeError,
        'option stdio[2] must be "pipe", "inherit" or "ignore", not "pip"',
      ],
      [{ env: { A: '1' } }, TypeError, 'option env must be an array'],
      [{ arg: ['sh'] }, TypeError, 'option arg is unknown'],
    ] as const
    for (const [options, kind, message] of wrong) {
      const error = await checkProcessOptions(options).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(kind)
      expect((error as Error).message).toContain(message)
    }
  })
})
