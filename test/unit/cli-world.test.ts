// requires: nothing
// SPDX-License-Identifier: Apache-2.0
// A verb meets its caller only through its Call: here one who is elsewhere, with another directory, environment and
// descriptors than this process.
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { command } from '../../src/cli/frame/command.js'
import { factsFor } from '../../src/cli/frame/facts.js'
import { ownWorld, type World } from '../../src/cli/frame/world.js'
import { hostFacts } from '../../src/host/facts.js'
import { folder, testConfig } from '../helpers/bundle.js'

const config = JSON.stringify({ ...testConfig(['sh']), ociVersion: '1.0.0' })

/** A caller in a folder of its own, where `files` are. */
function elsewhere(files: Record<string, string> = {}, input = '') {
  const directory = folder()
  for (const [name, text] of Object.entries({ ...files, '.input': input })) writeFileSync(join(directory, name), text)
  const [stdin, stderr] = [openSync(join(directory, '.input'), 'r'), openSync(join(directory, '.errors'), 'a+')]
  onTestFinished(() => [stdin, stderr].forEach(closeSync))
  let [output, errors] = ['', '']
  const world: World = {
    place: { directory, input: stdin },
    reach: (path) => join(directory, path),
    absolute: (path) => join(directory, path),
    env: { COLOUR: 'green' },
    node: 'v0.0.0',
    euid: 4321,
    streams: [stdin, stderr, stderr],
    descriptor: () => undefined,
    stdout: (content) => {
      output += Buffer.from(content).toString()
    },
    stderr: (text) => {
      errors += text
    },
    isTerminal: async () => false,
    openTerminal: () => stderr,
    inBackground: () => false,
    readInput: () => Readable.from([]),
    onSignal: () => () => {},
    onExit: () => {},
  }
  return {
    directory,
    world,
    async gantry(...line: string[]) {
      const status = await command(world, 'gantry', line)
      return { status, stdout: output, stderr: errors + readFileSync(join(directory, '.errors'), 'utf8') }
    },
  }
}

it.each([
  ['validate', 'config.json'],
  ['validate', '.'],
  ['validate', '-'],
])('%s %s is of the caller', async (...line) => {
  const { gantry } = elsewhere({ 'config.json': config }, config)
  expect(await gantry(...line)).toMatchObject({ status: 0, stderr: '' })
})

it('validate writes where the caller is, and keeps the words of the caller', async () => {
  const { gantry, directory } = elsewhere({ 'c.json': '{', 'facts.json': JSON.stringify(hostFacts()) })
  const { status } = await gantry('validate', '--host', 'facts.json', '-f', 'jsonl', '-o', 'report', 'c.json')
  expect(status).toBe(1)
  expect(JSON.parse(readFileSync(join(directory, 'report'), 'utf8').split('\n')[0] ?? '')).toMatchObject({
    file: 'c.json',
  })
})

it('plan is for the bundle there', async () => {
  const { gantry, directory } = elsewhere({ 'config.json': config })
  const { status, stdout } = await gantry('plan', '-f', 'json')
  expect([status, JSON.parse(stdout).record.rootfs]).toEqual([0, join(directory, 'rootfs')])
})

it('convert reads and writes there', async () => {
  const { gantry, directory } = elsewhere({ 'config.json': config })
  expect(await gantry('convert', '--to', 'libcontainer', '-o', 'container.json')).toMatchObject({ status: 0 })
  expect(JSON.parse(readFileSync(join(directory, 'container.json'), 'utf8')).rootfs).toBe(join(directory, 'rootfs'))
})

it('spec writes there', async () => {
  const { gantry, directory } = elsewhere()
  mkdirSync(join(directory, 'bundle'))
  expect(await gantry('spec', '-b', 'bundle')).toMatchObject({ status: 0 })
  expect(readdirSync(join(directory, 'bundle'))).toEqual(['config.json'])
})

it('netlink reads files and the standard input there', async () => {
  const hex = '14000000 0300 0000 00000000 00000000 00000000'
  expect(await elsewhere({ m: hex }).gantry('netlink', 'decode', 'm')).toMatchObject({ status: 0, stderr: '' })
  expect(await elsewhere({}, hex).gantry('netlink', 'decode')).toMatchObject({ status: 0, stderr: '' })
})

it('a sandbox has the environment of the caller', async () => {
  const { gantry } = elsewhere()
  const { stdout } = await gantry('sandbox', '--print-config', '-e', 'COLOUR', '--', 'true')
  expect(JSON.parse(stdout).process.env).toContain('COLOUR=green')
})

it('state and log are where the caller says', async () => {
  const { gantry, directory } = elsewhere({ log: '' })
  mkdirSync(join(directory, 'state'))
  expect(await gantry('--root', 'state', '--log', 'log', 'list')).toMatchObject({ status: 0, stderr: '' })
  expect(await gantry('--root', 'state', '--log', 'log', 'state', 'nobody')).toMatchObject({ status: 1 })
  expect(readFileSync(join(directory, 'log'), 'utf8')).toContain('container does not exist')
})

it('errors reach the standard error of the caller', async () => {
  const { stderr } = await elsewhere().gantry('start', 'nobody')
  expect(stderr).toContain('level=error msg="container does not exist"')
})

it('descriptors are handed on only as far as the caller has them', async () => {
  const { gantry } = elsewhere({ 'config.json': config })
  const { status, stderr } = await gantry('--root', 'state', 'run', '--preserve-fds', '1', 'nobody')
  expect([status, stderr]).toEqual([1, expect.stringContaining('descriptor 3 is not open')])
})

it('the cgroup is the one of the caller', () => {
  const own = readFileSync('/proc/self/cgroup', 'utf8')
  const world = ownWorld()
  expect(factsFor({ ...world, cgroup: own })).toEqual(hostFacts())
  const facts = factsFor({ ...world, cgroup: own.replace(/.$/gm, '$&/elsewhere'), euid: 4321 })
  expect(facts.euid).toBe(4321)
  for (const { own } of [...facts.cgroup.v1, ...(facts.cgroup.unified ? [facts.cgroup.unified] : [])])
    expect(own).toMatch(/\/elsewhere$/)
})
