// SPDX-License-Identifier: Apache-2.0
// What `gantry netlink` writes.
import { writeCommentedHex, writeHex } from '../../netlink/formats/hex.js'
import { writePcap } from '../../netlink/formats/pcap.js'
import { formatText } from '../../netlink/formats/text/index.js'
import * as codec from '../../netlink/index.js'
import { NetlinkError } from '../../netlink/types.js'
import type { Call } from '../frame/call.js'
import { DatagramError, type Input } from './input.js'

export const outputFormats = ['json', 'text', 'hex', 'pcap', 'raw'] as const
/** For those whose reader is a person. */
export const textFirst = ['text', 'json', 'hex', 'pcap', 'raw'] as const
export type OutputFormat = (typeof outputFormats)[number]

/** @param commented Whether hex says what the bytes are. */
export function writeInput({ stdout }: Call, input: Input, format: OutputFormat, commented = true): void {
  const { datagrams, messages, byteOrder } = input
  if (format === 'json') stdout(`${codec.stringify(messages, 2)}\n`)
  else if (format === 'text') stdout(formatText(messages))
  else if (format === 'pcap') stdout(writePcap(datagrams))
  else if (format === 'raw') stdout(Buffer.concat(datagrams.map(({ bytes }) => bytes)))
  else if (!commented) stdout(writeHex(datagrams))
  else
    stdout(
      writeCommentedHex(datagrams, ({ bytes, protocol }) =>
        codec.layout(bytes, { protocol: protocol ?? 'route', byteOrder }),
      ),
    )
}

/**
 * Reports what is wrong with messages: as JSON on the standard output, in the place of what would have stood there, or
 * in words on the standard error. Other errors are thrown on.
 */
export function refuse({ stdout, stderr }: Call, error: unknown, asJson: boolean, prefix: string): number {
  if (!(error instanceof NetlinkError)) throw error
  const { reason, offset, path } = error
  const datagram = error instanceof DatagramError ? error.datagram : undefined
  if (asJson) {
    const about = { ...(path === '' ? {} : { path }), ...(datagram === undefined ? {} : { datagram }) }
    stdout(`${JSON.stringify({ error: reason, offset, ...about })}\n`)
  } else stderr(`${prefix}: ${datagram === undefined ? '' : `datagram ${datagram}: `}${error.message}\n`)
  return 1
}
