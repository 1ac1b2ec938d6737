// SPDX-License-Identifier: Apache-2.0
// Hex as people write and read it: pairs of digits, with or without blanks, comments from `#` or `//` to the end of the
// line, and the dumps of xxd and hexdump. A comment `# protocol: generic` says what the numbers mean, `# direction:
// sent` which way they went. A line `---` starts another datagram.
import { printable } from '../../report/printable.js'
import type { Piece } from '../types.js'
import { NetlinkError } from '../types.js'
import { type Datagram, mostBytes, protocols } from './types.js'

/** @throws NetlinkError with the offset of the character that is wrong. */
export function readHex(text: string): Datagram[] {
  const datagrams: Datagram[] = []
  let current = new HexDatagram()
  let at = 0
  const finish = () => {
    if (current.length > 0) datagrams.push(current.datagram())
  }
  for (const line of text.split('\n')) {
    if (/^\s*---\s*$/.test(line)) {
      finish()
      current = new HexDatagram()
    } else current.line(line.replace(/\r$/, ''), at)
    at += line.length + 1
  }
  finish()
  return datagrams
}

class HexDatagram {
  readonly #chunks: Uint8Array[] = []
  #about: Pick<Datagram, 'protocol' | 'direction'> = {}
  /** A line `*` of hexdump stands for repetitions of the line before it, up to the next offset. */
  #repeat: Uint8Array | undefined
  #dump = false
  length = 0

  line(line: string, start: number): void {
    const [, offset, data = ''] = /^\s*([0-9a-fA-F]{4,16})(?::|\s{2}|\s*$)(.*)$/.exec(line) ?? []
    const asDump = offset !== undefined && (this.#dump || Number.parseInt(offset, 16) === this.length)
    if (asDump && (line.includes(':') || /^\s*[0-9a-fA-F]+\s{2}/.test(line) || this.#dump)) {
      this.#dump = true
      this.#goTo(Number.parseInt(offset, 16), start)
      // What stands behind the bytes: between bars in hexdump's lines, behind two blanks in xxd's.
      const bytes = /^\s*[0-9a-fA-F]+:/.test(line) ? data.replace(/^ /, '').split('  ')[0] : data.replace(/\|.*$/, '')
      this.#bytes(bytes ?? '', start + line.length - data.length)
      return
    }
    if (this.#dump && line.trim() === '*') {
      this.#repeat = this.#chunks.at(-1)
      return
    }
    const comment = line.search(/#|\/\//)
    if (comment >= 0) this.#comment(line.slice(comment))
    this.#bytes(comment < 0 ? line : line.slice(0, comment), start)
  }

  datagram(): Datagram {
    const bytes = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return { bytes, ...this.#about }
  }

  #goTo(offset: number, start: number): void {
    const repeated = this.#repeat
    this.#repeat = undefined
    if (repeated !== undefined && repeated.length > 0 && offset <= mostBytes) {
      while (this.length + repeated.length <= offset) this.#add(repeated)
    }
    if (offset !== this.length) {
      const [is, should] = [offset, this.length].map((number) => `0x${number.toString(16)}`)
      throw new NetlinkError(`the line's offset is ${is}, but it holds byte ${should}`, start)
    }
  }

  #bytes(text: string, start: number): void {
    const words = [...text.matchAll(/\S+/g)]
    for (const { 0: word, index } of words) {
      const digits = word.replace(/^0x/i, '').replace(/,$/, '')
      if (!/^([0-9a-fA-F]{2})+$/.test(digits)) {
        throw new NetlinkError(
          `${JSON.stringify(word.slice(0, 40))} is no hex: pairs of digits are wanted`,
          start + index,
        )
      }
      this.#add(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
    }
    // A whole line is what `*` repeats.
    if (words.length > 1) {
      const line = this.#chunks.splice(this.#chunks.length - words.length)
      const whole = new Uint8Array(line.reduce((sum, { length }) => sum + length, 0))
      let at = 0
      for (const chunk of line) {
        whole.set(chunk, at)
        at += chunk.length
      }
      this.#chunks.push(whole)
    }
  }

  #add(bytes: Uint8Array): void {
    this.#chunks.push(bytes)
    this.length += bytes.length
    if (this.length > mostBytes) throw new NetlinkError(`more than ${mostBytes} bytes`, 0)
  }

  #comment(text: string): void {
    const [, key, value] = /^(?:#|\/\/)\s*(protocol|direction):\s*(\S+)\s*$/.exec(text) ?? []
    const protocol = protocols.find((name) => name === value)
    if (key === 'protocol' && protocol !== undefined) this.#about = { ...this.#about, protocol }
    if (key === 'direction') {
      const direction = value === 'sent' || value === 'request' ? 'sent' : 'received'
      this.#about = { ...this.#about, direction }
    }
  }
}

/** The bytes, 16 a line. */
export function writeHex(datagrams: readonly Datagram[]): string {
  return datagrams
    .map(({ bytes }) => {
      const lines: string[] = []
      for (let at = 0; at < bytes.length; at += 16) lines.push(`${hex(bytes.subarray(at, at + 16))}\n`)
      return lines.join('')
    })
    .join('---\n')
}

/**
 * The bytes piece by piece, each with what it is.
 * @param layout Of one datagram, as `Codec.layout` gives it.
 */
export function writeCommentedHex(datagrams: readonly Datagram[], layout: (one: Datagram) => readonly Piece[]): string {
  return datagrams
    .map(
      (one) =>
        head(one) +
        layout(one)
          .map((piece) => pieceLines(one.bytes, piece))
          .join(''),
    )
    .join('---\n')
}

const head = ({ protocol, direction }: Datagram) =>
  (protocol === undefined ? '' : `# protocol: ${protocol}\n`) +
  (direction === undefined ? '' : `# direction: ${direction}\n`)

const perLine = 16

function pieceLines(bytes: Uint8Array, { offset, length, depth, text }: Piece): string {
  const lines: string[] = []
  const indent = '  '.repeat(depth)
  for (let at = 0; at === 0 || at < length; at += perLine) {
    const part = bytes.subarray(offset + at, offset + Math.min(length, at + perLine))
    const digits = `${indent}${hex(part)}`
    lines.push(at === 0 ? `${digits.padEnd(perLine * 3 + 1)} # ${indent}${printable(text)}\n` : `${digits}\n`)
  }
  return lines.join('')
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
