// SPDX-License-Identifier: Apache-2.0
// The log: the lines that engines read from OCI runtimes, as logrus writes them.
import { openLogFile } from './file.js'
import { write } from './output.js'

export type Level = 'debug' | 'info' | 'warning' | 'error'

export type Fields = Readonly<Record<string, unknown>>

export class Log {
  readonly #fd: number
  readonly #stderr: number
  readonly #json: boolean
  readonly #debug: boolean

  /**
   * @param file Appended to; the standard error if absent.
   * @param stderr The descriptor of the standard error.
   */
  constructor(file: string | undefined, format: 'text' | 'json', debug: boolean, stderr: number) {
    this.#stderr = stderr
    this.#fd = file === undefined ? stderr : openLogFile(file)
    this.#json = format === 'json'
    this.#debug = debug
  }

  /** Whether lines go to the standard error, where a person may see them. */
  get onStderr(): boolean {
    return this.#fd === this.#stderr
  }

  get json(): boolean {
    return this.#json
  }

  get debugs(): boolean {
    return this.#debug
  }

  /** What is for people only, on the standard error. */
  tell(text: string): void {
    write(this.#stderr, text)
  }

  debug(message: string, fields?: Fields): void {
    if (this.#debug) this.#line('debug', message, fields)
  }

  warning(message: string, fields?: Fields): void {
    this.#line('warning', message, fields)
  }

  error(message: string, fields?: Fields): void {
    this.#line('error', message, fields)
  }

  #line(level: Level, message: string, fields: Fields = {}): void {
    const time = rfc3339(new Date())
    const text = this.#json
      ? JSON.stringify({ level, msg: message, time, ...fields })
      : textLine(level, message, time, fields)
    write(this.#fd, `${text}\n`)
  }
}

function textLine(level: Level, message: string, time: string, fields: Fields): string {
  const pairs = Object.entries({ time, level, msg: message, ...fields })
  return pairs.map(([key, value]) => `${key}=${quoted(value)}`).join(' ')
}

/** Only what could be taken for something else is quoted. */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[A-Za-z0-9\-._/@^+]+$/.test(text) ? text : JSON.stringify(text)
}

/** Seconds, in the local time zone. */
export function rfc3339(date: Date): string {
  const offset = -date.getTimezoneOffset()
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19)
  if (offset === 0) return `${local}Z`
  const two = (n: number) => String(n).padStart(2, '0')
  const minutes = Math.abs(offset)
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
