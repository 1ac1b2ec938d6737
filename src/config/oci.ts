// SPDX-License-Identifier: Apache-2.0
// The OCI runtime config (config.json) as types: https://github.com/opencontainers/runtime-spec. What gantry refuses
// by name until it is built is left out.

export interface OciConfig {
  ociVersion: string
  process?: OciProcess
  root?: { path: string; readonly?: boolean }
  hostname?: string
  domainname?: string
  mounts?: OciMount[]
  hooks?: OciHooks
  annotations?: Record<string, string>
  linux?: OciLinux
}

export interface OciProcess {
  terminal?: boolean
  consoleSize?: { height: number; width: number }
  user?: OciUser
  /** The program and its arguments: at least one. */
  args?: string[]
  /** `NAME=value` each. */
  env?: string[]
  /** Absolute. */
  cwd: string
  capabilities?: Partial<Record<'bounding' | 'effective' | 'inheritable' | 'permitted' | 'ambient', string[]>>
  rlimits?: { type: string; soft: number; hard: number }[]
  noNewPrivileges?: boolean
  oomScoreAdj?: number
}

export interface OciUser {
  uid: number
  gid: number
  additionalGids?: number[]
  umask?: number
}

export interface OciMount {
  destination: string
  type?: string
  source?: string
  options?: string[]
}

export type OciHooks = Partial<
  Record<'prestart' | 'createRuntime' | 'createContainer' | 'startContainer' | 'poststart' | 'poststop', OciHook[]>
>

export interface OciHook {
  path: string
  args?: string[]
  env?: string[]
  /** Seconds. */
  timeout?: number
}

export type OciNamespaceType = 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup' | 'time'

export interface OciIdMapping {
  containerID: number
  hostID: number
  size: number
}

export interface OciLinux {
  namespaces?: { type: OciNamespaceType; path?: string }[]
  uidMappings?: OciIdMapping[]
  gidMappings?: OciIdMapping[]
  timeOffsets?: Record<'monotonic' | 'boottime', { secs?: number; nanosecs?: number }>
  devices?: {
    type: string
    path: string
    major?: number
    minor?: number
    fileMode?: number
    uid?: number
    gid?: number
  }[]
  cgroupsPath?: string
  resources?: OciResources
  maskedPaths?: string[]
  readonlyPaths?: string[]
  sysctl?: Record<string, string>
  rootfsPropagation?: string
}

export interface OciResources {
  devices?: { allow: boolean; type?: string; major?: number; minor?: number; access?: string }[]
  /** Bytes. */
  memory?: { limit?: number; reservation?: number; swap?: number; swappiness?: number; disableOOMKiller?: boolean }
  cpu?: {
    shares?: number
    /** Microseconds in a period. */
    quota?: number
    burst?: number
    /** Microseconds. */
    period?: number
    realtimeRuntime?: number
    realtimePeriod?: number
    cpus?: string
    mems?: string
    idle?: number
  }
  pids?: { limit: number }
}
