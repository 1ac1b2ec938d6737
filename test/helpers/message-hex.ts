// SPDX-License-Identifier: Apache-2.0
// A bootstrap message as hex that a person can review: an attribute a line, with its name behind it. The names are read
// from the lists of the contract; the bytes are taken apart here, and not by the code that is tested.
import { attributes, bootstrapAttributes, messageTypes, operationWords } from './contract.js'

const named = (numbers: Record<string, number>) =>
  new Map(Object.entries(numbers).map(([name, number]) => [number, name]))
const [messages, ofMessage, ofOperation] = [messageTypes, bootstrapAttributes, attributes].map(named)
const width = 16
const column = 64

export function messageHex(message: Uint8Array): string {
  const lines: string[] = []
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const put = (at: number, end: number, depth: number, comment: string) => {
    for (let from = at; from < end || from === at; from += width) {
      const bytes = Buffer.from(message.subarray(from, Math.min(end, from + width)))
      const hex = bytes.toString('hex').replace(/..(?=.)/g, '$& ')
      const line = `${from.toString(16).padStart(6, '0')}  ${'  '.repeat(depth)}${hex}`
      lines.push(from === at ? `${line.padEnd(column)}# ${comment.trim()}` : line)
    }
  }
  let step = 0
  const walk = (from: number, to: number, depth: number) => {
    for (let at = from; at < to; ) {
      const [length, type] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
      const end = Math.min(to, at + ((length + 3) & ~3))
      const isOperation = operationWords.has(type)
      const isList = depth === 0 && ofMessage?.get(type) === 'OPERATIONS'
      const name = (depth === 0 ? ofMessage : ofOperation)?.get(type) ?? `${type}`
      if (isOperation) {
        put(at, at + 4, depth, depth === 1 ? `${++step} ${operationWords.get(type)}` : `${operationWords.get(type)}`)
        walk(at + 4, end, depth + 1)
      } else if (isList || name === 'FALLBACK') {
        put(at, at + 4, depth, name)
        walk(at + 4, end, depth + 1)
      } else {
        put(at, end, depth, `${name}${wordsIn(message.subarray(at + 4, at + length))}`)
      }
      at = end
    }
  }
  put(0, width, 0, `${messages?.get(view.getUint16(4, true))}, ${message.length} bytes`)
  walk(width, message.length, 0)
  return `${lines.join('\n')}\n`
}

/** What of a payload is text. */
function wordsIn(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString('latin1')
  if (payload.length < 5 || !/^[\x20-\x7e\n\0]+\0?$/.test(text)) return ''
  const short = text.replace(/\0$/, '').replaceAll('\0', ' ').replaceAll('\n', ' ')
  return ` ${short.length > 60 ? `${short.slice(0, 60)}…` : short}`
}
