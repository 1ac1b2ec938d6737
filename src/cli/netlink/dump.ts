// SPDX-License-Identifier: Apache-2.0
// gantry netlink dump: asks the kernel for all that there is of some kinds, in this or another network namespace.
import { existsSync } from 'node:fs'
import * as codec from '../../netlink/index.js'
import { type NetworkNamespace, openNetlinkSocket } from '../../netlink/socket.js'
import type { Message, MessageInput } from '../../netlink/types.js'
import type { Call } from '../frame/call.js'
import { UsageError } from '../frame/options.js'
import type { Verb } from '../frame/verb.js'
import { choice, formatOption } from './options.js'
import { outputFormats, textFirst, writeInput } from './output.js'

export const verb: Verb = {
  summary: 'ask the kernel for links, addresses, routes, neighbours or rules; by default for all',
  usage: '[options] [KIND…]',
  args: [0, Number.POSITIVE_INFINITY],
  options: {
    format: formatOption(textFirst),
    netns: { type: 'string', value: 'NAME', help: 'a network namespace by name, path or process id' },
  },
  plain: true,
  usageStatus: 2,
  run: dump,
}

const everything = { family: 'AF_UNSPEC' }

const kinds: Readonly<Record<string, Omit<MessageInput, 'flags'>>> = {
  links: {
    type: 'RTM_GETLINK',
    header: everything,
    attributes: [{ name: 'IFLA_EXT_MASK', value: ['RTEXT_FILTER_VF'] }],
  },
  addresses: { type: 'RTM_GETADDR', header: everything },
  routes: { type: 'RTM_GETROUTE', header: everything },
  neighbours: { type: 'RTM_GETNEIGH', header: everything },
  rules: { type: 'RTM_GETRULE', header: everything },
}

async function dump(call: Call): Promise<number> {
  const { options, args } = call
  const format = choice(options, 'format', outputFormats) ?? 'text'
  const wanted = args.length === 0 ? Object.keys(kinds) : args
  const requests = wanted.map((kind) => {
    const request = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
    if (request === undefined)
      throw new UsageError(`there are no ${JSON.stringify(kind)}: ${Object.keys(kinds).join(', ')}`)
    return request
  })
  const namespace = namespaceOption(call)
  const messages: Message[] = []
  await using socket = await openNetlinkSocket(namespace === undefined ? {} : { namespace })
  for (const request of requests) messages.push(...(await socket.dump(request)))
  const protocol = 'route'
  const datagrams = messages.map((message) => ({
    bytes: codec.encode(message, { protocol }),
    protocol: 'route' as const,
    direction: 'received' as const,
  }))
  writeInput(call, { datagrams, messages, protocol, byteOrder: 'little' }, format)
  return 0
}

/** A name as `ip netns` gives it, a path, or a process. */
function namespaceOption({ options, reach }: Call): NetworkNamespace | undefined {
  const given = options.text('netns')
  if (given === undefined) {
    if (options.flag('netns')) throw new UsageError('--netns is empty')
    return undefined
  }
  if (/^\d+$/.test(given)) return { pid: Number(given) }
  const path = given.includes('/') ? reach(given) : `/run/netns/${given}`
  if (!existsSync(path)) throw new Error(`there is no network namespace ${given}: ${path} does not exist`)
  return path
}
