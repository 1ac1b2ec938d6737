// SPDX-License-Identifier: Apache-2.0
// Written by `node scripts/build-schema.mjs --types` from core-c/model/shapes/. The documents of the OCI runtime spec as
// types: https://github.com/opencontainers/runtime-spec. What null and empty words stand for is left out here.

/** The root filesystem of the container. */
export interface OciRoot {
  /** Folder of the root filesystem, absolute or in the bundle. */
  path?: string
  /** The container cannot write to its root filesystem. */
  readonly?: boolean
}

/** A range of ids of the container and the ids of the host that they stand for. */
export interface OciIdMapping {
  /** First id in the container. */
  containerID?: number
  /** First id on the host. */
  hostID?: number
  /** Number of ids. */
  size?: number
}

/** A filesystem, file or folder that the container sees; mounts are made in their order. */
export interface OciMount {
  /** Path in the container, absolute. */
  destination: string
  /** A filesystem's name as in /proc/filesystems; without meaning for bind mounts. */
  type?: string
  /** Device, or for bind mounts a path, absolute or in the bundle. */
  source?: string
  /** Mount options, as of fstab(5). */
  options?: string[]
  /** User ids of an id-mapped mount. */
  uidMappings?: OciIdMapping[]
  /** Group ids of an id-mapped mount. */
  gidMappings?: OciIdMapping[]
}

/** A program that is run at a point of the container's life, with its state on standard input. */
export interface OciHook {
  /** The program, absolute. */
  path: string
  /** Arguments, with the program's own name as the first. */
  args?: string[]
  /** Environment, NAME=value each. */
  env?: string[]
  /** Seconds after which the hook is killed and fails; above 0. */
  timeout?: number
}

/** Programs that are run at points of the container's life. */
export interface OciHooks {
  /** In the runtime's namespaces, before the program starts; createRuntime and its like took its place. */
  prestart?: OciHook[]
  /** In the runtime's namespaces, once the container's are made. */
  createRuntime?: OciHook[]
  /** In the container's namespaces, before its root is entered. */
  createContainer?: OciHook[]
  /** In the container, just before its program. */
  startContainer?: OciHook[]
  /** In the runtime's namespaces, after the program started. */
  poststart?: OciHook[]
  /** In the runtime's namespaces, after the container is deleted. */
  poststop?: OciHook[]
}

/** The config.json of a bundle: what a runtime makes a container of. */
export interface OciConfig {
  /** Version of the runtime spec that the config follows, such as 1.2.1. */
  ociVersion?: string
  /** The program that the container runs. */
  process: OciProcess
  /** The root filesystem of the container. */
  root: OciRoot
  /** Host name; needs a uts namespace. */
  hostname?: string
  /** NIS domain name; needs a uts namespace (since version 1.1). */
  domainname?: string
  /** What is mounted beside the root filesystem, in order. */
  mounts?: OciMount[]
  /** Programs that are run at points of the container's life. */
  hooks?: OciHooks
  /** Names and values for other tools. */
  annotations?: Record<string, string>
  /** What only Linux has. */
  linux?: OciLinux
  /** What only Solaris has: ignored. */
  solaris?: unknown
  /** What only Windows has: ignored. */
  windows?: unknown
  /** What only virtual machines have: ignored. */
  vm?: unknown
  /** What only z/OS has: ignored (since version 1.1). */
  zos?: unknown
  /** What only FreeBSD has: ignored (since version 1.3). */
  freebsd?: unknown
}

/** The state of a container, as runtimes tell it. */
export interface OciState {
  /** Version of the runtime spec that the state follows. */
  ociVersion: string
  /** The container's id, unique on the host. */
  id: string
  /** Creating, created, running, stopped, or a word of the runtime such as paused. */
  status: string
  /** The container's first process, as the host sees it. */
  pid?: number
  /** Folder of the container's bundle, absolute. */
  bundle: string
  /** Names and values for other tools. */
  annotations?: Record<string, string>
}

/** Kinds of cgroups. */
export interface OciCgroupFeatures {
  /** Cgroup v1 (since version 1.1). */
  v1?: boolean
  /** Cgroup v2 (since version 1.1). */
  v2?: boolean
  /** Through systemd (since version 1.1). */
  systemd?: boolean
  /** Through systemd's user instance (since version 1.1). */
  systemdUser?: boolean
  /** The rdma controller (since version 1.1). */
  rdma?: boolean
}

/** What filters of system calls can be made of. */
export interface OciSeccompFeatures {
  /** There are filters (since version 1.1). */
  enabled?: boolean
  /** Known actions (since version 1.1). */
  actions?: string[]
  /** Known operators (since version 1.1). */
  operators?: string[]
  /** Known architectures (since version 1.1). */
  archs?: string[]
  /** Known flags (since version 1.1). */
  knownFlags?: string[]
  /** Flags that the kernel takes too (since version 1.1). */
  supportedFlags?: string[]
}

/** AppArmor. */
export interface OciAppArmorFeatures {
  /** Profiles can be set (since version 1.1). */
  enabled?: boolean
}

/** SELinux. */
export interface OciSelinuxFeatures {
  /** Contexts can be set (since version 1.1). */
  enabled?: boolean
}

/** Shares of caches and memory bandwidth. */
export interface OciIntelRdtFeatures {
  /** Linux.intelRdt is carried out (since version 1.1). */
  enabled?: boolean
  /** Linux.intelRdt.schemata is carried out (since version 1.3). */
  schemata?: boolean
  /** Linux.intelRdt.enableMonitoring is carried out (since version 1.3). */
  monitoring?: boolean
}

/** Memory policies. */
export interface OciMemoryPolicyFeatures {
  /** Known modes (since version 1.3). */
  modes?: string[]
  /** Known flags (since version 1.3). */
  flags?: string[]
}

/** Id-mapped mounts. */
export interface OciIdMapFeatures {
  /** Mounts can have mappings (since version 1.2). */
  enabled?: boolean
}

/** What mounts can have beside options. */
export interface OciMountFeatures {
  /** Id-mapped mounts (since version 1.2). */
  idmap?: OciIdMapFeatures
}

/** Network devices of the host. */
export interface OciNetDeviceFeatures {
  /** They can be moved into containers (since version 1.3). */
  enabled?: boolean
}

/** What the runtime can do on Linux. */
export interface OciLinuxFeatures {
  /** Known types of namespaces (since version 1.1). */
  namespaces?: string[]
  /** Known capabilities (since version 1.1). */
  capabilities?: string[]
  /** Kinds of cgroups (since version 1.1). */
  cgroup?: OciCgroupFeatures
  /** Filters of system calls (since version 1.1). */
  seccomp?: OciSeccompFeatures
  /** AppArmor (since version 1.1). */
  apparmor?: OciAppArmorFeatures
  /** SELinux (since version 1.1). */
  selinux?: OciSelinuxFeatures
  /** Shares of caches and memory bandwidth (since version 1.1). */
  intelRdt?: OciIntelRdtFeatures
  /** Memory policies (since version 1.3). */
  memoryPolicy?: OciMemoryPolicyFeatures
  /** What mounts can have beside options (since version 1.2). */
  mountExtensions?: OciMountFeatures
  /** Network devices of the host (since version 1.3). */
  netDevices?: OciNetDeviceFeatures
}

/** What a runtime can do. */
export interface OciFeatures {
  /** Oldest version of the runtime spec that it takes (since version 1.1). */
  ociVersionMin: string
  /** Newest version of the runtime spec that it takes (since version 1.1). */
  ociVersionMax: string
  /** Known kinds of hooks (since version 1.1). */
  hooks?: string[]
  /** Known mount options (since version 1.1). */
  mountOptions?: string[]
  /** What it can do on Linux (since version 1.1). */
  linux?: OciLinuxFeatures
  /** Names and values for other tools (since version 1.1). */
  annotations?: Record<string, string>
  /** Annotations of configs that change how containers are made (since version 1.2). */
  potentiallyUnsafeConfigAnnotations?: string[]
}

/** A namespace that the container has of its own; without it, it shares the runtime's. */
export interface OciNamespace {
  /** Kind of namespace. */
  type: OciNamespaceType
  /** Of one to join, absolute; without it a new one is made. */
  path?: string
}

/** A device node that is made in the container. */
export interface OciDevice {
  /** Path in the container, absolute. */
  path: string
  /** C or u for a character device, b for a block device, p for a FIFO. */
  type: OciDeviceType
  /** Major number, unless it is a FIFO. */
  major?: number
  /** Minor number, unless it is a FIFO. */
  minor?: number
  /** Permissions: a decimal number, 438 for octal 0666; bits of the file type are dropped. */
  fileMode?: number
  /** Owner in the container. */
  uid?: number
  /** Group in the container. */
  gid?: number
}

/** A network device of the host that is moved into the container; its property's name is that on the host. */
export interface OciNetDevice {
  /** Its name in the container; the same if absent (since version 1.3). */
  name?: string
}

/** How far a clock of the container is from the host's. */
export interface OciTimeOffset {
  /** Seconds (since version 1.1). */
  secs?: number
  /** Nanoseconds, below 1000000000 (since version 1.1). */
  nanosecs?: number
}

/** Offsets of the clocks of a new time namespace. */
export interface OciTimeOffsets {
  /** Of CLOCK_MONOTONIC (since version 1.1). */
  monotonic?: OciTimeOffset
  /** Of CLOCK_BOOTTIME (since version 1.1). */
  boottime?: OciTimeOffset
}

/** The container's share of caches and memory bandwidth, through the resctrl filesystem. */
export interface OciIntelRdt {
  /** Class of service: a directory's name; the container's id if absent. */
  closID?: string
  /** Lines of the schemata file; the two schemas after them are not looked at then (since version 1.3). */
  schemata?: string[]
  /** Line of the schemata file for the level 3 cache. */
  l3CacheSchema?: string
  /** Line of the schemata file for memory bandwidth: MB:…. */
  memBwSchema?: string
  /** Make a monitoring group for the container (since version 1.3). */
  enableMonitoring?: boolean
  /** Monitor the cache; enableMonitoring took its place in 1.3 (since version 1.1). */
  enableCMT?: boolean
  /** Monitor memory bandwidth; enableMonitoring took its place in 1.3 (since version 1.1). */
  enableMBM?: boolean
}

/** Execution domain of the process, as of personality(2). */
export interface OciPersonality {
  /** Execution domain. */
  domain: OciPersonalityDomain
  /** None is defined. */
  flags?: string[]
}

/** Which NUMA nodes memory comes from, as of set_mempolicy(2). */
export interface OciMemoryPolicy {
  /** Policy (since version 1.3). */
  mode: OciMemoryPolicyMode
  /** List of nodes, such as 0-3,7 (since version 1.3). */
  nodes?: string
  /** Flags of the policy (since version 1.3). */
  flags?: OciMemoryPolicyFlag[]
}

/** What only Linux has. */
export interface OciLinux {
  /** User ids of a new user namespace. */
  uidMappings?: OciIdMapping[]
  /** Group ids of a new user namespace. */
  gidMappings?: OciIdMapping[]
  /** Kernel parameters of the container's namespaces. */
  sysctl?: Record<string, string>
  /** Limits: what the container's cgroup is set to. */
  resources?: OciResources
  /** Path of the container's cgroup. */
  cgroupsPath?: string
  /** Namespaces of its own, each type once. */
  namespaces?: OciNamespace[]
  /** Device nodes beside the usual ones. */
  devices?: OciDevice[]
  /** Network devices of the host that the container gets, by their names there (since version 1.3). */
  netDevices?: Record<string, OciNetDevice>
  /** Filter of system calls. */
  seccomp?: OciSeccomp
  /** Mount propagation of the root filesystem. */
  rootfsPropagation?: OciPropagation
  /** Paths that the container cannot read, absolute. */
  maskedPaths?: string[]
  /** Paths that the container cannot write, absolute. */
  readonlyPaths?: string[]
  /** SELinux context of the container's mounts. */
  mountLabel?: string
  /** Share of caches and memory bandwidth. */
  intelRdt?: OciIntelRdt
  /** Which NUMA nodes memory comes from (since version 1.3). */
  memoryPolicy?: OciMemoryPolicy
  /** Execution domain of the process. */
  personality?: OciPersonality
  /** Offsets of the clocks of a new time namespace (since version 1.1). */
  timeOffsets?: OciTimeOffsets
}

/** The size of the terminal in characters. */
export interface OciConsoleSize {
  /** Rows. */
  height?: number
  /** Columns. */
  width?: number
}

/** Whom the process runs as, in the container's user namespace. */
export interface OciUser {
  /** User id. */
  uid?: number
  /** Group id. */
  gid?: number
  /** File mode creation mask: a decimal number, 18 for octal 022. */
  umask?: number
  /** Supplementary group ids. */
  additionalGids?: number[]
  /** Of Windows: ignored. */
  username?: unknown
}

/** Capability sets of the process: names of capabilities(7), such as CAP_NET_BIND_SERVICE. */
export interface OciCapabilities {
  /** What it can ever gain. */
  bounding?: OciCapability[]
  /** What the kernel checks. */
  effective?: OciCapability[]
  /** What it may hand on to programs that it executes. */
  inheritable?: OciCapability[]
  /** What it may make effective. */
  permitted?: OciCapability[]
  /** What it keeps over the execution of programs without file capabilities. */
  ambient?: OciCapability[]
}

/** A resource limit, as of setrlimit(2). */
export interface OciRlimit {
  /** The resource. */
  type: OciRlimitType
  /** What the kernel enforces; 18446744073709551615 is no limit. */
  soft?: number
  /** What the soft limit may be raised to. */
  hard?: number
}

/** How the process is scheduled, as of sched_setattr(2). */
export interface OciScheduler {
  /** Scheduling policy (since version 1.1). */
  policy: OciSchedulerPolicy
  /** Nice value of SCHED_OTHER and SCHED_BATCH, from -20 to 19 (since version 1.1). */
  nice?: number
  /** Priority of SCHED_FIFO and SCHED_RR, from 1 to 99 (since version 1.1). */
  priority?: number
  /** Flags of sched_setattr(2) (since version 1.1). */
  flags?: OciSchedulerFlag[]
  /** Nanoseconds in a period, of SCHED_DEADLINE (since version 1.1). */
  runtime?: number
  /** Nanoseconds until the runtime must be had, of SCHED_DEADLINE (since version 1.1). */
  deadline?: number
  /** Nanoseconds, of SCHED_DEADLINE (since version 1.1). */
  period?: number
}

/** Priority of the process's input and output, as of ioprio_set(2). */
export interface OciIoPriority {
  /** Scheduling class (since version 1.1). */
  class: OciIoPriorityClass
  /** In the class, from 0 (first) to 7 (since version 1.1). */
  priority?: number
}

/** Processors for a process that joins the container. */
export interface OciCpuAffinity {
  /** List such as 0-3,7, until it is in the container's cgroup (since version 1.2). */
  initial?: string
  /** List such as 0-3,7, from then on (since version 1.2). */
  final?: string
}

/** A program to run in a container. */
export interface OciProcess {
  /** It gets a terminal of its own. */
  terminal?: boolean
  /** The size of the terminal in characters. */
  consoleSize?: OciConsoleSize
  /** Whom it runs as; root if absent. */
  user?: OciUser
  /** The program, looked up in PATH, and its arguments. */
  args: string[]
  /** Of Windows: ignored. */
  commandLine?: unknown
  /** Environment, NAME=value each. */
  env?: string[]
  /** Working directory, absolute. */
  cwd: string
  /** Capability sets; without them the process keeps those of the runtime. */
  capabilities?: OciCapabilities
  /** Resource limits, each type once. */
  rlimits?: OciRlimit[]
  /** No program that it executes can have more privileges, as by a setuid bit. */
  noNewPrivileges?: boolean
  /** Name of an AppArmor profile that is loaded on the host. */
  apparmorProfile?: string
  /** How soon the kernel kills it when memory is out, from -1000 (never) to 1000. */
  oomScoreAdj?: number
  /** How it is scheduled (since version 1.1). */
  scheduler?: OciScheduler
  /** SELinux context of the process. */
  selinuxLabel?: string
  /** Priority of its input and output (since version 1.1). */
  ioPriority?: OciIoPriority
  /** Processors, where it joins a container (since version 1.2). */
  execCPUAffinity?: OciCpuAffinity
}

/** Which devices the container may use; the last rule that fits counts. */
export interface OciDeviceRule {
  /** Whether it may; not, if absent. */
  allow?: boolean
  /** A for all, c for character devices, b for block devices; a if absent. */
  type?: OciDeviceRuleType
  /** Major number; any if absent. */
  major?: number
  /** Minor number; any if absent. */
  minor?: number
  /** Of r (read), w (write) and m (make nodes). */
  access: string
}

/** Limits of memory, in bytes; -1 is no limit. */
export interface OciMemory {
  /** Most memory. */
  limit?: number
  /** Memory that is left to the container when the host runs short. */
  reservation?: number
  /** Most memory and swap together. */
  swap?: number
  /** Without effect: the kernel has no such limit any more. */
  kernel?: number
  /** Without effect: the kernel has no such limit any more. */
  kernelTCP?: number
  /** How soon the kernel swaps, from 0 to 100; cgroup v1 only. */
  swappiness?: number
  /** Processes wait, in place of being killed, when memory is out; cgroup v1 only. */
  disableOOMKiller?: boolean
  /** Always so since Linux 5.11. */
  useHierarchy?: boolean
  /** Refuse a new limit below what is in use (since version 1.1). */
  checkBeforeUpdate?: boolean
}

/** Shares and limits of processor time. */
export interface OciCpu {
  /** Weight against other cgroups, from 2 to 262144. */
  shares?: number
  /** Microseconds of processor time in a period; -1 is no limit. */
  quota?: number
  /** Microseconds of unused quota that may be used later on (since version 1.1). */
  burst?: number
  /** Microseconds, from 1000 to 1000000. */
  period?: number
  /** Microseconds for realtime tasks in a realtime period; cgroup v1 only. */
  realtimeRuntime?: number
  /** Microseconds; cgroup v1 only. */
  realtimePeriod?: number
  /** List of processors, such as 0-3,7. */
  cpus?: string
  /** List of memory nodes, such as 0-3,7. */
  mems?: string
  /** 1: run only when nothing else wants to (since version 1.1). */
  idle?: number
}

/** Limit of processes and threads. */
export interface OciPids {
  /** Most processes and threads; -1 is no limit. */
  limit?: number
}

/** A block device's weight for the container. */
export interface OciBlockWeight {
  /** Major number. */
  major?: number
  /** Minor number. */
  minor?: number
  /** Weight, from 10 to 1000. */
  weight?: number
  /** Weight against child cgroups, from 10 to 1000; cgroup v1 only. */
  leafWeight?: number
}

/** A block device's limit for the container. */
export interface OciBlockLimit {
  /** Major number. */
  major?: number
  /** Minor number. */
  minor?: number
  /** Bytes or operations in a second. */
  rate?: number
}

/** Shares and limits of block devices. */
export interface OciBlockIo {
  /** Weight against other cgroups, from 10 to 1000. */
  weight?: number
  /** Weight against child cgroups, from 10 to 1000; cgroup v1 only. */
  leafWeight?: number
  /** Weights of single devices. */
  weightDevice?: OciBlockWeight[]
  /** Bytes read in a second. */
  throttleReadBpsDevice?: OciBlockLimit[]
  /** Bytes written in a second. */
  throttleWriteBpsDevice?: OciBlockLimit[]
  /** Reads in a second. */
  throttleReadIOPSDevice?: OciBlockLimit[]
  /** Writes in a second. */
  throttleWriteIOPSDevice?: OciBlockLimit[]
}

/** Limit of huge pages of a size. */
export interface OciHugepageLimit {
  /** Size of a page: 64KB, 2MB, 1GB. */
  pageSize?: string
  /** Most bytes. */
  limit?: number
}

/** Priority of the container's traffic on an interface. */
export interface OciInterfacePriority {
  /** Interface of the container. */
  name?: string
  /** Priority. */
  priority?: number
}

/** Marks on the container's traffic; cgroup v1 only. */
export interface OciNetworkResources {
  /** Class of its packets, for tc(8). */
  classID?: number
  /** Priorities by interface. */
  priorities?: OciInterfacePriority[]
}

/** Limits of an RDMA device, whose name is the property's. */
export interface OciRdmaLimit {
  /** Most handles. */
  hcaHandles?: number
  /** Most objects. */
  hcaObjects?: number
}

/** Limits: what the container's cgroup is set to. */
export interface OciResources {
  /** Which devices the container may use, rule by rule. */
  devices?: OciDeviceRule[]
  /** Memory. */
  memory?: OciMemory
  /** Processor time. */
  cpu?: OciCpu
  /** Processes and threads. */
  pids?: OciPids
  /** Block devices. */
  blockIO?: OciBlockIo
  /** Huge pages. */
  hugepageLimits?: OciHugepageLimit[]
  /** Network traffic; cgroup v1 only. */
  network?: OciNetworkResources
  /** RDMA devices, by their names. */
  rdma?: Record<string, OciRdmaLimit>
  /** Files of cgroup v2, such as memory.high, and what is written into them. */
  unified?: Record<string, string>
}

/** A condition on an argument of a system call. */
export interface OciSeccompArg {
  /** Which argument, from 0 to 5. */
  index?: number
  /** What it is compared with; the mask of SCMP_CMP_MASKED_EQ. */
  value?: number
  /** What it is compared with behind the mask, for SCMP_CMP_MASKED_EQ. */
  valueTwo?: number
  /** Comparison. */
  op: OciSeccompOperator
}

/** What happens at some system calls. */
export interface OciSeccompRule {
  /** Names of system calls. */
  names?: string[]
  /** What happens. */
  action: OciSeccompAction
  /** Errno of SCMP_ACT_ERRNO or data of SCMP_ACT_TRACE; EPERM if absent (since version 1.1). */
  errnoRet?: number
  /** Conditions, which must all hold. */
  args?: OciSeccompArg[]
}

/** Filter of system calls. */
export interface OciSeccomp {
  /** What happens where no rule fits; without it and without rules there is no filter. */
  defaultAction?: OciSeccompAction
  /** Errno of SCMP_ACT_ERRNO or data of SCMP_ACT_TRACE; EPERM if absent (since version 1.1). */
  defaultErrnoRet?: number
  /** Architectures beside the host's own whose system calls are filtered too. */
  architectures?: OciSeccompArchitecture[]
  /** Flags of seccomp(2). */
  flags?: OciSeccompFlag[]
  /** UNIX socket that gets the descriptor of SCMP_ACT_NOTIFY, absolute (since version 1.1). */
  listenerPath?: string
  /** Handed to the listener as it is (since version 1.1). */
  listenerMetadata?: string
  /** Rules. */
  syscalls?: OciSeccompRule[]
}

export type OciCapability =
  | 'CAP_CHOWN'
  | 'CAP_DAC_OVERRIDE'
  | 'CAP_DAC_READ_SEARCH'
  | 'CAP_FOWNER'
  | 'CAP_FSETID'
  | 'CAP_KILL'
  | 'CAP_SETGID'
  | 'CAP_SETUID'
  | 'CAP_SETPCAP'
  | 'CAP_LINUX_IMMUTABLE'
  | 'CAP_NET_BIND_SERVICE'
  | 'CAP_NET_BROADCAST'
  | 'CAP_NET_ADMIN'
  | 'CAP_NET_RAW'
  | 'CAP_IPC_LOCK'
  | 'CAP_IPC_OWNER'
  | 'CAP_SYS_MODULE'
  | 'CAP_SYS_RAWIO'
  | 'CAP_SYS_CHROOT'
  | 'CAP_SYS_PTRACE'
  | 'CAP_SYS_PACCT'
  | 'CAP_SYS_ADMIN'
  | 'CAP_SYS_BOOT'
  | 'CAP_SYS_NICE'
  | 'CAP_SYS_RESOURCE'
  | 'CAP_SYS_TIME'
  | 'CAP_SYS_TTY_CONFIG'
  | 'CAP_MKNOD'
  | 'CAP_LEASE'
  | 'CAP_AUDIT_WRITE'
  | 'CAP_AUDIT_CONTROL'
  | 'CAP_SETFCAP'
  | 'CAP_MAC_OVERRIDE'
  | 'CAP_MAC_ADMIN'
  | 'CAP_SYSLOG'
  | 'CAP_WAKE_ALARM'
  | 'CAP_BLOCK_SUSPEND'
  | 'CAP_AUDIT_READ'
  | 'CAP_PERFMON'
  | 'CAP_BPF'
  | 'CAP_CHECKPOINT_RESTORE'
  | string
export type OciRlimitType =
  | 'RLIMIT_CPU'
  | 'RLIMIT_FSIZE'
  | 'RLIMIT_DATA'
  | 'RLIMIT_STACK'
  | 'RLIMIT_CORE'
  | 'RLIMIT_RSS'
  | 'RLIMIT_NPROC'
  | 'RLIMIT_NOFILE'
  | 'RLIMIT_MEMLOCK'
  | 'RLIMIT_AS'
  | 'RLIMIT_LOCKS'
  | 'RLIMIT_SIGPENDING'
  | 'RLIMIT_MSGQUEUE'
  | 'RLIMIT_NICE'
  | 'RLIMIT_RTPRIO'
  | 'RLIMIT_RTTIME'
export type OciSchedulerPolicy =
  | 'SCHED_OTHER'
  | 'SCHED_FIFO'
  | 'SCHED_RR'
  | 'SCHED_BATCH'
  | 'SCHED_ISO'
  | 'SCHED_IDLE'
  | 'SCHED_DEADLINE'
export type OciSchedulerFlag =
  | 'SCHED_FLAG_RESET_ON_FORK'
  | 'SCHED_FLAG_RECLAIM'
  | 'SCHED_FLAG_DL_OVERRUN'
  | 'SCHED_FLAG_KEEP_POLICY'
  | 'SCHED_FLAG_KEEP_PARAMS'
  | 'SCHED_FLAG_UTIL_CLAMP_MIN'
  | 'SCHED_FLAG_UTIL_CLAMP_MAX'
export type OciIoPriorityClass = 'IOPRIO_CLASS_RT' | 'IOPRIO_CLASS_BE' | 'IOPRIO_CLASS_IDLE'
export type OciNamespaceType = 'pid' | 'network' | 'ipc' | 'uts' | 'mount' | 'cgroup' | 'user' | 'time'
export type OciDeviceType = 'c' | 'b' | 'u' | 'p'
export type OciDeviceRuleType = 'c' | 'a' | 'b'
export type OciPropagation =
  | 'private'
  | 'rprivate'
  | 'slave'
  | 'rslave'
  | 'shared'
  | 'rshared'
  | 'unbindable'
  | 'runbindable'
export type OciPersonalityDomain = 'LINUX' | 'LINUX32'
export type OciMemoryPolicyMode =
  | 'MPOL_DEFAULT'
  | 'MPOL_PREFERRED'
  | 'MPOL_BIND'
  | 'MPOL_INTERLEAVE'
  | 'MPOL_LOCAL'
  | 'MPOL_PREFERRED_MANY'
  | 'MPOL_WEIGHTED_INTERLEAVE'
export type OciMemoryPolicyFlag = 'MPOL_F_STATIC_NODES' | 'MPOL_F_RELATIVE_NODES' | 'MPOL_F_NUMA_BALANCING'
export type OciSeccompAction =
  | 'SCMP_ACT_ALLOW'
  | 'SCMP_ACT_ERRNO'
  | 'SCMP_ACT_KILL_THREAD'
  | 'SCMP_ACT_KILL'
  | 'SCMP_ACT_KILL_PROCESS'
  | 'SCMP_ACT_TRAP'
  | 'SCMP_ACT_NOTIFY'
  | 'SCMP_ACT_TRACE'
  | 'SCMP_ACT_LOG'
export type OciSeccompOperator =
  | 'SCMP_CMP_EQ'
  | 'SCMP_CMP_MASKED_EQ'
  | 'SCMP_CMP_NE'
  | 'SCMP_CMP_LT'
  | 'SCMP_CMP_LE'
  | 'SCMP_CMP_GE'
  | 'SCMP_CMP_GT'
export type OciSeccompArchitecture =
  | 'SCMP_ARCH_X86_64'
  | 'SCMP_ARCH_X86'
  | 'SCMP_ARCH_X32'
  | 'SCMP_ARCH_AARCH64'
  | 'SCMP_ARCH_ARM'
  | 'SCMP_ARCH_RISCV64'
  | 'SCMP_ARCH_LOONGARCH64'
  | 'SCMP_ARCH_PPC64LE'
  | 'SCMP_ARCH_PPC64'
  | 'SCMP_ARCH_PPC'
  | 'SCMP_ARCH_S390X'
  | 'SCMP_ARCH_S390'
  | 'SCMP_ARCH_MIPS'
  | 'SCMP_ARCH_MIPS64'
  | 'SCMP_ARCH_MIPS64N32'
  | 'SCMP_ARCH_MIPSEL'
  | 'SCMP_ARCH_MIPSEL64'
  | 'SCMP_ARCH_MIPSEL64N32'
  | 'SCMP_ARCH_M68K'
  | 'SCMP_ARCH_SH'
  | 'SCMP_ARCH_SHEB'
  | 'SCMP_ARCH_PARISC'
  | 'SCMP_ARCH_PARISC64'
export type OciSeccompFlag =
  | 'SECCOMP_FILTER_FLAG_LOG'
  | 'SECCOMP_FILTER_FLAG_SPEC_ALLOW'
  | 'SECCOMP_FILTER_FLAG_TSYNC'
  | 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV'
