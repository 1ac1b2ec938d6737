// requires: root, linux
// Bootstrap messages that the core would never write, and answers that the supervisor would never send. A damaged
// message is refused as a whole: its first operation, which asks the supervisor for something, does not run.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type LaunchRequest, receive, send, socketPair, waitPidfd } from '../../src/bridge/index.js'
import { rawCore } from '../../src/core/raw.js'
import type { ControlMessage } from '../../src/core/types.js'
import { alternative, asks, bootstrap, ends, inits, operation, type Values } from '../helpers/bootstrap.js'
import { attributes as a, attribute, control, message, messageTypes, text, u32 } from '../helpers/contract.js'
import { built } from '../helpers/paths.js'

const devNull = openSync('/dev/null', 'r+')
afterAll(() => closeSync(devNull))
const { fifo, start } = inits(devNull)

interface Said {
  messages: ControlMessage[]
  exitCode: number | undefined
}

/** Runs the init on a message, answers its requests with `answer`, and tells what it said. */
async function say(bytes: Uint8Array, answer?: Uint8Array, changes?: Partial<LaunchRequest>): Promise<Said> {
  const { pidfd, control: socket } = await start(bytes, changes)
  const messages: ControlMessage[] = []
  let open = true
  while (open) {
    const packet = await receive(socket)
    if (!packet) break
    messages.push(rawCore().readControl(packet.data))
    if (messages.at(-1)?.type !== 'run hooks') continue
    if (answer) send(socket, answer)
    else open = false
  }
  closeSync(socket)
  const ending = await waitPidfd(pidfd)
  closeSync(pidfd)
  return { messages, exitCode: 'exitCode' in ending ? ending.exitCode : undefined }
}

const refused = (step: number, errnoName: string) => ({
  messages: [expect.objectContaining({ type: 'failed', step, errnoName })],
  exitCode: 255,
})

/** The message with another number for its type. */
function ofType(type: string, bytes: Buffer): Buffer {
  bytes.writeUInt16LE(messageTypes[type]!, 4)
  return bytes
}

/** What system calls read as "leave it". */
const allOnes = 0xffffffff

const mkdir = (values: Values, ...more: Uint8Array[]) =>
  operation('MKDIR', { TARGET: '/a', MODE: 0o755, ...values }, ...more)

describe('a bootstrap message', () => {
  it('that is whole runs', async () => {
    expect(await say(bootstrap(asks, ...ends))).toMatchObject({ messages: [{ type: 'run hooks' }] })
  })

  it.each<[string, Uint8Array, string]>([
    ['an unknown number', operation(999), 'EOPNOTSUPP'],
    ['an attribute that the operation does not have', mkdir({ UID: 0 }), 'EOPNOTSUPP'],
    ['an unknown attribute', mkdir({}, attribute(200, u32(1))), 'EOPNOTSUPP'],
    ['a missing attribute', operation('MKDIR', { TARGET: '/a' }), 'EBADMSG'],
    ['an attribute twice', mkdir({}, attribute(a['MODE']!, u32(1))), 'EBADMSG'],
    ['a string without its end', mkdir({ TARGET: Buffer.from('/a') }), 'EBADMSG'],
    ['a string with an end inside', mkdir({ TARGET: Buffer.from('/a\0b\0') }), 'EBADMSG'],
    ['an empty string payload', mkdir({ TARGET: Buffer.alloc(0) }), 'EBADMSG'],
    ['a number of another width', mkdir({ MODE: Buffer.alloc(8) }), 'EBADMSG'],
    ['a flag that is not 1', operation('ROOTFS', { PATH: '/a', RECURSIVE: 2 }), 'EBADMSG'],
    ['a relative target', mkdir({ TARGET: 'a' }), 'EBADMSG'],
    ['a target with ..', mkdir({ TARGET: '/a/../b' }), 'EBADMSG'],
    ['a target longer than any path', mkdir({ TARGET: `/${'a'.repeat(4096)}` }), 'EBADMSG'],
    ['a path longer than any path', operation('ROOTFS', { PATH: `/${'a'.repeat(4096)}` }), 'EBADMSG'],
    ['a slot beyond the last', operation('OPEN_SOURCE', { SLOT: 4096, SOURCE: '/a' }), 'EBADMSG'],
    ['no kind of hook', operation('RUN_HOOKS', { KIND: 0 }), 'EBADMSG'],
    ['a kind of hook that there is not', operation('RUN_HOOKS', { KIND: 1 << 6 }), 'EBADMSG'],
    ['a sysctl that leads out', operation('SYSCTL', { NAME: 'net/../kernel/core_pattern', VALUE: '' }), 'EBADMSG'],
    ['an absolute sysctl', operation('SYSCTL', { NAME: '/kernel/core_pattern', VALUE: '' }), 'EBADMSG'],
    ['a bind mount without a source', operation('BIND', { TARGET: '/a' }), 'EBADMSG'],
    ['a bind mount with two', operation('BIND', { TARGET: '/a', SOURCE: '/b', SLOT: 0 }), 'EBADMSG'],
    ['the user of all ones', operation('SET_USER', { UID: allOnes, GID: 0 }), 'EBADMSG'],
    ['the group of all ones', operation('SET_USER', { UID: 0, GID: allOnes }), 'EBADMSG'],
    [
      'the group of all ones among others',
      operation('SET_USER', { UID: 0, GID: 0, GROUPS: Buffer.concat([u32(5), u32(allOnes)]) }),
      'EBADMSG',
    ],
    ['a terminal for the group of all ones', operation('CONSOLE', { UID: 0, GID: allOnes }), 'EBADMSG'],
    ['a slot beyond all bounds', operation('OPEN_SOURCE', { SLOT: 0xffffffff, SOURCE: '/a' }), 'EBADMSG'],
    ['a target on a mount that is not kept', mkdir({ BASE: 0 }), 'EBADMSG'],
    ['a mount that lies on itself', operation('BIND', { TARGET: '/a', SOURCE: '/a', KEEP: 0, BASE: 0 }), 'EBADMSG'],
    ['a mount kept beyond all bounds', operation('BIND', { TARGET: '/a', SOURCE: '/a', KEEP: 4096 }), 'EBADMSG'],
    ['a hook of no kind', operation('HOOK', { KIND: 0, INDEX: 0, PATH: '/a', ARGS: text('a') }), 'EBADMSG'],
    ['namespaces to join without their paths', operation('JOIN_NAMESPACES'), 'EBADMSG'],
    ['a network request that is cut', operation('NETLINK', { MESSAGE: message(16).subarray(0, 12) }), 'EBADMSG'],
    ['a network request without an end', operation('NETLINK', { MESSAGE: Buffer.alloc(16) }), 'EBADMSG'],
    ['an alternative for nothing', mkdir({}, alternative([])), 'EBADMSG'],
    ['an alternative that is unknown', mkdir({}, alternative([1], operation(999))), 'EOPNOTSUPP'],
    ['two alternatives in one', mkdir({}, alternative([1], mkdir({}), mkdir({}))), 'EBADMSG'],
    ['more descriptors kept than it has', operation('EXEC', { PRESERVE: 1 }), 'EBADMSG'],
  ])('with %s is refused', async (_, bad, errnoName) => {
    expect(await say(bootstrap(asks, bad, ...ends))).toEqual(refused(2, errnoName))
  })

  it('with alternatives of alternatives without end is refused', async () => {
    let nested = mkdir({})
    for (let depth = 0; depth < 8; depth++) nested = mkdir({}, alternative([1], nested))
    expect(await say(bootstrap(asks, nested, ...ends))).toEqual(refused(2, 'ELOOP'))
  })

  it.each<[string, Uint8Array]>([
    ['nothing', message(messageTypes['INIT']!)],
    ['no end in a program', bootstrap(asks)],
    [
      'arguments that do not end',
      bootstrap(asks, operation('ARGUMENTS', { STRINGS: Buffer.from('a') }), operation('EXEC')),
    ],
    [
      'arguments of which the last does not end',
      bootstrap(asks, operation('ARGUMENTS', { STRINGS: Buffer.from('a\0b') }), operation('EXEC')),
    ],
    [
      'an environment that does not end',
      bootstrap(asks, operation('ENVIRONMENT', { STRINGS: Buffer.from('A=b') }), ...ends),
    ],
    ['no arguments', bootstrap(asks, operation('EXEC'))],
    ['another type', ofType('CONTINUE', bootstrap(asks, ...ends))],
    ['less than a header', Buffer.alloc(8)],
    ['more than it says', Buffer.concat([bootstrap(asks, ...ends), Buffer.alloc(4)])],
    ['less than it says', bootstrap(asks, ...ends).subarray(0, -4)],
  ])('of %s is refused', async (_, bytes) => {
    const { messages, exitCode } = await say(bytes)
    expect(messages).toEqual([expect.objectContaining({ type: 'failed' })])
    expect(exitCode).toBe(255)
  })

  it('that is not sealed is refused: whoever holds it could change it after the check', async () => {
    const path = `/dev/shm/gantry-message-${process.pid}`
    writeFileSync(path, bootstrap(asks, ...ends))
    const unsealed = openSync(path, 'r')
    rmSync(path)
    const place = openSync(fifo, 'r+')
    const [ours, theirs] = socketPair('packets')
    const init = spawn(built.init, ['3'], { stdio: ['ignore', 'ignore', 'ignore', theirs, unsealed, place] })
    for (const fd of [unsealed, place, theirs]) closeSync(fd)
    const packet = await receive(ours)
    expect(rawCore().readControl(packet!.data)).toMatchObject({
      type: 'failed',
      errnoName: 'EPERM',
      action: 'verify that the message is sealed',
    })
    init.kill('SIGKILL')
    closeSync(ours)
  })

  it('with a network request that the kernel refuses fails there', async () => {
    // RTM_NEWLINK of the link 4711, NLM_F_REQUEST | NLM_F_ACK
    const request = Buffer.alloc(32)
    request.writeUInt32LE(32, 0)
    request.writeUInt16LE(16, 4)
    request.writeUInt16LE(5, 6)
    request.writeUInt32LE(4711, 20)
    const bytes = bootstrap(operation('NETLINK', { MESSAGE: request }), asks, ...ends)
    const { messages } = await say(bytes, undefined, { cloneFlags: 0x40000000 })
    expect(messages).toEqual([expect.objectContaining({ type: 'failed', step: 1, errnoName: 'ENODEV' })])
  })

  it('with a fifo that is none waits for nobody', async () => {
    const bytes = bootstrap(operation('WAIT_FOR_START'), ...ends)
    const { messages, exitCode } = await say(bytes, undefined, { fifo: '/dev/null' })
    expect(messages).toEqual([expect.objectContaining({ type: 'failed', step: 1, errnoName: 'EINVAL' })])
    expect(exitCode).toBe(255)
  })

  it('of any damaged byte never crashes the init', async () => {
    const whole = bootstrap(asks, mkdir({}, alternative([1], mkdir({}))), ...ends)
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole)
      damaged[at]! ^= 0xff
      expect(await say(damaged, control('ABORT')), `byte ${at}`).toMatchObject({ exitCode: 255 })
    }
  })
})

describe('a target on a mount', () => {
  const nothingMounted = operation(
    'MOUNT',
    { TARGET: '/a', FSTYPE: 'no such type', SOURCE: 'x', KEEP: 0 },
    alternative([constants.errno.ENODEV]),
  )

  it('that was skipped is refused, not looked for elsewhere', async () => {
    const root = mkdtempSync(join(dirname(fifo), 'root-'))
    const below = mkdir({ TARGET: '/a/b', BASE: 0 })
    const { messages } = await say(bootstrap(operation('ROOTFS', { PATH: root }), nothingMounted, below, ...ends))
    expect(messages.at(-1)).toMatchObject({ type: 'failed', step: 3, errnoName: 'EBADF' })
    expect(existsSync(join(root, 'a'))).toBe(true)
    expect(existsSync(join(root, 'a/b'))).toBe(false)
  })
})

describe('an answer of the supervisor', () => {
  const whole = bootstrap(asks, ...ends)

  it.each<[string, Uint8Array]>([
    ['shorter than a header', Buffer.from('abc')],
    ['longer than its packet', Buffer.concat([u32(500), control('CONTINUE').subarray(4)])],
    ['of no length', Buffer.concat([u32(0), control('CONTINUE').subarray(4)])],
    ['of a type that is no answer', control('READY')],
    ['longer than any answer', Buffer.concat([control('READY'), Buffer.alloc(8000)])],
  ])('%s ends the init with an error', async (_, answer) => {
    const { messages, exitCode } = await say(whole, answer)
    expect(messages).toEqual([
      expect.objectContaining({ type: 'run hooks' }),
      expect.objectContaining({ type: 'failed', step: 1, errnoName: 'EBADMSG' }),
    ])
    expect(exitCode).toBe(255)
  })

  it('that aborts ends it without a word', async () => {
    expect(await say(whole, control('ABORT'))).toEqual({
      messages: [expect.objectContaining({ type: 'run hooks' })],
      exitCode: 255,
    })
  })

  it('that never comes, because the supervisor is gone, ends it: nothing that follows runs', async () => {
    const ran = `${fifo}.ran`
    const strings = Buffer.concat(['program', 'write', ran, 'ran'].map(text))
    const next = operation('HOOK', { KIND: 4, INDEX: 0, PATH: built.program, ARGS: strings })
    expect(await say(bootstrap(asks, next, ...ends))).toMatchObject({ exitCode: 255 })
    expect(existsSync(ran)).toBe(false)
    await say(bootstrap(next, ...ends))
    expect(existsSync(ran)).toBe(true)
  })
})
