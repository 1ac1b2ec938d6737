// SPDX-License-Identifier: Apache-2.0
// Reading a command line against a table of options, the way OCI runtimes do: options may stand after arguments,
// `--name value` and `--name=value` are the same, and a value may begin with a dash.
import { parseArgs } from 'node:util'

export interface OptionSpec {
  type: 'boolean' | 'string'
  short?: string
  multiple?: boolean
  /** What the value is called in the help; absent for a boolean. */
  value?: string
  help: string
  /** Why the option is refused whenever it is given (and not false). */
  refused?: string
}

export type OptionTable = Readonly<Record<string, OptionSpec>>

/** A command line that cannot be read. The help of the verb is shown with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What was given. */
export class Options {
  readonly #values: ReadonlyMap<string, readonly (string | true)[]>

  constructor(values: ReadonlyMap<string, readonly (string | true)[]>) {
    this.#values = values
  }

  flag(name: string): boolean {
    return this.#values.has(name)
  }

  /** The last one given; undefined if there is none or if it is empty. */
  text(name: string): string | undefined {
    const last = this.#values.get(name)?.at(-1)
    return typeof last === 'string' && last !== '' ? last : undefined
  }

  list(name: string): string[] {
    return (this.#values.get(name) ?? []).filter((value) => typeof value === 'string')
  }
}

export interface CommandLine {
  options: Options
  args: string[]
  /** Where the arguments begin that were not read because of `stop`; the length of the line otherwise. */
  end: number
}

/**
 * @param stop Ends at the first argument: what follows is none of ours.
 * @throws UsageError
 */
export function readOptions(line: readonly string[], table: OptionTable, stop = false): CommandLine {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple ? { multiple } : {}) },
    ]),
  )
  // Not strict: the words of its errors are for programmers, and they cannot tell a global option from a verb's.
  const { tokens } = parseArgs({ args: [...line], options, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, (string | true)[]>()
  const args: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (stop) return { options: new Options(values), args, end: token.index }
      args.push(token.value)
    } else if (token.kind === 'option') {
      const spec = Object.hasOwn(table, token.name) ? table[token.name] : undefined
      if (spec === undefined) throw new UsageError(`unknown option ${token.rawName}`)
      const value = valueGiven(token.rawName, token.value, spec)
      if (value !== false && spec.refused !== undefined) throw new UsageError(`${token.rawName}: ${spec.refused}`)
      if (value === false) values.delete(token.name)
      else values.set(token.name, [...(values.get(token.name) ?? []), value])
    }
  }
  return { options: new Options(values), args, end: line.length }
}

function valueGiven(name: string, value: string | undefined, spec: OptionSpec): string | boolean {
  if (spec.type === 'string') {
    if (value === undefined) throw new UsageError(`option ${name} needs a value`)
    return value
  }
  if (value === undefined || value === 'true') return true
  if (value === 'false') return false
  throw new UsageError(`option ${name} takes no value but true or false, not ${JSON.stringify(value)}`)
}
