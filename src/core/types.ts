// What crosses the border to the core, as types. The core writes and reads the JSON; no other file knows its shape.
import type { HookKind, InitMessage, OperationName, spawnSteps } from '../generated/contract.js'

/**
 * How much a finding matters. `error`: the runtime would refuse the config. `warning`: it is accepted, but means
 * something else than it seems, or the specification forbids it. `hint`: security advice.
 */
export type Severity = 'error' | 'warning' | 'hint'

/** A place in a document. Lines and columns count from 1, columns in UTF-16 code units; offsets in bytes from 0. */
export interface Place {
  /** JSON pointer (RFC 6901) of the value; empty for the document. */
  pointer: string
  line: number
  column: number
  endLine: number
  endColumn: number
  offset: number
  end: number
  /** 1 for the second document of a pair (the runtime.json of 2015); absent for the first. */
  document?: 1
}

/** Another place that a finding is about. */
export interface RelatedPlace extends Place {
  /** What it has to do with it. */
  message: string
}

/** One finding about a config. */
export interface Diagnostic extends Place {
  /** Stable code, `GTY-` and an area and a number. */
  code: string
  severity: Severity
  /** What is wrong: lower case, no full stop. */
  message: string
  /** What would be right, where that is known. */
  help?: string
  /** A value that would be right in its place, where there is one. */
  suggestion?: unknown
  /** Where the rule stands: as `Rule.section`. */
  section: string
  /** The places that the finding is about too: the namespace that makes a mount illegal. */
  related?: RelatedPlace[]
}

/** A rule that findings have as their code. */
export interface Rule {
  /** Stable, as `Diagnostic.code`. */
  code: string
  severity: Severity
  /** Where it stands: a section of the OCI runtime spec (`config.md#mounts`), a manual page, an RFC, or `gantry`. */
  section: string
  /** What it demands: lower case, no full stop. */
  text: string
}

/** A mounted cgroup hierarchy, as /proc/self/mountinfo and /proc/self/cgroup show it. */
export interface CgroupHierarchy {
  /** v1 controllers on it; empty for the unified hierarchy and for named ones. */
  controllers: string[]
  /** The name of a named v1 hierarchy (`systemd`). */
  name?: string
  /** Mount point. */
  mount: string
  /** The supervisor's own cgroup in it, as seen from the mount point. */
  own: string
}

/** Everything the core may know about the machine. */
export interface HostFacts {
  euid: number
  /** `uname -r`. */
  kernel: string
  /** True inside a user namespace that is not the initial one: devices may be refused. */
  userNamespace: boolean
  cgroup: {
    mode: 'v1' | 'v2' | 'hybrid' | 'none'
    /** v1 hierarchies, in the order of their mounts. */
    v1: CgroupHierarchy[]
    /** The unified hierarchy (v2 and hybrid). */
    unified?: CgroupHierarchy
    /** Controllers of the unified hierarchy (`cgroup.controllers` of the supervisor's own cgroup's parent chain). */
    unifiedControllers?: string[]
    /** What makes the cgroups. */
    driver?: 'cgroupfs' | 'systemd'
  }
  /** What runs there runs without privilege: as `CheckOptions.rootless`. */
  rootless?: boolean
  /** There pivot_root(2) cannot be had: as `CheckOptions.noPivot`. */
  noPivot?: boolean
  /** Whether the machine has it; absent: not known, and nothing is said about it. */
  apparmor?: boolean
  selinux?: boolean
  rdt?: boolean
  /** Whether it has /proc/kcore; not known: as if it had. */
  kcore?: boolean
  /** Absolute paths that exist on the machine, of those that matter. Given, all others are taken not to exist. */
  paths?: string[]
}

/**
 * The language of a config; `auto`: told by its content. The last four are documents of the runtime spec beside
 * config.json, which can be checked but not planned.
 */
export type InputLanguage = 'auto' | 'oci' | 'ocf' | 'libcontainer' | 'process' | 'resources' | 'state' | 'features'

/** How a config is read, whatever is done with it then. */
export interface InputOptions {
  /** Default: `auto`. */
  input?: InputLanguage
  /**
   * The byte of the input at which the second document starts: a pair of 2015, config.json and runtime.json, comes as
   * one run of bytes.
   */
  secondDocument?: number
  /** The program and its arguments, which a libcontainer config leaves to its caller. Needed to plan one. */
  args?: string[]
}

/** What a config is checked for. Nothing is required. */
export interface CheckOptions extends InputOptions {
  /** Absolute path of the bundle. */
  bundle?: string
  /** The machine that the config is for. Without it, nothing is said that holds on some machines only. */
  host?: HostFacts
  /**
   * The runtime that it is for. Default `any`: what the specification says and runtimes agree on, and warnings of what
   * this version of gantry does not carry out; `gantry`: that is refused.
   */
  target?: 'any' | 'gantry' | 'runc' | 'crun'
  /** The version of the runtime spec to hold it to. Default: its own. */
  spec?: '1.0' | '1.1' | '1.2' | '1.3'
  /** For a runtime without privilege. */
  rootless?: boolean
  /** Security advice too. */
  advice?: boolean
  noPivot?: boolean
}

/** How a config is written in another language. */
export interface ConvertOptions extends InputOptions {
  /** `libcontainer`: the configs.Config of runc 1.5, as JSON. */
  to: 'oci' | 'libcontainer'
  /** Absolute path of the bundle: libcontainer's config has no relative paths of the host. */
  bundle?: string
  /** Name of the cgroup of a libcontainer config where the config has no path of one. Default: `container`. */
  id?: string
}

/** A config in another language; a document only if no diagnostic is an error. */
export interface ConvertResult {
  /** What is wrong with the config, and what the other language has no place for. */
  diagnostics: Diagnostic[]
  /** JSON text, indented, with a line feed at its end. */
  document?: string
}

export interface CompileOptions extends InputOptions {
  id: string
  /** Absolute path of the bundle; `root.path` and bind sources are relative to it. */
  bundle: string
  host: HostFacts
  /** This many descriptors from 3 on are handed on to the container. */
  preserveFds?: number
  noPivot?: boolean
  noNewKeyring?: boolean
  /** Process 1 is the init's own reaper; the program is its child. Needs a new pid namespace. */
  reaper?: boolean
  /** The reaper, and with it the container, does not end with its owner. */
  detached?: boolean
}

/** One hook of the config, run by the supervisor. */
export interface PlanHook {
  path: string
  args?: string[]
  env?: string[]
  /** Seconds. */
  timeout?: number
}

/**
 * One step of making the cgroup, in order.
 * `mkdir`: a directory, `owned` if it is the container's own (removed again at destroy; EEXIST is an error unless it is
 * empty of processes); others may exist and stay.
 * `copy`: the content of `from` into `path` if `path` is empty (v1 cpuset).
 * `write`: `value` into `path`, in one write. `device filter`: a BPF program (base64) attached to the directory `path`.
 * `enable`: v2 controllers for the cgroups in the directory `path`, those that are not enabled yet. Never in a cgroup
 * that has processes and is not the hierarchy's root, where they would make it and all below threaded: there the step
 * fails if one of `needed` is missing, before any step of the list has changed anything.
 */
export interface CgroupStep {
  op: keyof typeof spawnSteps
  path: string
  owned?: boolean
  from?: string
  value?: string
  /** Controllers, separated by spaces: without them the step fails. */
  needed?: string
  /** Controllers that are enabled where that can be had. */
  optional?: string
  /** Names of errnos at which the step is skipped and logged. */
  skip?: string[]
}

/** A cgroup directory that the init is put into. */
export interface CgroupJoin {
  path: string
  /**
   * `tasks`: the new process writes 0 into the v1 file itself (a single thread that moves itself does not wait for the
   * kernel's global lock). `clone`: clone3 with CLONE_INTO_CGROUP (v2).
   */
  by: 'tasks' | 'clone'
}

export interface PlanRlimit {
  /** RLIMIT_* number of Linux. */
  resource: number
  name: string
  /** Decimal, 64 bits. */
  soft: string
  hard: string
}

/** A pair of interfaces, or loopback, that is made with the container: `Networks` of libcontainer. */
export interface PlanInterface {
  type: 'veth' | 'loopback'
  /** In the container. */
  name: string
  /** On the host: the other end of the pair; of loopback empty. */
  hostInterfaceName: string
  /** The bridge that the host's end is put into. */
  bridge?: string
  /** In the container. */
  macAddress?: string
  /** With its prefix length. */
  address?: string
  gateway?: string
  ipv6Address?: string
  ipv6Gateway?: string
  /** Bytes, of both ends. */
  mtu?: number
  /** Packets, of both ends. */
  txQueueLen?: number
  hairpinMode?: boolean
}

/** The container's network beyond loopback: it is made when the init asks for it. */
export interface PlanNetwork {
  /** Devices of the host that are moved into the container, under a name there or a template (`eth%d`). */
  devices: { host: string; name: string }[]
  interfaces: PlanInterface[]
  /** In the container. Destinations and sources may have a prefix length. */
  routes: { destination?: string; source?: string; gateway?: string; interfaceName?: string }[]
}

/** What the supervisor needs to know of a plan: everything that is not an operation of the init. */
export interface PlanRecord {
  ociVersion: string
  /** Absolute path of the root filesystem. */
  rootfs: string
  /** Number of operations. */
  steps: number
  /** CLONE_NEW* for the bridge's clone3; 0 if a CLONE operation makes the namespaces. */
  cloneFlags: number
  /** True if a second process takes over: a CHILD message will come. */
  twoProcesses: boolean
  /** Process 1 is the reaper: how the program ended is in its report. */
  reaper?: true
  /** How often the init waits for an answer until it is ready. With 1, that answer may be sent ahead. */
  requests: number
  /** For MAP_IDS: the text for uid_map and gid_map, and whether setgroups must be denied first. */
  idMaps?: { uid: string; gid: string; denySetgroups: boolean }
  cgroup: {
    /** In the container's terms: below the hierarchies' mount points. */
    path: string
    steps: CgroupStep[]
    joins: CgroupJoin[]
  }
  rlimits: PlanRlimit[]
  /** They are set as soon as the init runs; otherwise it asks for it. */
  limitsAtLaunch: boolean
  hooks: Record<HookKind, PlanHook[]>
  terminal: boolean
  /** Uid of the process on the host, for the pipes that are made for it; absent where the plan cannot tell. */
  streamOwner?: number
  /** Absent where the container has loopback alone, or the network of the host. */
  network?: PlanNetwork
  annotations: Record<string, string>
  /** Namespaces of the container: type, and the path of a joined one. */
  namespaces: { type: string; path?: string }[]
  /** v1 memory.oom_control or v2 memory.events, to tell an OOM kill after the exit; absent without a memory cgroup. */
  oomFile?: string
}

/** A bootstrap message with what the supervisor must do around it. */
export interface Plan {
  record: PlanRecord
  message: Uint8Array
}

/** What `compile` returns: a plan only if no diagnostic is an error. */
export interface CompileResult {
  diagnostics: Diagnostic[]
  plan?: Plan
}

/** A message that the init sends. */
export type ControlMessage = InitMessage

/**
 * A step that the kernel refused: its number from 1, or 0 before the first operation; errno 0 and an empty name where no
 * system call failed; what it was doing, a system call or a few words; the kernel's own words or a hook's output; a
 * hook's exit status, or the signal that ended it.
 */
export type ControlFailure = Extract<InitMessage, { type: 'failed' | 'notice' }>

/** A message as `describe` shows it in JSON. */
export interface MessageDescription {
  type: string
  attributes: { name: string; value: string | number }[]
  operations: OperationDescription[]
}

export interface OperationDescription {
  step: number
  operation: OperationName
  /** Alternatives for errnos. */
  on?: { errno: string[]; quiet?: true; skip?: true; then?: OperationDescription }[]
  /** Attributes by name; numbers as numbers, flags as words. */
  [attribute: string]: unknown
}

/** Where the values of a JSON document are. */
export interface Outline {
  /** What is wrong with it as JSON. */
  diagnostics: Diagnostic[]
  /**
   * Six numbers a value: type (0 null, 1 boolean, 2 number, 3 string, 4 array, 5 object), number of values in it, bytes
   * where its key starts and ends, and bytes where it does itself; in document order, each before those in it. Empty if
   * the document is no JSON.
   */
  values: Uint32Array
}

/**
 * The features document of the runtime spec, features.md: what can be carried out, whatever the machine. What is absent
 * is not known to this version.
 */
export interface Features {
  ociVersionMin: string
  ociVersionMax: string
  hooks: string[]
  mountOptions: string[]
  linux: {
    namespaces: string[]
    capabilities: string[]
    cgroup: { v1: boolean; v2: boolean; systemd: boolean; systemdUser: boolean; rdma: boolean }
    seccomp: { enabled: boolean }
    apparmor: { enabled: boolean }
    selinux: { enabled: boolean }
    intelRdt: { enabled: boolean }
    mountExtensions: { idmap: { enabled: boolean } }
    netDevices: { enabled: boolean }
  }
  /** Names of annotations that change what is done. */
  potentiallyUnsafeConfigAnnotations: string[]
}

/** The core: one implementation runs the raw module, one the component through jco's glue. */
export interface Core {
  compile(config: Uint8Array, options: CompileOptions): CompileResult
  check(config: Uint8Array, options: CheckOptions): Diagnostic[]
  convert(config: Uint8Array, options: ConvertOptions): ConvertResult
  describeText(message: Uint8Array): string
  describe(message: Uint8Array): MessageDescription
  readControl(message: Uint8Array): ControlMessage
  writeControl(kind: 'continue' | 'abort'): Uint8Array
  rules(): Rule[]
  parse(document: Uint8Array): Outline
  features(): Features
}
