// SPDX-License-Identifier: Apache-2.0
// What two plans do differently, thing by thing. Things are told apart by what they are about (a mount by where, a
// limit by its file), so that what changes is seen as a change, and what stands at another place as removed there and
// added here.
import { diffArrays } from 'diff'
import type { CgroupStep, MessageDescription, OperationDescription, PlanRecord } from '../../core/types.js'

export interface DescribedPlan {
  record: PlanRecord
  message: MessageDescription
}

/** One thing that is done or set. */
interface Entry {
  /** What it is about. */
  identity: string
  /** All that is known of it. */
  value: Record<string, unknown>
}

export interface Difference {
  /** `operations` are those of the init; the others are what the supervisor does around them. */
  part: string
  kind: 'added' | 'removed' | 'changed'
  what: string
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

export interface PlanDifference {
  differences: Difference[]
  /** How many things are in both, the same. */
  same: number
}

/** Beyond this many additions and removals of a part nothing is aligned any more: it would take too long. */
const editsMax = 4000

export function planDifference(before: DescribedPlan, after: DescribedPlan): PlanDifference {
  const [old, next] = [partsOf(before), partsOf(after)]
  const all = Object.entries(old).map(([part, entries]) => compare(part, entries, next[part] ?? []))
  return {
    differences: all.flatMap(({ differences }) => differences),
    same: all.reduce((sum, { same }) => sum + same, 0),
  }
}

function compare(part: string, before: readonly Entry[], after: readonly Entry[]): PlanDifference {
  const [names, nextNames] = [before, after].map((entries) => entries.map(({ identity }) => identity))
  const runs = diffArrays(names ?? [], nextNames ?? [], { maxEditLength: editsMax }) ?? [
    { removed: true, added: false, count: before.length },
    { removed: false, added: true, count: after.length },
  ]
  const result: PlanDifference = { differences: [], same: 0 }
  let [old, next] = [0, 0]
  for (const { removed, added, count = 0 } of runs) {
    for (let i = 0; i < count; i++) {
      const [one, other] = [added ? undefined : before[old++], removed ? undefined : after[next++]]
      const found = difference(part, one, other)
      if (found === undefined) result.same++
      else result.differences.push(found)
    }
  }
  return result
}

function difference(part: string, before?: Entry, after?: Entry): Difference | undefined {
  const what = (before ?? after)?.identity ?? ''
  if (before === undefined) return { part, kind: 'added', what, ...(after ? { after: after.value } : {}) }
  if (after === undefined) return { part, kind: 'removed', what, before: before.value }
  if (JSON.stringify(before.value) === JSON.stringify(after.value)) return undefined
  return { part, kind: 'changed', what, before: before.value, after: after.value }
}

// ---- what a plan consists of ----------------------------------------------------------------------------------------

function partsOf({ record, message }: DescribedPlan): Record<string, Entry[]> {
  const { cgroup, hooks } = record
  return {
    container: settingsOf(record),
    namespaces: record.namespaces.map(({ type, ...value }) => ({ identity: type, value })),
    annotations: Object.entries(record.annotations).map(([identity, value]) => ({ identity, value: { value } })),
    cgroup: [
      { identity: 'path', value: { path: cgroup.path } },
      ...cgroup.steps.map(cgroupEntry),
      ...cgroup.joins.map(({ path, by }) => ({ identity: `join ${path}`, value: { by } })),
    ],
    limits: record.rlimits.map(({ name, soft, hard }) => ({ identity: name, value: { soft, hard } })),
    hooks: Object.entries(hooks).flatMap(([kind, list]) =>
      list.map(({ path, ...value }) => ({ identity: `${kind} ${path}`, value })),
    ),
    message: message.attributes.map(({ name, value }) => ({ identity: name, value: { value } })),
    operations: message.operations.map(operationEntry),
  }
}

/** What of the record is one thing each, and not counted from the others. */
function settingsOf({ rootfs, twoProcesses, idMaps, terminal, ociVersion }: PlanRecord): Entry[] {
  const maps = idMaps && { 'uid map': idMaps.uid, 'gid map': idMaps.gid, 'deny setgroups': idMaps.denySetgroups }
  const settings = { ociVersion, rootfs, processes: twoProcesses ? 2 : 1, terminal, ...maps }
  return Object.entries(settings).map(([identity, value]) => ({ identity, value: { value } }))
}

/** Files that take commands: each write is a thing of its own. Others hold a value. */
const commands = /\/devices\.(allow|deny)$/

function cgroupEntry({ op, path, value, ...rest }: CgroupStep): Entry {
  if (value === undefined) return { identity: `${op} ${path}`, value: rest }
  if (commands.test(path)) return { identity: `${op} ${path} ${value}`, value: rest }
  return { identity: `${op} ${path}`, value: { value, ...rest } }
}

/** The attributes of an operation that say what it is about, where that is not its target. */
const naming: Readonly<Record<string, readonly string[]>> = {
  'open mount source': ['source'],
  'raise ambient capability': ['capability'],
  'run hook': ['kind', 'path'],
  'set sysctl': ['name'],
}

function operationEntry({ step, operation, ...attributes }: OperationDescription): Entry {
  const names = naming[operation] ?? ['target']
  const about = names.filter((name) => attributes[name] !== undefined).map((name) => String(attributes[name]))
  const rest = Object.entries(attributes).filter(([name]) => !names.includes(name))
  return { identity: [operation, ...about].join(' '), value: Object.fromEntries(rest) }
}

// ---- text -----------------------------------------------------------------------------------------------------------

const signs = { added: '+', removed: '-', changed: '~' } as const

/** A line for each thing that is added (`+`), removed (`-`) or changed (`~`, and below it what changes how). */
export function differenceText({ differences, same }: PlanDifference): string {
  const parts = [...new Set(differences.map(({ part }) => part))]
  const lines = parts.flatMap((part) => [part, ...differences.filter((one) => one.part === part).flatMap(linesOf)])
  const count = (wanted: Difference['kind']) => differences.filter(({ kind }) => kind === wanted).length
  const total = `${count('added')} added, ${count('removed')} removed, ${count('changed')} changed, ${same} the same`
  return `${[...lines, total].join('\n')}\n`
}

function linesOf({ kind, what, before = {}, after = {} }: Difference): string[] {
  if (kind !== 'changed') {
    const values = Object.entries(kind === 'added' ? after : before)
    return [`${signs[kind]} ${[what, ...values.map(([name, value]) => `${name}=${JSON.stringify(value)}`)].join(' ')}`]
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return [`~ ${what}`, ...changed.map((name) => `    ${name}: ${shown(before[name])} -> ${shown(after[name])}`)]
}

const shown = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value))
