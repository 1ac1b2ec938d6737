// SPDX-License-Identifier: Apache-2.0
// Help texts, made from the tables. The first two lines are what engines' test suites look at.
import { globalOptions, helpOption } from './globals.js'
import type { OptionTable } from './options.js'
import type { Verb, VerbGroup, Verbs } from './verb.js'
import { notBuilt, unbuilt, verbs } from './verbs.js'

export async function programHelp(program: string): Promise<string> {
  return sections({
    NAME: [`${program} - Open Container Initiative runtime`],
    USAGE: [`${program} [global options] COMMAND [options] [arguments]`],
    COMMANDS: await summaries(verbs),
    'NOT BUILT YET': columns(Object.entries(unbuilt)),
    'GLOBAL OPTIONS': optionLines(globalOptions),
  })
}

/** @param name Of the verb; of an action, with the verb before it. */
export async function verbHelp(program: string, name: string, verb: Verb | VerbGroup): Promise<string> {
  const head = {
    NAME: [`${program} ${name} - ${verb.summary}`],
    USAGE: [`${program} ${name} ${verb.usage}`],
  }
  if ('actions' in verb) {
    return sections({ ...head, ACTIONS: await summaries(verb.actions), OPTIONS: optionLines(helpOption) })
  }
  return sections({
    ...head,
    OPTIONS: optionLines({ ...verb.options, ...helpOption }),
    ...(verb.notes ? { NOTES: [...verb.notes] } : {}),
  })
}

export function unbuiltHelp(program: string, name: string): string {
  return sections({ NAME: [`${program} ${name} - ${unbuilt[name]}`], STATUS: [notBuilt(name)] })
}

async function summaries(all: Verbs<Verb | VerbGroup>): Promise<string[]> {
  const rows = Object.entries(all).map(async ([name, load]): Promise<Row> => [name, (await load()).verb.summary])
  return columns(await Promise.all(rows))
}

function sections(parts: Record<string, string[]>): string {
  const texts = Object.entries(parts).map(([title, lines]) => [`${title}:`, ...lines.map((line) => `   ${line}`)])
  return `${texts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function optionLines(table: OptionTable): string[] {
  return columns(
    Object.entries(table).map(([name, { short, value, help, refused }]) => [
      `--${name}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}`}`,
      refused === undefined ? help : `${help} (refused: ${refused})`,
    ]),
  )
}

type Row = [string, string]

function columns(rows: Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`)
}
