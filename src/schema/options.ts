// SPDX-License-Identifier: Apache-2.0
// The options of the library, as far as they are plain data: streams, signals and functions are their users' to check.
import type { OciProcess } from '../config/oci.js'
import type { FactoryOptions } from '../container/factory.js'
import type { CreateOptions, ProcessOptions } from '../container/types.js'
import type { CgroupHierarchy, CheckOptions, CompileOptions, HostFacts, InputOptions } from '../core/types.js'
import type { Bind } from '../sandbox/options.js'
import type { SandboxOptions } from '../sandbox/sandbox.js'
import {
  absolutePath,
  containerId,
  flag,
  listOf,
  mapOf,
  numberFrom,
  object,
  oneOf,
  ownerId,
  type Schema,
  text,
  uint32,
  wholeNumber,
  wholeNumberFrom,
} from './words.js'

/** Takes the place of an interface's properties: one schema for each. */
type SchemasOf<Interface> = Record<keyof Interface, Schema>

// ---- what the core gets ----

const hierarchy = object(
  {
    controllers: listOf(text),
    name: text,
    mount: absolutePath,
    own: absolutePath,
  } satisfies SchemasOf<CgroupHierarchy>,
  ['mount', 'own'],
)

// Where the unified hierarchy is in use, it must be known.
const unified: Schema = { properties: { mode: oneOf('v2', 'hybrid') }, required: ['mode'] }
const cgroup: Schema = {
  if: unified,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['unified'] },
  ...(object(
    {
      mode: oneOf('v1', 'v2', 'hybrid', 'none'),
      v1: listOf(hierarchy),
      unified: hierarchy,
      unifiedControllers: listOf(text),
      driver: oneOf('cgroupfs', 'systemd'),
    } satisfies SchemasOf<HostFacts['cgroup']>,
    ['mode'],
  ) as object),
}

const host: Schema = object(
  {
    euid: ownerId,
    kernel: text,
    userNamespace: flag,
    cgroup,
    apparmor: flag,
    selinux: flag,
    rdt: flag,
    kcore: flag,
    paths: listOf(text),
    rootless: flag,
    noPivot: flag,
  } satisfies SchemasOf<HostFacts>,
  ['cgroup'],
)

const input = {
  input: oneOf('auto', 'oci', 'ocf', 'libcontainer', 'process', 'resources', 'state', 'features'),
  secondDocument: uint32,
  args: listOf(text),
} satisfies SchemasOf<InputOptions>

/** For whoever calls the core: it says the same. */
export const checkOptions = object({
  ...input,
  bundle: absolutePath,
  host,
  target: oneOf('any', 'gantry', 'runc', 'crun'),
  spec: oneOf('1.0', '1.1', '1.2', '1.3'),
  rootless: flag,
  advice: flag,
  noPivot: flag,
} satisfies SchemasOf<CheckOptions>)

export const compileOptions = object(
  {
    ...input,
    id: containerId,
    bundle: absolutePath,
    host,
    preserveFds: uint32,
    noPivot: flag,
    noNewKeyring: flag,
    reaper: flag,
    detached: flag,
  } satisfies SchemasOf<CompileOptions>,
  ['id', 'bundle', 'host'],
)

// ---- containers ----

const descriptor = wholeNumber(0, 2 ** 31 - 1)
const stream: Schema = { anyOf: [oneOf('pipe', 'inherit', 'ignore'), descriptor] }
const stdio: Schema = { anyOf: [stream, { type: 'array', items: stream, minItems: 3, maxItems: 3 }] }

export const factoryOptions = object({
  root: text,
  onNotice: true,
  host,
  init: object({ path: text, arguments: listOf(text) }),
} satisfies SchemasOf<FactoryOptions>)

export const createOptions = object({
  signal: true,
  bundle: text,
  preserve: listOf(descriptor),
  noPivot: flag,
  noNewKeyring: flag,
  reaper: flag,
  detached: flag,
  args: listOf(text),
} satisfies SchemasOf<CreateOptions>)

/** @param process a schema for each property of `OciProcess` */
export const processOptions = (process: SchemasOf<OciProcess>): Schema =>
  object({ ...process, signal: true, stdio, onConsole: true } satisfies SchemasOf<ProcessOptions>)

// ---- sandboxes ----

const size: Schema = { type: ['number', 'string'] }

const bind = object({ source: text, destination: text, readonly: flag } satisfies SchemasOf<Bind>, [
  'source',
  'destination',
])

export const sandboxOptions = object(
  {
    argv: { ...(listOf(text) as object), minItems: 1 },
    memory: size,
    swap: size,
    cpus: numberFrom(0),
    pids: wholeNumberFrom(1),
    binds: listOf({ anyOf: [text, bind] }),
    writable: listOf(text),
    network: oneOf('none', 'host'),
    env: mapOf(text),
    cwd: absolutePath,
    hostname: text,
    user: object({ uid: ownerId, gid: ownerId }, ['uid', 'gid']),
    timeout: numberFrom(0),
    input: true,
    stdio,
    // Infinity is one, for which JSON Schema has no word.
    maxBuffer: true,
    reject: flag,
    signal: true,
    root: text,
    detached: flag,
    onConsole: true,
    terminal: flag,
  } satisfies SchemasOf<SandboxOptions> & { terminal: Schema },
  ['argv'],
)
