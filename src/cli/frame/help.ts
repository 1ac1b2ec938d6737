// SPDX-License-Identifier: Apache-2.0
// Help texts, made from the tables. The first two lines are what engines' test suites look at.
import type { OptionTable } from './options.js'
import { globalOptions, type RefusedVerb, type Verb, verbs } from './verbs.js'

export function programHelp(program: string): string {
  const names = Object.entries(verbs)
  const built = names.filter(([, verb]) => !('refused' in verb))
  const refused = names.filter(([, verb]) => 'refused' in verb)
  return sections({
    NAME: [`${program} - Open Container Initiative runtime`],
    USAGE: [`${program} [global options] COMMAND [options] [arguments]`],
    COMMANDS: columns(built.map(([name, { summary }]) => [name, summary])),
    'NOT BUILT YET': columns(refused.map(([name, { summary }]) => [name, summary])),
    'GLOBAL OPTIONS': optionLines(globalOptions),
  })
}

export function verbHelp(program: string, name: string, verb: Verb | RefusedVerb): string {
  const title = [`${program} ${name} - ${verb.summary}`]
  if ('refused' in verb) return sections({ NAME: title, STATUS: [`${name} ${verb.refused}`] })
  return sections({
    NAME: title,
    USAGE: [`${program} ${name} ${verb.usage}`],
    OPTIONS: optionLines(verb.options),
    ...(verb.notes ? { NOTES: [...verb.notes] } : {}),
  })
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

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`)
}
