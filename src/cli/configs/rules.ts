// SPDX-License-Identifier: Apache-2.0
// The rules as `gantry validate --list-rules` and `--explain` show them.
import { rawCore } from '../../core/raw.js'
import type { Rule } from '../../core/types.js'
import { sectionUrl } from '../../report/section.js'
import { UsageError } from '../frame/options.js'

export function ruleOf(code: string): Rule {
  const rule = rawCore()
    .rules()
    .find((one) => one.code === code)
  if (rule === undefined) throw new UsageError(`there is no rule ${JSON.stringify(code)}; --list-rules lists them`)
  return rule
}

/** @throws UsageError for another format than text and json */
export function listRules(format: string): string {
  const rules = rawCore().rules()
  if (isJson(format)) return `${JSON.stringify(rules, null, 2)}\n`
  const width = Math.max(...rules.map(({ code }) => code.length))
  return rules.map(({ code, severity, text }) => `${code.padEnd(width)}  ${severity.padEnd(7)}  ${text}\n`).join('')
}

/** @throws UsageError if there is no such rule, or for another format than text and json */
export function explainRule(code: string, format: string): string {
  const rule = ruleOf(code)
  const url = sectionUrl(rule.section)
  if (isJson(format)) return `${JSON.stringify({ ...rule, ...(url === undefined ? {} : { url }) }, null, 2)}\n`
  const { severity, text, section } = rule
  const where = url === undefined ? 'a rule of gantry itself' : `${section}: ${url}`
  return `${code}  ${severity}  ${text}\n${meaning[severity]}\n${where}\n`
}

const meaning = {
  error: 'error: the runtime would refuse the config',
  warning: 'warning: accepted, but it means something else than it seems, or the specification forbids it',
  hint: 'hint: security advice, given with --advice',
} as const

function isJson(format: string): boolean {
  if (format === 'json') return true
  if (format === 'text') return false
  throw new UsageError(`rules are listed as text or json, not ${format}`)
}
