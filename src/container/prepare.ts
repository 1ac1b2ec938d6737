// SPDX-License-Identifier: Apache-2.0
// From a config to a plan.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { OciConfig, OciProcess } from '../config/oci.js'
import type { Diagnostic, Plan } from '../core/types.js'
import { configInvalid } from '../errors.js'
import type { Environment } from './environment.js'
import type { ContainerState } from './state.js'
import { stateVersion } from './state.js'
import type { CreateOptions } from './types.js'

export interface Prepared {
  /** The config as it was compiled. */
  text: string
  bundle: string
  preserve: number[]
  plan: Plan
  /** Warnings. */
  diagnostics: Diagnostic[]
  /** How it was compiled, to do it again with another process. */
  options: CreateOptions
}

/** @throws ContainerError `ConfigInvalid` with all that was found. */
export function prepare(
  environment: Environment,
  id: string,
  config: OciConfig | Uint8Array | string,
  options: CreateOptions,
): Prepared {
  const text = textOf(config)
  const bundle = resolve(options.bundle ?? '.')
  const preserve = options.preserve ?? []
  const { plan, diagnostics } = environment.core.compile(Buffer.from(text), {
    id,
    bundle,
    host: environment.host,
    ...(preserve.length === 0 ? {} : { preserveFds: preserve.length }),
    ...(options.noPivot ? { noPivot: true } : {}),
    ...(options.noNewKeyring ? { noNewKeyring: true } : {}),
    ...(options.reaper ? { reaper: true } : {}),
    ...(options.detached ? { detached: true } : {}),
    ...(options.args === undefined ? {} : { args: options.args }),
  })
  if (!plan) throw configInvalid(diagnostics)
  return { text, bundle, preserve, plan, diagnostics, options }
}

/**
 * The same with another process.
 * @throws TypeError for a change that a config of libcontainer has no place for.
 */
export function prepareProcess(
  environment: Environment,
  id: string,
  { text, options }: Prepared,
  process: Partial<OciProcess>,
): Prepared {
  if (options.args !== undefined) {
    const { args = options.args, ...others } = process
    const [other] = Object.keys(others)
    if (other !== undefined) throw new TypeError(`option ${other} cannot change the process of a libcontainer config`)
    return prepare(environment, id, text, { ...options, args })
  }
  const config = JSON.parse(text) as OciConfig
  return prepare(environment, id, { ...config, process: { ...config.process, ...process } }, options)
}

/** The directories that are the container's own, in the order they are made. */
export const ownCgroups = ({ record }: Plan): string[] =>
  record.cgroup.steps.filter(({ op, owned }) => op === 'mkdir' && owned).map(({ path }) => path)

/** The end of a cgroup's mark: whose it is, also where the state is lost that would say so. */
export function directoryMark(directory: string): string {
  const { dev, ino } = statSync(directory, { bigint: true })
  return `${dev}:${ino}`
}

/** The state of a container that has no process yet. */
export function newState(id: string, directory: string, { plan, bundle, options }: Prepared): ContainerState {
  const { record } = plan
  const created = timestamp()
  return {
    version: stateVersion,
    id,
    bundle,
    ociVersion: record.ociVersion,
    created,
    owner: process.geteuid?.() ?? 0,
    pid: 0,
    startTime: '',
    rootfs: record.rootfs,
    cgroups: ownCgroups(plan),
    cgroupMark: `${id} ${created} ${process.pid} ${directoryMark(directory)}`,
    ...(record.oomFile === undefined ? {} : { oomFile: record.oomFile }),
    annotations: record.annotations,
    namespaces: record.namespaces,
    hooks: { poststart: record.hooks.poststart, poststop: record.hooks.poststop },
    ...(options.detached ? { detached: true } : {}),
  }
}

function textOf(config: OciConfig | Uint8Array | string): string {
  if (typeof config === 'string') return config
  return config instanceof Uint8Array ? Buffer.from(config).toString() : JSON.stringify(config)
}

/** RFC 3339 with nanoseconds (of which the clock of JavaScript has the first six digits). */
function timestamp(): string {
  const milliseconds = performance.timeOrigin + performance.now()
  const seconds = new Date(milliseconds).toISOString().slice(0, 19)
  const nanoseconds = Math.floor((milliseconds % 1000) * 1e6)
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}Z`
}
