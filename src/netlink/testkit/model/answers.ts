// SPDX-License-Identifier: Apache-2.0
// Acknowledgements and errors as the kernel words them. See netlink_ack of net/netlink/af_netlink.c.
import { encode, layout } from '../../index.js'
import type { AttributeInput, CodecOptions, Message, MessageInput } from '../../types.js'
import type { Refusal } from './refusal.js'

/** An acknowledgement holds the header of its request, and none of the rest. */
export function acknowledgement(request: Message, options: CodecOptions): MessageInput {
  const { type, flags, sequence, port } = request
  const length = encode(request, options).length
  return { type: 'NLMSG_ERROR', flags: ['NLM_F_CAPPED'], error: 0, request: { type, flags, sequence, port, length } }
}

/** An error holds all of its request. */
export function refusal(request: Message, why: Refusal, options: CodecOptions): MessageInput {
  const attributes = explanation(request, why, options)
  return {
    type: 'NLMSG_ERROR',
    flags: attributes.length > 0 ? ['NLM_F_ACK_TLVS'] : [],
    error: why.errno,
    request,
    ...(attributes.length > 0 ? { attributes } : {}),
  }
}

export function explanation(request: Message, why: Refusal, options: CodecOptions): AttributeInput[] {
  const { text, attribute } = why
  const pieces = attribute === undefined ? [] : layout(encode(request, options), options)
  const offset = pieces.find(({ path }) => path === attribute)?.offset
  return [
    ...(text === undefined ? [] : [{ name: 'NLMSGERR_ATTR_MSG', value: text }]),
    ...(offset === undefined ? [] : [{ name: 'NLMSGERR_ATTR_OFFS', value: offset }]),
  ]
}
