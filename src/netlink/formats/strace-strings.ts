// SPDX-License-Identifier: Apache-2.0
// The strings of a call as strace writes it: `sendto(3, "\x20\x00"..., 32, 0, …)`, `msg_iov=[{iov_base="…", …}]`.

export interface Buffers {
  bytes: Uint8Array
  /** A string ended in `...`: strace kept only its beginning. */
  shortened: boolean
  /** A buffer is shown as fields. */
  fields: boolean
}

/** The buffers of a transfer, one after the other; what strace shows of addresses is none. */
export function readBuffers(line: string): Buffers {
  const bytes: number[] = []
  let shortened = false
  const start = line.indexOf(', ') + 2
  const isMessage = /^(?:sendmsg|recvmsg)\(/.test(line)
  const fields = isMessage ? /iov_base=[[{]/.test(line) : /^[[{]/.test(line.slice(start))
  let at = isMessage ? line.indexOf('iov_base="', start) + 'iov_base='.length : start
  while (!fields && line[at] === '"') {
    const end = readString(line, at + 1, bytes)
    if (line.startsWith('...', end + 1)) shortened = true
    const next = isMessage ? line.indexOf('iov_base="', end) : -1
    if (next < 0) break
    at = next + 'iov_base='.length
  }
  return { bytes: Uint8Array.from(bytes), shortened, fields }
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12, '"': 34, '\\': 92 }

/** Reads up to the closing quote and returns where it stands; the end of the line if there is none. */
function readString(line: string, start: number, into: number[]): number {
  const token = /\\x([0-9a-fA-F]{2})|\\([0-7]{1,3})|\\(.)|([^"\\])/suy
  token.lastIndex = start
  for (let found = token.exec(line); found !== null; found = token.exec(line)) {
    const [, hex, octal, letter, plain] = found
    if (hex !== undefined) into.push(Number.parseInt(hex, 16))
    else if (octal !== undefined) into.push(Number.parseInt(octal, 8) & 0xff)
    else if (letter !== undefined) into.push(escapes[letter] ?? letter.charCodeAt(0))
    else into.push((plain?.charCodeAt(0) ?? 0) & 0xff)
    start = token.lastIndex
  }
  return start
}
