// SPDX-License-Identifier: Apache-2.0
import * as codec from '../index.js'
import { type ConversationOptions, NetlinkSocket } from '../socket/conversation.js'
import type { MemoryChannel } from './channel.js'

/**
 * A socket whose other end is a scripted peer or the model, in place of the kernel.
 * @param options `listens: true` for a socket whose `events` are read.
 */
export const openSocketTo = (channel: MemoryChannel, options: ConversationOptions = {}): NetlinkSocket =>
  new NetlinkSocket(channel, codec, { protocol: 'route', ...options })
