// requires: nothing
import { expect, it } from 'vitest'
import { NetlinkError } from '../../src/netlink/types.js'
import { ack, done, link, scripted } from '../helpers/netlink-peer.js'

const getLink = { type: 'RTM_GETLINK', header: {} }
const nameOf = ({ attributes = [] }: { attributes?: { name?: string; value?: unknown }[] }) =>
  attributes.find(({ name }) => name === 'IFLA_IFNAME')?.value

it('a request is numbered, flagged and answered', async () => {
  const { socket, peer } = scripted((request, peer) => peer.say([link(request, 'lo'), ack(request)]))
  const answer = await socket.request({ ...getLink, header: { index: 1 } })
  expect(answer.map(nameOf)).toEqual(['lo'])
  expect(peer.sent).toMatchObject([
    [{ type: 'RTM_GETLINK', flags: ['NLM_F_REQUEST', 'NLM_F_ACK'], sequence: 1, port: 0, header: { index: 1 } }],
  ])
  await socket.request({ ...getLink, flags: ['NLM_F_ECHO'] })
  expect(peer.sent[1]).toMatchObject([{ flags: ['NLM_F_REQUEST', 'NLM_F_ACK', 'NLM_F_ECHO'], sequence: 2 }])
})

it('numbers begin where the caller says, and start over at 2^32', async () => {
  const { socket, peer } = scripted((request, peer) => peer.say(ack(request)), { sequence: 2 ** 32 - 1 })
  await socket.request(getLink)
  await socket.request(getLink)
  expect(peer.sent.flat().map(({ sequence }) => sequence)).toEqual([2 ** 32 - 1, 0])
})

it('answers find their request in any order', async () => {
  const { socket, peer } = scripted(() => {})
  const first = socket.request(getLink)
  const second = socket.request(getLink)
  await new Promise(setImmediate)
  const [[one], [two]] = peer.sent as [[never], [never]]
  peer.say([link(two, 'second'), link(one, 'first')])
  peer.say([ack(two), ack(one)])
  expect((await first).map(nameOf)).toEqual(['first'])
  expect((await second).map(nameOf)).toEqual(['second'])
})

it('answers to nobody, late and repeated ones are dropped', async () => {
  const { socket } = scripted((request, peer) => {
    peer.say(ack({ ...request, sequence: request.sequence + 100 }, 'EPERM'))
    peer.say([link(request, 'lo'), ack(request), ack(request, 'EPERM'), link(request, 'again')])
  })
  expect((await socket.request(getLink)).map(nameOf)).toEqual(['lo'])
  expect((await socket.request(getLink)).map(nameOf)).toEqual(['lo'])
})

it('a refusal says why, and which attribute it was', async () => {
  const { socket } = scripted((request, peer) =>
    peer.say(
      ack(request, 'EINVAL', {
        flags: ['NLM_F_CAPPED', 'NLM_F_ACK_TLVS'],
        attributes: [
          { name: 'NLMSGERR_ATTR_MSG', value: 'mtu less than device minimum' },
          { name: 'NLMSGERR_ATTR_OFFS', value: 32 },
        ],
      }),
    ),
  )
  const request = { type: 'RTM_NEWLINK', header: { index: 1 }, attributes: [{ name: 'IFLA_MTU', value: 1 }] }
  await expect(socket.request(request)).rejects.toMatchObject({
    name: 'NetlinkSocketError',
    code: 'EINVAL',
    errno: 22,
    text: 'mtu less than device minimum',
    offset: 32,
    path: 'IFLA_MTU',
    message: 'RTM_NEWLINK: invalid argument, mtu less than device minimum, at IFLA_MTU (EINVAL)',
    request: { type: 'RTM_NEWLINK' },
  })
})

it('a request that no message can hold is not sent', async () => {
  const { socket, peer } = scripted(() => {})
  await expect(socket.request({ type: 'RTM_NOTHING' })).rejects.toThrow(NetlinkError)
  expect(peer.sent).toEqual([])
})

it('a batch goes out in one datagram, and every request has its own result', async () => {
  const { socket, peer } = scripted((request, peer) => peer.say(ack(request, request.sequence === 2 ? 'ENODEV' : 0)))
  const results = await socket.batch([getLink, getLink, getLink])
  expect(peer.sent.map((messages) => messages.length)).toEqual([3])
  expect(results).toMatchObject([
    { status: 'fulfilled', value: [] },
    { status: 'rejected', reason: { code: 'ENODEV' } },
    { status: 'fulfilled', value: [] },
  ])
})

it('a long batch goes out in parts whose answers fit into the receive buffer', async () => {
  const { socket, peer } = scripted((request, peer) => peer.say(ack(request)))
  expect(await socket.batch(Array.from({ length: 150 }, () => getLink))).toHaveLength(150)
  expect(peer.sent.map((messages) => messages.length)).toEqual([64, 64, 22])
  expect(await socket.batch([])).toEqual([])
})

it('a dump is put together from its parts', async () => {
  const { socket, peer } = scripted((request, peer) => {
    peer.say([link(request, 'a', ['NLM_F_MULTI']), link(request, 'b', ['NLM_F_MULTI'])])
    peer.say([link(request, 'c', ['NLM_F_MULTI']), done(request)])
  })
  expect((await socket.dump(getLink)).map(nameOf)).toEqual(['a', 'b', 'c'])
  expect(peer.sent[0]?.[0]?.flags).toContain('NLM_F_DUMP')
})

it('a dump that fails half way is an error', async () => {
  const { socket } = scripted((request, peer) => {
    peer.say(link(request, 'a', ['NLM_F_MULTI']))
    peer.say(
      done(request, {
        flags: ['NLM_F_MULTI', 'NLM_F_ACK_TLVS'],
        error: 'EINVAL',
        attributes: [{ name: 'NLMSGERR_ATTR_MSG', value: 'Unknown attribute type' }],
      }),
    )
  })
  await expect(socket.dump(getLink)).rejects.toMatchObject({ code: 'EINVAL', text: 'Unknown attribute type' })
})

it('a dump that changes disturbed is made again, and in the end given up', async () => {
  let left = 2
  const { socket, peer } = scripted((request, peer) => {
    const flags = ['NLM_F_MULTI', ...(left-- > 0 ? ['NLM_F_DUMP_INTR'] : [])]
    peer.say([link(request, `left${left}`, flags), done(request)])
  })
  expect((await socket.dump(getLink)).map(nameOf)).toEqual(['left-1'])
  expect(peer.sent).toHaveLength(3)
  left = Number.POSITIVE_INFINITY
  await expect(socket.dump(getLink)).rejects.toMatchObject({
    code: 'EINTR',
    message: 'RTM_GETLINK: the dump was interrupted by changes 8 times (EINTR)',
  })
})

it('events are heard beside requests, and only what came to a group is one', async () => {
  const { socket } = scripted(
    (request, peer) => {
      // What it tells the group carries the number of the request that caused it.
      peer.say(link(request, 'heard'), 1)
      peer.say(ack(request))
    },
    { listens: true },
  )
  expect(await socket.request(getLink)).toEqual([])
  for await (const event of socket.events()) {
    expect(nameOf(event)).toBe('heard')
    break
  }
})

it('nothing is read while nobody waits', async () => {
  const { socket, peer } = scripted(() => {}, { listens: true })
  let reads = 0
  const receive = peer.receive.bind(peer)
  peer.receive = (signal) => {
    reads++
    return receive(signal)
  }
  const events = socket.events()
  peer.say(link({ sequence: 0 } as never, 'one'), 1)
  await new Promise(setImmediate)
  expect(reads).toBe(0)
  expect(nameOf((await events.next()).value!)).toBe('one')
  peer.say(link({ sequence: 0 } as never, 'two'), 1)
  await new Promise(setImmediate)
  expect(reads).toBe(1)
  expect(nameOf((await events.next()).value!)).toBe('two')
  await events.return()
})

it('an overrun fails what waits; events go on after it', async () => {
  const { socket, peer } = scripted(() => {}, { listens: true })
  const request = socket.request(getLink)
  peer.say(link({ sequence: 0 } as never, 'before'), 1)
  peer.overrun()
  await expect(request).rejects.toMatchObject({ code: 'ENOBUFS' })
  const events = socket.events()
  expect(nameOf((await events.next()).value!)).toBe('before')
  await expect(events.next()).rejects.toMatchObject({ code: 'ENOBUFS' })
  peer.say(link({ sequence: 0 } as never, 'after'), 1)
  const again = socket.events()
  expect(nameOf((await again.next()).value!)).toBe('after')
  await again.return()
})

it('nonsense of the other end fails what waits, and the socket is usable after it', async () => {
  const { socket, peer } = scripted((request, peer) => {
    if (request.sequence === 1) peer.sayBytes(Uint8Array.of(1, 2, 3))
    else peer.say(ack(request))
  })
  await expect(socket.request(getLink)).rejects.toThrow(NetlinkError)
  await socket.request(getLink)
  expect(peer.closed).toBe(false)
})

it('an abort ends the waiting with its reason', async () => {
  const { socket, peer } = scripted(() => {}, { listens: true })
  const reason = new Error('enough')
  for (const start of [
    (signal: AbortSignal) => socket.request(getLink, { signal }),
    (signal: AbortSignal) => socket.dump(getLink, { signal }),
    (signal: AbortSignal) => socket.batch([getLink, getLink], { signal }),
    (signal: AbortSignal) => socket.events({ signal }).next(),
  ]) {
    const controller = new AbortController()
    const waiting = start(controller.signal)
    setImmediate(() => controller.abort(reason))
    await expect(waiting).rejects.toBe(reason)
    await expect(start(controller.signal)).rejects.toBe(reason)
  }
  expect(peer.sent).toHaveLength(3)
})

it('closing ends everything that waits', async () => {
  const { socket, peer } = scripted(() => {}, { listens: true })
  const request = socket.request(getLink)
  const event = socket.events().next()
  await new Promise(setImmediate)
  await Promise.all([socket.close(), socket.close()])
  await expect(request).rejects.toMatchObject({ code: 'EBADF' })
  expect(await event).toEqual({ done: true, value: undefined })
  expect(peer.closed).toBe(true)
  await expect(socket.request(getLink)).rejects.toMatchObject({ code: 'EBADF' })
})

it('a send that fails is told to who sent', async () => {
  const { socket, peer } = scripted((request, peer) => peer.say(ack(request)))
  const failure = new Error('message too long')
  const send = peer.send.bind(peer)
  peer.send = () => Promise.reject(failure)
  await expect(socket.request(getLink)).rejects.toBe(failure)
  expect(await socket.batch([getLink]).catch((error: unknown) => error)).toBe(failure)
  peer.send = send
  await socket.request(getLink)
})

it('a socket without groups has no events, and one with them one listener', async () => {
  const { socket } = scripted(() => {})
  await expect(socket.events().next()).rejects.toThrow('the netlink socket is in no group')
  const { socket: other } = scripted(() => {}, { listens: true })
  const first = other.events().next()
  await expect(other.events().next()).rejects.toThrow('another iteration takes the messages of this socket')
  await other.close()
  await first
})
