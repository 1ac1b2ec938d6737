// SPDX-License-Identifier: Apache-2.0
// Messages for people: a line for the header of each, then what `ip -d` would show of it, then every attribute that
// these lines leave out.
import type { Header, Message } from '../../types.js'
import { Fields, tree, valueText } from './fields.js'
import { linkLines } from './link.js'
import { addressLines, type Names, neighbourLines, routeLines, ruleLines } from './network.js'

type Lines = (header: Header, fields: Fields, names: Names) => string[]

const bodies: readonly [pattern: RegExp, lines: Lines][] = [
  [/^RTM_(NEW|DEL|SET)LINK$/, linkLines],
  [/^RTM_(NEW|DEL)ADDR$/, addressLines],
  [/^RTM_(NEW|DEL)ROUTE$/, routeLines],
  [/^RTM_(NEW|DEL)NEIGH$/, neighbourLines],
  [/^RTM_(NEW|DEL)RULE$/, ruleLines],
]

export function formatText(messages: readonly Message[]): string {
  const names = linkNames(messages)
  return messages.map((message) => messageText(message, names)).join('')
}

function linkNames(messages: readonly Message[]): Names {
  const names = new Map<number, string>()
  for (const { type, header, attributes } of messages) {
    const [index, name] = [header?.['index'], attributes?.find(({ name }) => name === 'IFLA_IFNAME')?.value]
    if (type === 'RTM_NEWLINK' && typeof index === 'number' && index > 0 && name !== undefined) {
      names.set(index, valueText(name))
    }
  }
  return names
}

function messageText(message: Message, names: Names): string {
  return `${[headLine(message), ...bodyLines(message, names).map((line) => `  ${line}`)].join('\n')}\n`
}

function headLine({ type, flags, sequence, port, error, request }: Message): string {
  const shown = flags.map((flag) => flag.replace('NLM_F_', '').toLowerCase())
  const head = [String(type), ...(shown.length > 0 ? [shown.join(',')] : []), `seq ${sequence} port ${port}`]
  if (error === undefined) return head.join(' ')
  if (request === undefined) return `${head.join(' ')}: ${error === 0 ? 'end' : error}`
  return `${head.join(' ')}: ${error === 0 ? 'acknowledges' : `${error} to`} ${request.type}`
}

function bodyLines({ type, header, attributes, payload }: Message, names: Names): string[] {
  const lines = bodies.find(([pattern]) => pattern.test(String(type)))?.[1]
  const fields = new Fields(attributes)
  const body = lines !== undefined && header !== undefined ? lines(header, fields, names) : []
  const plain = lines === undefined && header !== undefined && Object.keys(header).length > 0 ? [valueText(header)] : []
  return [...body, ...plain, ...tree(fields.left, '    '), ...(payload ? [`    0x${payload.replaceAll(' ', '')}`] : [])]
}
