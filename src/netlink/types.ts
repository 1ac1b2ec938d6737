// SPDX-License-Identifier: Apache-2.0
// What netlink messages look like as values. The codec writes every field that it reads, so that
// `encode(decode(bytes))` gives the same bytes; fields that say something unusual about the bytes (`rest`, `padding`,
// `terminated`, …) are there only where the bytes are unusual.

import type { AttributeName, MessageName } from '../generated/names.js'

/** Editors offer the known names beside it; what is wrong, `encode` refuses. */
type AnyName = string & Record<never, never>

/**
 * What the numbers of a message mean: the bytes alone do not tell. `route`, `generic`, `sock_diag`, `connector` and
 * `uevent` are the kernel's NETLINK_* protocols; `libcontainer` is the bootstrap message (type 62000) that starts a
 * container, and gantry's control messages.
 */
export type Protocol = 'route' | 'generic' | 'libcontainer' | 'sock_diag' | 'connector' | 'uevent'

export type ByteOrder = 'little' | 'big'

export interface CodecOptions {
  /** Default: `route`. */
  protocol?: Protocol
  /** Of the machine that wrote the bytes. Default: `little`. Fields that are big endian on every machine stay so. */
  byteOrder?: ByteOrder
}

export interface EncodeOptions extends CodecOptions {
  /** nlmsg_seq of the first message that has none of its own; each further one counts up. Default: 0. */
  sequence?: number
  /** nlmsg_pid of messages that have none of their own. Default: 0. */
  port?: number
}

/**
 * A value. Up to 32 bits are numbers, 64 bits are bigint; addresses, MACs and names are text; an enumeration is the
 * kernel's name (`'AF_INET'`) or a number that has none; flags are the kernel's names, bits without one a last `'0x…'`;
 * a flag attribute is `true`; structures are objects with the kernel's field names without their prefix.
 */
export type Value = number | bigint | string | boolean | readonly Value[] | { readonly [field: string]: Value }

/** The fields of a family header (`ifinfomsg`, `rtmsg`, …), by the kernel's names without their prefix. */
export type Header = { [field: string]: Value }

export interface Attribute {
  /** The kernel's name (`'IFLA_MTU'`); of a next hop in RTA_MULTIPATH `'nexthop'`. */
  name?: string
  /** The number: in place of a name that nobody knows, and of elements of an array. Without the two flag bits. */
  type?: number
  /** Exactly one of `value`, `attributes` and `bytes` holds the payload. */
  value?: Value
  /** Of a nest, in order. */
  attributes?: Attribute[]
  /** The structure before the attributes: VETH_INFO_PEER, a next hop. */
  header?: Header
  /** Bytes of the structure in `value`, where it ends early. */
  size?: number
  /** Hex: a payload that no table knows, or of bytes. */
  bytes?: string
  /** Hex: what follows the value in the payload, which readers ignore (a u8 sent as 4 bytes). */
  rest?: string
  /** `false`: a string that lacks its NUL. */
  terminated?: false
  /** Hex: the padding, where it is not zeros up to a multiple of 4; empty where it is missing. */
  padding?: string
  /** NLA_F_NESTED, where it is not what the encoder would write for this attribute. */
  nested?: boolean
  /** NLA_F_NET_BYTEORDER. The kernel's rtnetlink ignores it, and so does the value. */
  networkByteOrder?: true
}

export interface Message {
  /** `'RTM_NEWLINK'`, or a number that has no name. */
  type: string | number
  /** Names that fit the kind of message (`NLM_F_DUMP` of a request, `NLM_F_CREATE` of a new object). */
  flags: string[]
  /** nlmsg_seq. */
  sequence: number
  /** nlmsg_pid. */
  port: number
  header?: Header
  /** Bytes of the header, where it ends early: many requests for dumps hold the family only. */
  headerSize?: number
  attributes?: Attribute[]
  /** Hex: what no table knows, from behind the header to the end. */
  payload?: string
  /** Of NLMSG_ERROR and NLMSG_DONE: the errno's name (`'EEXIST'`), 0 for none, else the number on the wire. */
  error?: string | number
  /** Of NLMSG_ERROR: the message that it answers. */
  request?: Message
  /** nlmsg_len, where it is not the length of what is here: the `request` of a capped acknowledgement. */
  length?: number
  /** Hex: what stands between this message and the next, where it is not zeros up to a multiple of 4. */
  padding?: string
}

/** A message to write: what is left out is 0, empty or the encoder's default. A decoded message is one, too. */
export interface MessageInput extends Partial<Omit<Message, 'flags' | 'header' | 'attributes' | 'request' | 'type'>> {
  type: MessageName | AnyName | number
  flags?: readonly string[] | number
  header?: { readonly [field: string]: Value | undefined }
  attributes?: readonly AttributeInput[]
  request?: MessageInput
}

/** Numbers may also come as decimal text, as JSON has those of 64 bits; flags and enumerations as numbers. */
export interface AttributeInput extends Omit<Attribute, 'name' | 'attributes' | 'header'> {
  name?: AttributeName | AnyName
  attributes?: readonly AttributeInput[]
  header?: { readonly [field: string]: Value | undefined }
}

/**
 * How exact `validate` is. `kernel`: what the kernel refuses of this message by default. `strict`: what it refuses with
 * NETLINK_GET_STRICT_CHK and of its strict families, and everything that no careful writer writes.
 */
export type Strictness = 'strict' | 'kernel'

/** Something wrong with a message. */
export interface Finding {
  /** Lower case, no full stop. */
  message: string
  /** In bytes, from the first one that was given. */
  offset: number
  /** Attribute names from the outside in, joined by `.`: `IFLA_LINKINFO.IFLA_INFO_KIND`; empty for the message itself. */
  path: string
}

/** A piece of a message for people to look at: a field, an attribute's header, a payload. Pieces cover all bytes. */
export interface Piece {
  /** In bytes, from the first one that was given. */
  offset: number
  length: number
  /** How many nests it lies in; 0 for the message's own headers. */
  depth: number
  /** As in `Finding`. */
  path: string
  /** What it is: `nlmsg_type RTM_NEWLINK`, `IFLA_MTU 1500`, `padding`. */
  text: string
}

/** Bytes that are no netlink message, or a value that no message can hold. */
export class NetlinkError extends Error implements Finding {
  override readonly name = 'NetlinkError'
  /** What is wrong, without the place. */
  readonly reason: string
  /** Of what was read, or of what would have been written. */
  readonly offset: number
  readonly path: string

  constructor(reason: string, offset: number, path = '') {
    super(`${reason} at byte ${offset}${path && ` (${path})`}`)
    this.reason = reason
    this.offset = offset
    this.path = path
  }
}

/** The codec: what `gantry/netlink` exports. */
export interface Codec {
  /**
   * Messages to bytes.
   * @throws NetlinkError for a name that no table knows, a value that does not fit, a message over 8 MiB.
   */
  encode(messages: MessageInput | readonly MessageInput[], options?: EncodeOptions): Uint8Array
  /**
   * All messages of a datagram (or of several, one after the other).
   * @throws NetlinkError for the first thing that is malformed.
   */
  decode(bytes: Uint8Array, options?: CodecOptions): Message[]
  /** All that is wrong with the bytes, in order; an empty list for nothing. Never throws. */
  validate(bytes: Uint8Array, strictness: Strictness, options?: CodecOptions): Finding[]
  /**
   * The bytes piece by piece, for commented hex.
   * @throws NetlinkError as `decode`
   */
  layout(bytes: Uint8Array, options?: CodecOptions): Piece[]
  /** Messages as JSON text: 64 bits as decimal strings. */
  stringify(messages: readonly Message[], space?: number): string
  /**
   * The messages of such a text, exactly as they were; one message alone may stand without brackets.
   * @throws NetlinkError for what `encode` refuses, and for text that is not JSON.
   */
  parse(text: string, options?: EncodeOptions): Message[]
}
