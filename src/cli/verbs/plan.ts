// SPDX-License-Identifier: Apache-2.0
// Shows what a config becomes. It loads no native code and asks the machine for facts only, so it runs anywhere.
import { readFileSync } from 'node:fs'
import { rawCore } from '../../core/raw.js'
import type { HostFacts } from '../../core/types.js'
import { configInvalid } from '../../errors.js'
import { hostFacts } from '../../host/facts.js'
import type { Call } from '../call.js'
import { readBundle } from '../config.js'
import { stderr, stdout } from '../output.js'
import { recordText } from '../record.js'
import { diagnosticText } from '../report.js'

export async function plan({ options, args, log }: Call): Promise<number> {
  const format = options.text('format') ?? 'text'
  if (!['text', 'json', 'hex'].includes(format)) throw new Error(`unknown format ${format}: text, json or hex`)
  const bundle = readBundle(options)
  const host = options.text('host')
  const core = rawCore()
  const result = core.compile(bundle.config, {
    id: args[0] ?? 'container',
    bundle: bundle.path,
    host: host === undefined ? hostFacts() : readFacts(host),
    preserveFds: count(options.text('preserve-fds') ?? '0'),
    noPivot: options.flag('no-pivot'),
    noNewKeyring: options.flag('no-new-keyring'),
  })
  if (result.plan === undefined) throw configInvalid(result.diagnostics)
  for (const finding of result.diagnostics) {
    if (log.json || !log.onStderr) log.warning(finding.message, { diagnostics: [finding] })
    else stderr(diagnosticText(finding))
  }
  const { record, message } = result.plan
  if (format === 'hex') stdout(hex(message))
  else if (format === 'json') stdout(`${JSON.stringify({ record, message: core.describe(message) }, null, 2)}\n`)
  else stdout(`${recordText(record)}\n${core.describeText(message)}`)
  return 0
}

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new Error(`--preserve-fds wants a number, not ${JSON.stringify(text)}`)
  return Number(text)
}

function readFacts(path: string): HostFacts {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text) as HostFacts
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}

/** 16 bytes a line after their offset: what `xxd -r` reads back. */
function hex(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const pairs = Buffer.from(bytes.subarray(at, at + 16))
      .toString('hex')
      .replace(/(.{4})(?=.)/g, '$1 ')
    lines.push(`${at.toString(16).padStart(8, '0')}: ${pairs}\n`)
  }
  return lines.join('')
}
