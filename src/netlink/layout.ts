// SPDX-License-Identifier: Apache-2.0
// The pieces that messages are made of, for people who look at the bytes.
import type { Place } from './read.js'
import type { AttributeRow, Structure } from './tables.js'
import type { Attribute, Header, Message, Piece, Value } from './types.js'

const nlmsghdr = 16
const nlattr = 4
// Of a next hop there is only the length before its structure's fields.
const nexthopLength = 2

/** All pieces, in the order of the bytes; what lies between them is padding. */
export function layoutOf(places: readonly Place[], length: number): Piece[] {
  const pieces: Piece[] = []
  const names: string[] = []
  places.forEach((place, index) => {
    if (place.row) {
      names.length = place.depth
      names.push(nameOf(place.row, place.record as Attribute))
      pieces.push(...attributePieces(place, place.row, names.join('.')))
    } else if (place.message?.content === 'variables' || place.length === 0) {
      pieces.push(variablePiece(place, places[index + 1]?.offset ?? length))
    } else pieces.push(...messagePieces(place))
  })
  return withPadding(pieces, length)
}

const nameOf = (row: AttributeRow, { name, type }: Attribute) => name ?? (row.any ? String(type) : `${type}`)

function messagePieces({ offset, length, message, record }: Place): Piece[] {
  const { type, flags, sequence, port, header, headerSize, error, payload } = record as Message
  const piece = (at: number, size: number, text: string) => ({
    offset: offset + at,
    length: size,
    depth: 0,
    path: '',
    text,
  })
  const pieces = [
    piece(0, 4, `nlmsg_len ${(record as Message).length ?? length}`),
    piece(4, 2, `nlmsg_type ${type}`),
    piece(6, 2, `nlmsg_flags ${textOf(flags)}`),
    piece(8, 4, `nlmsg_seq ${sequence}`),
    piece(12, 4, `nlmsg_pid ${port}`),
  ]
  const { structure } = message ?? {}
  const values = header ?? (error === undefined ? undefined : { error })
  let end = nlmsghdr
  if (structure && values) {
    pieces.push(...structurePieces(structure, values, offset + nlmsghdr, 0, '', headerSize))
    end += (headerSize ?? structure.size) + (-(headerSize ?? structure.size) & 3)
  }
  if (payload) pieces.push(piece(end, payload.length / 2, 'payload'))
  return pieces
}

function attributePieces({ offset, length, depth, record }: Place, row: AttributeRow, path: string): Piece[] {
  const { value, bytes, attributes, header, rest, nested, networkByteOrder, size } = record as Attribute
  const headed = row.kind === 'HEADED'
  const nexthop = headed && row.name === 'nexthop'
  const begin = nexthop ? nexthopLength : nlattr
  const name = path.slice(path.lastIndexOf('.') + 1)
  const isNest = (row.kind === 'NESTED' || row.kind === 'SELECTED') !== (nested !== undefined)
  const flags = `${isNest ? ' NLA_F_NESTED' : ''}${networkByteOrder ? ' NLA_F_NET_BYTEORDER' : ''}`
  const piece = (at: number, size: number, text: string) => ({ offset: offset + at, length: size, depth, path, text })
  const pieces = [piece(0, begin, `${name}${flags}, ${length} bytes`)]
  if (headed && header && row.structure) {
    pieces.push(...structurePieces(row.structure, header, offset + (nexthop ? 0 : nlattr), depth, path))
  }
  if (attributes) return pieces
  const ignored = (rest?.length ?? 0) / 2
  const used = length - begin - ignored
  if (row.shape === 'structure' && bytes === undefined && row.structure)
    pieces.push(...structurePieces(row.structure, value as Header, offset + nlattr, depth, path, size, used))
  else if (used > 0) pieces.push(piece(begin, used, textOf(bytes ?? value ?? '')))
  if (ignored > 0) pieces.push(piece(length - ignored, ignored, 'ignored'))
  return pieces
}

function structurePieces(
  { fields, size }: Structure,
  values: Header,
  start: number,
  depth: number,
  path: string,
  end = size,
  whole = size,
): Piece[] {
  return fields
    .filter((field) => field.end <= end && (field.tail ? whole > size : !field.pad || values[field.name] !== undefined))
    .map((field) => {
      const offset = start + field.end - field.size
      const length = field.tail ? whole - size : field.size
      return { offset, length, depth, path, text: `${field.name} ${textOf(values[field.name] ?? 0)}` }
    })
}

function variablePiece({ offset, record }: Place, end: number): Piece {
  const { header } = record as Message
  const { name, value } = record as Attribute
  const text = header ? `${header['action']}@${header['devpath']}` : `${name}=${value}`
  return { offset, length: end - offset, depth: 0, path: name ?? '', text }
}

function textOf(value: Value): string {
  if (Array.isArray(value)) {
    const words = value.every((element) => typeof element === 'string')
    return value.length === 0 ? '0' : value.map(textOf).join(words ? '|' : ' ')
  }
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, element]) => `${name} ${textOf(element)}`)
      .join(' ')
  return String(value)
}

function withPadding(pieces: Piece[], length: number): Piece[] {
  const all: Piece[] = []
  let at = 0
  const pad = (to: number, depth: number) => {
    if (to > at) all.push({ offset: at, length: to - at, depth, path: '', text: 'padding' })
  }
  for (const piece of pieces) {
    pad(piece.offset, piece.depth)
    all.push(piece)
    at = piece.offset + piece.length
  }
  pad(length, 0)
  return all
}
