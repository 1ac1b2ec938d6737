// SPDX-License-Identifier: Apache-2.0
// Reads the dumps of `strace -e read=all -e write=all`. On purpose this shares nothing with gantry's own reader: what
// is captured here is what that one is held against.

/** @typedef {{ sent: boolean, call: string, fd: number, bytes: Buffer }} Transfer */

const call =
  /^(?:\d+ +)?(?:<\.\.\. )?(sendto|sendmsg|recvfrom|recvmsg|write)(?:\((\d+), | resumed>)(.*)= (-?\d+)(?: |$)/
const unfinished = /^(\d+) +(?:sendto|sendmsg|recvfrom|recvmsg|write)\((\d+), .*<unfinished \.\.\.>$/

/** Every transfer that a trace shows, in order, but for those that only peeked. @returns {Transfer[]} */
export function transfers(text) {
  const found = []
  const waiting = new Map()
  let current
  for (const line of text.split('\n')) {
    const dump = /^ \| [0-9a-f]{5} {2}([0-9a-f ]{48})/.exec(line)
    if (dump) {
      current?.chunks.push(Buffer.from(dump[1].replaceAll(' ', ''), 'hex'))
      continue
    }
    if (/^ \* \d+ bytes in buffer/.test(line)) continue
    current = undefined
    const pid = /^\d+/.exec(line)?.[0]
    const begun = unfinished.exec(line)
    if (begun) waiting.set(begun[1], Number(begun[2]))
    const [, name, fd, rest, result] = call.exec(line) ?? []
    if (name === undefined || Number(result) <= 0 || /MSG_PEEK/.test(rest)) continue
    current = { sent: !name.startsWith('recv'), call: name, fd: Number(fd ?? waiting.get(pid)), chunks: [] }
    found.push(current)
  }
  return found
    .map(({ chunks, ...one }) => ({ ...one, bytes: Buffer.concat(chunks) }))
    .filter(({ bytes }) => bytes.length > 0)
}

/** The transfers behind each `@name<TAB>protocol<TAB>meaning` that the traced program wrote to its standard error. */
export function steps(text) {
  const found = []
  for (const one of transfers(text)) {
    if (one.call !== 'write') found.at(-1)?.transfers.push(one)
    else if (one.fd === 2 && one.bytes[0] === 0x40) {
      const [name, protocol, meaning] = one.bytes.toString('utf8', 1).split('\t')
      found.push({ name, protocol, meaning, transfers: [] })
    }
  }
  return found.filter(({ name }) => name !== '')
}
