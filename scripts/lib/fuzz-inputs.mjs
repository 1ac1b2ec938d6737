// SPDX-License-Identifier: Apache-2.0
// What the fuzzer starts from: the goldens as seeds, and a dictionary of the words and numbers in the core's tables.
import { existsSync, readFileSync } from 'node:fs'
import { rowsOf } from './contract.mjs'
import { filesBelow, inRoot } from './paths.mjs'

const messages = ['control', 'describe', 'encode', 'netlink']
// As gty_nl_protocol counts them.
const protocols = ['route', 'generic', 'libcontainer', 'sock_diag', 'connector', 'uevent']

const inputsOf = {
  control: () => controlSeeds(),
  convert: () => [...ownSeeds('ocf'), ...ownSeeds('libcontainer'), ...configSeeds()],
  describe: () => bootstrapSeeds(),
  encode: () => [],
  libcontainer: () => [],
  netlink: () => netlinkSeeds(),
  ocf: () => [],
}

/** Inputs of a target, as bytes: those of its own, in test/fuzz/corpus, and what the goldens have. */
export function seedsOf(target) {
  return [...ownSeeds(target), ...(inputsOf[target] ?? configSeeds)()].filter((bytes) => bytes.length < 16384)
}

/** NAME.json; if there is a NAME.runtime.json it stands behind a NUL. */
function ownSeeds(target) {
  const paths = filesBelow(`test/fuzz/corpus/${target}`, (path) => !path.endsWith('.runtime.json'))
  return paths.map((path) => {
    const second = path.replace(/json$/, 'runtime.json')
    const rest = existsSync(second) ? [Buffer.of(0), readFileSync(second)] : []
    return Buffer.concat([readFileSync(path), ...rest])
  })
}

/** Configs; those with compile options also with them, behind a NUL. */
function configSeeds() {
  const configs = filesBelow('test/golden', (path) => /\/(plan\/[^/]+\/config|diagnostics\/[^/.]+)\.json$/.test(path))
  return configs.flatMap((path) => {
    const bytes = readFileSync(path)
    const options = optionsBeside(path)
    return options === undefined ? [bytes] : [bytes, Buffer.concat([bytes, Buffer.of(0), Buffer.from(options)])]
  })
}

function optionsBeside(path) {
  const file = path.endsWith('/config.json')
    ? path.replace(/config\.json$/, 'options.json')
    : path.replace(/json$/, 'options.json')
  try {
    const { host, facts, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
    const known = JSON.parse(readFileSync(inRoot('test/golden/hosts', `${host ?? 'hybrid'}.json`), 'utf8'))
    return JSON.stringify({ id: 'fuzz', bundle: '/bundle', host: { ...known, ...facts }, ...rest })
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function bootstrapSeeds() {
  return filesBelow('test/golden/plan', (path) => path.endsWith('/message.hex')).map(bytesOfDump)
}

const bytesOfDump = (path) =>
  Buffer.from(
    readFileSync(path, 'utf8')
      .replace(/ *#.*$/gm, '')
      .replace(/^[0-9a-f]+ {2}/gm, '')
      .replace(/\s/g, ''),
    'hex',
  )

// Vectors, each behind the number of its protocol.
function netlinkSeeds() {
  return filesBelow('test/golden/netlink', (path) => path.endsWith('.hex')).map((path) => {
    const text = readFileSync(path, 'utf8')
    const protocol = protocols.indexOf(/^# protocol: (\w+)/m.exec(text)?.[1])
    if (protocol < 0) throw new Error(`${path} is of no protocol that is known`)
    return Buffer.concat([Buffer.of(protocol), Buffer.from(text.replace(/^#.*$/gm, '').replace(/\s/g, ''), 'hex')])
  })
}

// Messages of the control socket, each with the attributes that one may have.
function controlSeeds() {
  const u32 = (value) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }
  const attributes = { PID: u32(7), KIND: u32(3), STEP: u32(12), OPERATION: u32(270), ERRNO: u32(13) }
  const texts = { ACTION: Buffer.from('fsopen\0'), TEXT: Buffer.from('no\0\0'), STATUS: u32(3), SIGNAL: u32(9) }
  const numbers = contractNumbers()
  const sets = [[], ['PID'], ['KIND'], ['STEP', 'OPERATION', 'ERRNO', 'ACTION', 'TEXT', 'STATUS', 'SIGNAL']]
  const payloads = sets.map((names) =>
    Buffer.concat(names.map((name) => attribute(numbers.attributes[name], { ...attributes, ...texts }[name]))),
  )
  return Object.values(numbers.messages).flatMap((type) => payloads.map((payload) => message(type, payload)))
}

function attribute(type, payload) {
  const header = Buffer.alloc(4)
  header.writeUInt16LE(4 + payload.length, 0)
  header.writeUInt16LE(type, 2)
  return Buffer.concat([header, payload, Buffer.alloc(-payload.length & 3)])
}

function message(type, payload) {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(16 + payload.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(1, 6)
  return Buffer.concat([header, payload])
}

/** Of the lists of the contract: `{ messages: { INIT: 62000, … }, attributes: …, operations: … }`. */
function contractNumbers() {
  const lists = {
    messages: ['messages', 'INIT_MESSAGE'],
    attributes: ['attributes', 'INIT_ATTRIBUTE'],
    bootstrap: ['attributes', 'BOOTSTRAP_ATTRIBUTE'],
    operations: ['operations', 'INIT_OPERATION'],
  }
  const numbersOf = ([file, macro]) =>
    rowsOf(readFileSync(inRoot(`core-c/include/gantry/${file}.def`), 'utf8'), macro).map(([number, name]) => [
      name,
      Number(number),
    ])
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, Object.fromEntries(numbersOf(list))]))
}

/** The dictionary of a target, in libFuzzer's form: what the tables of the core name. */
export function dictionaryOf(target) {
  const words = messages.includes(target) ? contractWords() : configWords()
  return `${[...new Set(words)].map((word) => `"${word}"`).join('\n')}\n`
}

const quoted = (word) => `\\"${word}\\"`

function configWords() {
  const sources = filesBelow('core-c', (path) =>
    /^core-c\/(model|front|resolve|cgroup|check|plan|tables)\/.*\.(c|h|def|inc)$/.test(path),
  )
  const literals = sources.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/"([\w./+-]{2,40})"/g)])
  const words = literals.map(([, word]) => word).filter((word) => !/\.h$|^GTY-/.test(word))
  const numbers = ['-1', '0', '4294967295', '4294967296', '9223372036854775807', '18446744073709551615', '1e9']
  const grammar = ['{}', '[]', 'null', 'true', 'false', '\\\\u0000', '\\\\ud800', '/../', '//', ':{', ':[', ',']
  return [...words.flatMap((word) => [quoted(word), word]), ...numbers, ...grammar]
}

function contractWords() {
  const hex = (value) => [value & 255, value >> 8].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  return Object.values(contractNumbers()).flatMap((table) => Object.values(table).map(hex))
}
