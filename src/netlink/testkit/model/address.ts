// SPDX-License-Identifier: Apache-2.0
// IP addresses as numbers: networks, broadcast addresses and the longest prefix.

export type Family = 'AF_INET' | 'AF_INET6'

export interface Address {
  family: Family
  number: bigint
}

export const bitsOf = (family: Family): number => (family === 'AF_INET' ? 32 : 128)

/** The address that a text stands for; undefined if it is none. */
export function parseAddress(text: string): Address | undefined {
  const four = parseIpv4(text)
  if (four !== undefined) return { family: 'AF_INET', number: four }
  const six = parseIpv6(text)
  return six === undefined ? undefined : { family: 'AF_INET6', number: six }
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

function parseIpv6(text: string): bigint | undefined {
  const [left = '', right, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const head = groups(left)
  const tail = groups(right ?? '')
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (right === undefined ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce((sum, group) => (sum << 16n) | group, 0n)
}

/** Groups of 16 bits; the last two may stand as an IPv4 address. */
function groups(text: string): bigint[] | undefined {
  if (text === '') return []
  const found: bigint[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? parseIpv4(part) : undefined
    if (four !== undefined) found.push(four >> 16n, four & 0xffffn)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(BigInt(`0x${part}`))
    else return undefined
  }
  return found
}

/** The bits that a prefix leaves open. */
const hostMask = (family: Family, length: number) => (1n << BigInt(bitsOf(family) - length)) - 1n

export const network = (address: Address, length: number): Address => ({
  family: address.family,
  number: address.number & ~hostMask(address.family, length),
})

export const broadcast = (address: Address, length: number): Address => ({
  family: address.family,
  number: address.number | hostMask(address.family, length),
})

export const within = (address: Address, prefix: Address, length: number): boolean =>
  address.family === prefix.family && network(address, length).number === network(prefix, length).number

export const same = (a: Address | undefined, b: Address | undefined): boolean =>
  a?.family === b?.family && a?.number === b?.number

/** In the usual text; IPv6 by RFC 5952. */
export function formatAddress({ family, number }: Address): string {
  if (family === 'AF_INET') return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')
  const parts = Array.from({ length: 8 }, (_, i) => ((number >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  const runs = [...parts.join(':').matchAll(/\b0(?::0)+\b/g)].map(({ 0: run }) => run)
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return parts.join(':')
  const text = parts.join(':')
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`))
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`
}
