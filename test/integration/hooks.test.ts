// requires: root, linux
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OciHook, OciState } from '../../src/index.js'
import { folder } from '../helpers/bundle.js'
import { create, finish } from '../helpers/containers.js'

/** A hook on the host that saves the state that it reads. */
const save = (file: string): OciHook => ({ path: '/bin/sh', args: ['sh', '-c', 'cat > "$0"', file] })
const stateIn = (file: string): OciState => JSON.parse(readFileSync(file, 'utf8'))

describe('hooks', () => {
  it('of the supervisor get the state, each at its time', async () => {
    const files = folder()
    const at = (name: string) => join(files, name)
    const { container, bundle } = await create(['true'], (config) => {
      config.annotations = { 'org.example': 'ä' }
      config.hooks = {
        prestart: [save(at('prestart'))],
        createRuntime: [save(at('createRuntime'))],
        poststart: [save(at('poststart'))],
        poststop: [save(at('poststop'))],
      }
    })
    const process = await container.start()
    const { pid } = process
    const common = { id: container.id, bundle: bundle.path, annotations: { 'org.example': 'ä' } }
    expect(stateIn(at('prestart'))).toMatchObject({ ...common, status: 'creating', pid })
    expect(stateIn(at('createRuntime'))).toMatchObject({ ...common, status: 'creating', pid })
    expect(existsSync(at('poststart'))).toBe(false)
    await container.exec()
    expect(stateIn(at('poststart'))).toMatchObject({ ...common, status: 'running', pid })
    await finish(process)
    expect(existsSync(at('poststop'))).toBe(false)
    await container.destroy()
    const stopped = stateIn(at('poststop'))
    expect(stopped).toMatchObject({ ...common, status: 'stopped' })
    expect(stopped.pid).toBeUndefined()
  })

  it('of the container run in it, with its root as working directory or inside it', async () => {
    const { container, bundle } = await create(['cat', '/tmp/first', '/tmp/second'], (config) => {
      if (config.root) config.root.readonly = false
      config.process.env = ['NAME=value']
      config.hooks = {
        createContainer: [{ path: '/bin/sh', args: ['sh', '-c', 'pwd > tmp/first'] }],
        startContainer: [{ path: '/bin/program', args: ['program', 'write', '/tmp/second', 'inside'] }],
      }
    })
    const { stdout } = await finish(await container.run())
    expect(stdout).toContain(bundle.rootfs)
    expect(stdout).toContain('inside')
  })

  it.each(['prestart', 'createRuntime', 'createContainer', 'startContainer', 'poststart'] as const)(
    'end the start where a %s fails',
    async (kind) => {
      const { container, factory } = await create(['sleep', '1000'], (config) => {
        const path = kind === 'startContainer' ? '/bin/program' : '/bin/sh'
        const hook = (code: number): OciHook =>
          kind === 'startContainer'
            ? { path, args: ['p', 'exit', `${code}`] }
            : { path, args: ['sh', '-c', `exit ${code}`] }
        config.hooks = { [kind]: [hook(0), hook(1)] }
      })
      await expect(container.run()).rejects.toThrow(`error running ${kind} hook #1: exit status 1, stdout: , stderr: `)
      expect(readdirSync(factory.root)).toEqual([])
    },
  )

  it('have the time that they are given, however long', async () => {
    const { container } = await create(['true'], (config) => {
      config.hooks = { createRuntime: [{ path: '/bin/sleep', args: ['sleep', '0.05'], timeout: 3_000_000 }] }
    })
    await finish(await container.run())
  })

  it('are killed after their timeout', async () => {
    const { container } = await create(['true'], (config) => {
      config.hooks = { createRuntime: [{ path: '/bin/sleep', args: ['sleep', '1000'], timeout: 1 }] }
    })
    await expect(container.run()).rejects.toThrow('createRuntime hook #0: still running after its timeout of 1 s')
  })

  it('that do not exist are named', async () => {
    const { container } = await create(['true'], (config) => {
      config.hooks = { createRuntime: [{ path: '/nosuch' }] }
    })
    await expect(container.run()).rejects.toThrow(
      'error running createRuntime hook #0: exec /nosuch: no such file or directory (ENOENT)',
    )
  })

  it('get their arguments and environment exactly', async () => {
    const file = join(folder(), 'environment')
    const { container } = await create(['true'], (config) => {
      config.hooks = {
        createRuntime: [
          {
            path: '/bin/sh',
            args: ['other name', '-c', `tr '\\0' '\\n' < /proc/self/environ > ${file}; echo "$0" >> ${file}`],
            env: ['ONLY=this one', 'PATH=/usr/bin:/bin'],
          },
        ],
      }
    })
    await finish(await container.run())
    expect(readFileSync(file, 'utf8')).toBe('ONLY=this one\nPATH=/usr/bin:/bin\nother name\n')
  })
})
