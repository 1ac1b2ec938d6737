// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { globalOptions, helpOption } from '../../src/cli/frame/globals.js'
import { type OptionTable, readOptions, UsageError } from '../../src/cli/frame/options.js'
import { unbuilt, verbs } from '../../src/cli/frame/verbs.js'
import { built } from '../helpers/paths.js'

const table: OptionTable = {
  detach: { type: 'boolean', short: 'd', help: '' },
  bundle: { type: 'string', short: 'b', help: '' },
  bind: { type: 'string', multiple: true, help: '' },
  systemd: { type: 'boolean', help: '', refused: 'not built' },
}

const read = (...line: string[]) => {
  const { options, args } = readOptions(line, table)
  return { detach: options.flag('detach'), bundle: options.text('bundle'), bind: options.list('bind'), args }
}

describe('reading options', () => {
  it.each([
    [['--bundle', 'x', 'id']],
    [['--bundle=x', 'id']],
    [['-b', 'x', 'id']],
    [['-bx', 'id']],
    [['id', '-b', 'x']],
    [['--bundle', 'y', 'id', '--bundle', 'x']],
  ])('%j is bundle x of id', (line) => {
    expect(read(...line)).toMatchObject({ bundle: 'x', args: ['id'] })
  })

  it('takes values that begin with a dash', () => {
    expect(read('--bundle', '-1', 'id')).toMatchObject({ bundle: '-1', args: ['id'] })
  })

  it('collects repeated options', () => {
    expect(read('--bind', 'a', '--bind=b').bind).toEqual(['a', 'b'])
  })

  it('reads the values of switches', () => {
    expect(read('--detach=true').detach).toBe(true)
    expect(read('--detach=false').detach).toBe(false)
    expect(read('-d', '--detach=false').detach).toBe(false)
  })

  it('takes all for arguments after --', () => {
    expect(read('--', '-d', '--bundle').args).toEqual(['-d', '--bundle'])
  })

  it('ends at the first argument when told to', () => {
    const { options, args, end } = readOptions(['-d', 'id', '-b', 'x'], table, true)
    expect([options.flag('detach'), args, end]).toEqual([true, [], 1])
  })

  it.each([
    [['--nope'], 'unknown option --nope'],
    [['--bundel', 'x'], 'unknown option --bundel: did you mean --bundle?'],
    [['-x'], 'unknown option -x'],
    [['--bundle'], 'option --bundle needs a value'],
    [['--detach=2'], 'option --detach takes no value but true or false, not "2"'],
    [['--systemd'], '--systemd: not built'],
    [['--constructor'], 'unknown option --constructor'],
    [['--__proto__=1'], 'unknown option --__proto__'],
  ])('refuses %j', (line, message) => {
    expect(() => read(...line)).toThrow(new UsageError(message))
  })

  it('lets a refused switch be turned off', () => {
    expect(read('--systemd=false').args).toEqual([])
  })
})

describe('the tables', async () => {
  const tables = Object.entries(verbs).map(async ([name, load]) => {
    const { verb } = await load()
    if (!('actions' in verb)) return [[name, verb.options] as const]
    const actions = Object.entries(verb.actions)
    return Promise.all(
      actions.map(async ([action, load]) => [`${name} ${action}`, (await load()).verb.options] as const),
    )
  })
  const all = [['global', globalOptions] as const, ...(await Promise.all(tables)).flat()]

  it.each(all)('%s: no letter has two meanings', (_, options) => {
    const letters = Object.values({ ...options, ...helpOption }).flatMap(({ short }) => short ?? [])
    expect(new Set(letters).size).toBe(letters.length)
  })

  it.each(all)('%s: exactly the strings name their value', (_, options) => {
    for (const [name, { type, value }] of Object.entries(options))
      expect([name, value !== undefined]).toEqual([name, type === 'string'])
  })

  it('what is not built is what the README says', () => {
    const readme = readFileSync(join(built.root, 'README.md'), 'utf8')
    const [, list = ''] = /refused by name: [^.]* the verbs([^.]*)\./.exec(readme) ?? []
    expect(list.match(/(?<=`)[a-z]+(?=`)/g)?.sort()).toEqual(Object.keys(unbuilt).sort())
  })

  it('has every verb of runc', () => {
    const names =
      'checkpoint create delete events exec kill list pause ps restore resume run spec start state update features'
    expect(Object.keys({ ...verbs, ...unbuilt })).toEqual(expect.arrayContaining(names.split(' ')))
  })
})
