// SPDX-License-Identifier: Apache-2.0
// The supervisor's part of a plan as text: what is done around the init's operations.
import type { CgroupStep, PlanHook, PlanInterface, PlanNetwork, PlanRecord } from '../../core/types.js'

export function recordText(record: PlanRecord): string {
  return [
    `rootfs ${record.rootfs}`,
    `processes ${record.twoProcesses ? 2 : 1}`,
    ...(record.idMaps ? idMapLines(record.idMaps) : []),
    `cgroup ${record.cgroup.path || 'none'}`,
    ...record.cgroup.steps.map(cgroupLine),
    ...record.cgroup.joins.map(({ path, by }) => `  join ${path} by ${by}`),
    ...record.rlimits.map(({ name, soft, hard }) => `rlimit ${name} soft=${soft} hard=${hard}`),
    ...(record.network ? networkLines(record.network) : []),
    ...Object.entries(record.hooks).flatMap(([kind, hooks]) => hooks.map((hook, i) => hookLine(kind, i, hook))),
    ...(record.terminal ? ['terminal'] : []),
    '',
  ].join('\n')
}

function idMapLines({ uid, gid, denySetgroups }: NonNullable<PlanRecord['idMaps']>): string[] {
  const one = (text: string) => text.trim().replaceAll('\n', ', ')
  return [...(denySetgroups ? ['setgroups deny'] : []), `uid map ${one(uid)}`, `gid map ${one(gid)}`]
}

function cgroupLine({ op, path, owned, from, value, needed, optional, skip }: CgroupStep): string {
  const words = [
    `  ${op} ${path}`,
    ...(owned ? ['owned'] : []),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(value === undefined ? [] : [JSON.stringify(value)]),
    ...(needed === undefined ? [] : [needed]),
    ...(optional === undefined ? [] : [`(if it can be had: ${optional})`]),
    ...(skip?.length ? [`(skipped on ${skip.join(', ')})`] : []),
  ]
  return words.join(' ')
}

function networkLines({ devices, interfaces, routes }: PlanNetwork): string[] {
  return [
    ...interfaces.map(interfaceLine),
    ...devices.map(({ host, name }) => `network device ${host}${name === host ? '' : ` as ${name}`}`),
    ...routes.map(({ destination = 'default', ...rest }) => `route ${destination}${assignments(rest)}`),
  ]
}

const interfaceLine = ({ type, name, ...rest }: PlanInterface) => `network ${type} ${name}${assignments(rest)}`

const assignments = (values: object) =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ` ${name}=${value}`)
    .join('')

function hookLine(kind: string, index: number, { path, args, timeout }: PlanHook): string {
  const rest = args === undefined ? '' : ` ${JSON.stringify(args)}`
  return `hook ${kind} #${index} ${path}${rest}${timeout === undefined ? '' : ` timeout=${timeout}s`}`
}
