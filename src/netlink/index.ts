// SPDX-License-Identifier: Apache-2.0
// `gantry/netlink`: netlink messages to bytes and back. It runs wherever WebAssembly does.
import { type CodecWithTables, codecOver } from './codec.js'
import { rawExports } from './raw.js'
import type { Tables } from './tables.js'
import type { CodecOptions, EncodeOptions, Finding, Message, MessageInput, Piece, Strictness } from './types.js'

export type { AttributeName, AttributeValues, Headers, MessageName } from '../generated/names.js'
export type { Tables } from './tables.js'
export {
  type Attribute,
  type AttributeInput,
  type ByteOrder,
  type Codec,
  type CodecOptions,
  type EncodeOptions,
  type Finding,
  type Header,
  type Message,
  type MessageInput,
  NetlinkError,
  type Piece,
  type Protocol,
  type Strictness,
  type Value,
} from './types.js'

let made: CodecWithTables | undefined

function codec(): CodecWithTables {
  made ??= codecOver(rawExports())
  return made
}

/**
 * Messages to bytes. Sequence and port numbers are the caller's: the same messages give the same bytes everywhere.
 * @throws NetlinkError for a name that no table knows, a value that does not fit, a message over 8 MiB.
 */
export function encode(messages: MessageInput | readonly MessageInput[], options?: EncodeOptions): Uint8Array {
  return codec().encode(messages, options)
}

/**
 * All messages of a datagram (or of several, one after the other). Encoding them again gives the same bytes, also of
 * what no table knows and of what is unusual.
 * @throws NetlinkError for the first thing that is malformed.
 */
export function decode(bytes: Uint8Array, options?: CodecOptions): Message[] {
  return codec().decode(bytes, options)
}

/** All that is wrong with the bytes, in order, at most 1,000 findings; never throws for what they hold. */
export function validate(bytes: Uint8Array, strictness: Strictness, options?: CodecOptions): Finding[] {
  return codec().validate(bytes, strictness, options)
}

/**
 * The bytes piece by piece, for commented hex.
 * @throws NetlinkError as `decode`
 */
export function layout(bytes: Uint8Array, options?: CodecOptions): Piece[] {
  return codec().layout(bytes, options)
}

/** Messages as JSON text: 64 bits as decimal strings. */
export function stringify(messages: readonly Message[], space?: number): string {
  return codec().stringify(messages, space)
}

/**
 * The messages of such a text, exactly as they were; one message alone may stand without brackets.
 * @throws NetlinkError for what `encode` refuses, and for text that is not JSON.
 */
export function parse(text: string, options?: EncodeOptions): Message[] {
  return codec().parse(text, options)
}

/** What is known of messages and attributes: numbers, names, kinds of payloads. */
export function tables(): Tables {
  return codec().tables()
}
