// requires: root, linux, cgroup
// Every operation of real plans fails once. After each, nothing is left: no process, mount, cgroup, state directory or
// descriptor; and the error says which step of how many it was, what it did, and the errno.

import { constants } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import type { OperationDescription } from '../../src/core/types.js'
import { createFactory, type FactoryOptions, hostFacts } from '../../src/index.js'
import { type Bundle, bundle } from '../helpers/bundle.js'
import { operationTexts } from '../helpers/contract.js'
import { failureOf } from '../helpers/failure.js'
import { temporaryFolderForDevices } from '../helpers/folder.js'
import { expectNothingLeft, tracesOf } from '../helpers/machine.js'
import { built } from '../helpers/paths.js'
import { slow } from '../helpers/slow.js'
import { type FaultPlan, faultPlans } from './plans.js'

const folder = temporaryFolderForDevices('gantry-fault-')
const root = join(folder, 'state')
const { EIO } = constants.errno

const factory = (...args: string[]) =>
  createFactory({ root, init: { path: built.initFault, arguments: args } } satisfies FactoryOptions)

// A container whose namespaces others join.
const holder = createFactory({ root: join(folder, 'holder') })
let holderPid = 0
beforeAll(async () => {
  const { path, config } = bundle(join(folder, 'held'), ['sleep', '3600'])
  const container = await holder.create(`gantry-fault-holder-${process.pid}`, config, { bundle: path })
  holderPid = (await container.run({ stdio: 'ignore' })).pid
})
afterAll(async () => {
  for (const container of await holder.list()) await container.destroy({ force: true })
})

// Hundreds of containers, one after another.
vi.setConfig({ testTimeout: slow(300_000) })

const covered = new Set<string>()
let made = 0

describe.each(faultPlans)('$name', ({ options = {}, change }: FaultPlan) => {
  let target: Bundle
  let steps: OperationDescription[]
  const id = () => `gantry-fault-${process.pid}-${made}`
  const create = (...args: string[]) =>
    factory(...args).create(id(), target.config, { bundle: target.path, ...options })

  beforeAll(async () => {
    target = bundle(join(folder, `bundle-${++made}`), ['true'])
    change(target.config, target, holderPid)
    const compiled = { id: id(), bundle: target.path, host: hostFacts(), ...options }
    const { plan } = rawCore().compile(Buffer.from(JSON.stringify(target.config)), compiled)
    steps = rawCore().describe(plan!.message).operations
    // What the supervisor opens once and keeps is open before the first look: the copy of the init, the thread pool.
    const container = await create()
    await container.run()
    await container.destroy({ force: true })
  })

  it('starts and ends without a fault, and leaves nothing', async () => {
    const before = tracesOf(root, id())
    const container = await create()
    const run = await container.run()
    run.stdout?.resume()
    run.stderr?.resume()
    run.console?.resume()
    expect(await run.wait()).toMatchObject({ exitCode: 0 })
    run.stdin?.destroy()
    run.console?.destroy()
    await container.destroy()
    await expectNothingLeft(root, id(), before)
  })

  it('leaves nothing, whatever operation fails', async () => {
    const before = tracesOf(root, id())
    for (const { step, operation } of steps) {
      const container = await create(`fault=${step}:${EIO}:hard`)
      const failure = await failureOf(container.run())
      expect(failure, `step ${step}, ${operation}`).toMatchObject({
        name: 'ContainerError',
        code: 'SystemError',
        step,
        steps: steps.length,
        operation,
        errno: EIO,
        errnoName: 'EIO',
      })
      expect(failure?.message).toContain(`step ${step} of ${steps.length}: `)
      expect(failure?.message).toContain('EIO')
      await expectNothingLeft(root, id(), before)
      covered.add(operation)
    }
  })

  it('says so at create, whatever operation before the start fails', async () => {
    const before = tracesOf(root, id())
    const last = steps.findIndex(({ operation }) => operation === 'wait for start')
    for (const { step, operation } of [steps[0]!, steps[Math.floor(last / 2)]!, steps[last - 1]!]) {
      const container = await create(`fault=${step}:${EIO}:hard`)
      expect(await failureOf(container.start()), operation).toMatchObject({ step, operation, errno: EIO })
      await expectNothingLeft(root, id(), before)
    }
  })

  it('leaves nothing, if the first of two processes is killed before it can tell of the second', async () => {
    const before = tracesOf(root, id())
    for (const { step } of steps.filter(({ operation }) => operation === 'clone into the namespaces')) {
      const container = await create(`fault=${step}:${EIO}:killed`)
      expect((await failureOf(container.run()))?.message).toContain('ended by SIGKILL')
      await expectNothingLeft(root, id(), before)
    }
  })

  it('takes the alternatives that the plan has, and tells of those that matter', async () => {
    const before = tracesOf(root, id())
    for (const { step, operation, name, quiet } of alternativesOf(steps)) {
      const notices: string[] = []
      const errno = constants.errno[name as 'EPERM']
      const init = { path: built.initFault, arguments: [`fault=${step}:${errno}`] }
      const tolerant = createFactory({ root, init, onNotice: ({ message }) => notices.push(message) })
      const container = await tolerant.create(id(), target.config, { bundle: target.path, ...options })
      const run = await container.run({ stdio: 'ignore' })
      run.console?.resume()
      expect((await run.wait()).exitCode, `step ${step}, ${operation}, ${name}`).toBe(0)
      run.console?.destroy()
      await container.destroy()
      const told = notices.filter((notice) => notice.includes(`step ${step} of `) && notice.includes(name))
      expect(told, `step ${step}, ${operation}, ${name}`).toHaveLength(quiet ? 0 : 1)
      await expectNothingLeft(root, id(), before)
    }
  })
})

it('the plans together make every operation of the contract fail', () => {
  // Alternatives, never steps of their own.
  covered.add('bind device')
  covered.add('replace by symbolic link')
  covered.add('set up network') // in network.test.ts, in a network namespace of its own
  expect(operationTexts.filter((operation) => !covered.has(operation))).toEqual([])
})

interface Alternative {
  step: number
  operation: string
  /** Of an errno. */
  name: string
  quiet: boolean
}

/** One of each operation and errno. */
function alternativesOf(steps: OperationDescription[]): Alternative[] {
  const found = new Map<string, Alternative>()
  for (const { step, operation, on = [] } of steps) {
    for (const { errno, quiet = false } of on) {
      for (const name of errno) found.set(`${operation} ${name}`, { step, operation, name, quiet })
    }
  }
  return [...found.values()]
}
