// requires: linux
// What is left in a pipe when its end is asked for is taken out, and no more: whoever writes on holds nobody up.
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { expect, it, vi } from 'vitest'
import { close, pipe } from '../../src/bridge/index.js'
import { ForegroundStreams } from '../../src/cli/life/streams.js'
import { pipeReader } from '../../src/container/pipes.js'

// A writer that is always faster than the reader.
const writer = { fd: -1, rounds: 0 }
vi.mock(import('node:fs'), async (original) => {
  const real = await original()
  const read = (fd: number, buffer: Buffer, ...rest: []) => {
    const length = real.readSync(fd, buffer, ...rest)
    if (writer.rounds-- > 0) real.writeSync(writer.fd, 'x'.repeat(length))
    return length
  }
  return { ...real, readSync: read as typeof real.readSync }
})

it.each([[3], [4096], [65_536]])('%i bytes in a pipe to which somebody writes on', async (length) => {
  const [ours, theirs] = pipe('read')
  writeSync(theirs, 'a'.repeat(length))
  const reader = pipeReader()
  reader.open(ours)
  Object.assign(writer, { fd: theirs, rounds: 100 })
  reader.finish()
  writer.rounds = 0
  const said = await text(reader.stream)
  expect([said.length, said.replaceAll('a', '')]).toEqual([length, ''])
  // Nobody reads any more.
  expect(() => writeSync(theirs, 'x')).toThrow(expect.objectContaining({ code: 'EPIPE' }))
  close(theirs)
})

it('nothing where there is nothing', async () => {
  const [ours, theirs] = pipe('read')
  const reader = pipeReader()
  reader.open(ours)
  reader.finish()
  expect(await text(reader.stream)).toBe('')
  expect(() => readSync(ours, Buffer.alloc(1))).toThrow(expect.objectContaining({ code: 'EBADF' }))
  close(theirs)
})

it('what is in the output of a command at the end of its program is handed on, and no more', async () => {
  const [said, output] = pipe('write')
  const nowhere = openSync('/dev/null', 'r+')
  const own = new ForegroundStreams([nowhere, output, nowhere])
  const other = openSync(`/proc/self/fd/${own.open()[1]}`, 'w')
  writeSync(other, 'aaa')
  Object.assign(writer, { fd: other, rounds: 100 })
  await own.end()
  writer.rounds = 0
  const buffer = Buffer.alloc(4096)
  expect(buffer.toString('latin1', 0, readSync(said, buffer))).toBe('aaa')
  for (const fd of [said, output]) close(fd)
  for (const fd of [other, nowhere]) closeSync(fd)
})
