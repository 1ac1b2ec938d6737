// SPDX-License-Identifier: Apache-2.0
// Reading a command line against a table of options, the way OCI runtimes do: options may stand after arguments,
// `--name value` and `--name=value` are the same, and a value may begin with a dash.
import { parseArgs } from 'node:util'
import { didYouMean } from '../../common/nearest.js'

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

/** A command line that cannot be read. */
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

/** What could be read, and the first thing that could not. */
export interface ScannedLine extends CommandLine {
  fault?: UsageError
}

/**
 * @param stop Ends at the first argument: what follows is none of ours.
 * @throws UsageError
 */
export function readOptions(line: readonly string[], table: OptionTable, stop = false): CommandLine {
  const { fault, ...read } = scanOptions(line, table, stop ? () => true : undefined)
  if (fault !== undefined) throw fault
  return read
}

/**
 * @param stop Ends at the first argument. Behind an option that is not known, whose value it may be, only at one of which
 *   this is true.
 */
export function scanOptions(
  line: readonly string[],
  table: OptionTable,
  stop?: (argument: string) => boolean,
): ScannedLine {
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
  let fault: UsageError | undefined
  const result = (end: number) => ({ options: new Options(values), args, end, ...(fault ? { fault } : {}) })
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (stop && (!fault || stop(token.value))) return result(token.index)
      if (!stop) args.push(token.value)
    } else if (token.kind === 'option') {
      const read = readValue(token.name, token.rawName, token.value, table)
      if (read instanceof UsageError) fault ??= read
      else if (read === false) values.delete(token.name)
      else values.set(token.name, [...(values.get(token.name) ?? []), read])
    }
  }
  return result(line.length)
}

function readValue(
  name: string,
  rawName: string,
  given: string | undefined,
  table: OptionTable,
): string | boolean | UsageError {
  const spec = Object.hasOwn(table, name) ? table[name] : undefined
  if (spec === undefined) {
    // A letter is near to every other letter.
    const near = name.length === 1 ? '' : didYouMean(name, Object.keys(table), (known) => `--${known}`)
    return new UsageError(`unknown option ${rawName}${near}`)
  }
  const value = valueGiven(rawName, given, spec)
  if (value !== false && spec.refused !== undefined) return new UsageError(`${rawName}: ${spec.refused}`)
  return value
}

function valueGiven(name: string, value: string | undefined, spec: OptionSpec): string | boolean | UsageError {
  if (spec.type === 'string') return value ?? new UsageError(`option ${name} needs a value`)
  if (value === undefined || value === 'true') return true
  if (value === 'false') return false
  return new UsageError(`option ${name} takes no value but true or false, not ${JSON.stringify(value)}`)
}
