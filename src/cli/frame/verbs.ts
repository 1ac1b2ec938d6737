// SPDX-License-Identifier: Apache-2.0
// What the command can do: one entry a verb. A verb's file is loaded when the verb is called, and only then.
import type { Call } from './call.js'
import type { OptionTable } from './options.js'

export interface Verb {
  summary: string
  /** What stands after the verb in the usage line. */
  usage: string
  /** Least and greatest number of arguments. */
  args: readonly [number, number]
  options: OptionTable
  /** Nothing is read as an option from the first argument on. */
  stop?: boolean
  /** Stands before the text of an error, after the program's name. */
  failure?: string
  /** Its errors are for people: they are no lines of the log where the log is the standard error. */
  plain?: boolean
  /**
   * What a command line that cannot be read exits with; its help is not printed, for the standard output is a report's.
   * By default 1 and the help, as engines know it of runc.
   */
  usageStatus?: number
  /** What its help says beside the options: lines. */
  notes?: readonly string[]
  /** What it exits with when it fails. By default 1. */
  failureStatus?: number
  /** Returns the exit status. */
  load(): Promise<(call: Call) => Promise<number>>
}

/** A verb of runc that is not built: it is refused by name. */
export interface RefusedVerb {
  summary: string
  refused: string
}

const help = { type: 'boolean', short: 'h', help: 'show help' } as const

export const globalOptions: OptionTable = {
  debug: { type: 'boolean', help: 'log what is being done' },
  log: { type: 'string', value: 'FILE', help: 'write the log to FILE, new or regular, instead of the standard error' },
  'log-format': { type: 'string', value: 'FORMAT', help: 'format of the log: text (default) or json' },
  root: {
    type: 'string',
    value: 'DIR',
    help: 'where the state of containers is kept (default: /run/gantry; for another user than root $XDG_RUNTIME_DIR/gantry)',
  },
  'systemd-cgroup': { type: 'boolean', help: 'let systemd make the cgroups', refused: 'systemd cgroups are not built' },
  rootless: { type: 'string', value: 'MODE', help: 'ignore refused cgroups: auto or false; true is not built' },
  help,
  version: { type: 'boolean', short: 'v', help: 'show the version' },
}

const bundle = {
  type: 'string',
  short: 'b',
  value: 'DIR',
  help: 'folder that holds config.json (default: the working directory)',
} as const

const input = {
  type: 'string',
  value: 'LANGUAGE',
  help: 'auto (default: told by the content), oci, ocf (config.json and runtime.json of 2015) or libcontainer',
} as const

const starting: OptionTable = {
  bundle,
  'console-socket': { type: 'string', value: 'SOCKET', help: "Unix socket that gets the terminal's descriptor" },
  'pid-file': { type: 'string', value: 'FILE', help: "file to write the process's id to, new or regular" },
  'preserve-fds': { type: 'string', value: 'N', help: 'hand on N more descriptors, from 3 on' },
  'no-pivot': { type: 'boolean', help: 'move the root instead of pivot_root; for a root filesystem on a ramdisk' },
  'no-new-keyring': { type: 'boolean', help: "keep the caller's session keyring" },
  'pidfd-socket': {
    type: 'string',
    value: 'SOCKET',
    help: "Unix socket for the process's pidfd",
    refused: 'not built',
  },
  help,
}

const later = 'is not built yet'

export const verbs: Readonly<Record<string, Verb | RefusedVerb>> = {
  run: {
    summary: 'create and start a container, and wait for it',
    usage: '[options] ID',
    args: [1, 1],
    options: {
      ...starting,
      detach: { type: 'boolean', short: 'd', help: 'return when the process runs' },
      keep: { type: 'boolean', help: 'do not delete the container when it has ended' },
      'no-subreaper': { type: 'boolean', help: 'accepted; orphans are never adopted' },
    },
    failure: 'run failed',
    load: async () => (await import('../life/run.js')).run,
  },
  create: {
    summary: 'create a container whose process waits for start',
    usage: '[options] ID',
    args: [1, 1],
    options: starting,
    failure: 'create failed',
    load: async () => (await import('../life/create.js')).create,
  },
  start: {
    summary: 'start the process of a created container',
    usage: 'ID',
    args: [1, 1],
    options: { help },
    load: async () => (await import('../life/start.js')).start,
  },
  state: {
    summary: 'show the state of a container as JSON',
    usage: 'ID',
    args: [1, 1],
    options: { help },
    load: async () => (await import('../life/state.js')).state,
  },
  kill: {
    summary: "send a signal (default: TERM) to a container's process",
    usage: 'ID [SIGNAL]',
    args: [1, 2],
    options: { all: { type: 'boolean', short: 'a', help: 'a container that has ended is no error' }, help },
    stop: true,
    load: async () => (await import('../life/kill.js')).kill,
  },
  delete: {
    summary: 'delete a container and all that belongs to it',
    usage: '[options] ID',
    args: [1, 1],
    options: {
      force: {
        type: 'boolean',
        short: 'f',
        help: 'kill it first if it runs; of one whose state is damaged, remove what is its own and say what is left',
      },
      help,
    },
    load: async () => (await import('../life/delete.js')).remove,
  },
  list: {
    summary: 'list containers',
    usage: '[options]',
    args: [0, 0],
    options: {
      format: { type: 'string', short: 'f', value: 'FORMAT', help: 'table (default) or json' },
      quiet: { type: 'boolean', short: 'q', help: 'ids only' },
      help,
    },
    load: async () => (await import('../life/list.js')).list,
  },
  spec: {
    summary: 'write a config.json to start from',
    usage: '[options]',
    args: [0, 0],
    options: {
      bundle,
      rootless: {
        type: 'boolean',
        help: 'for a user without privileges',
        refused: 'rootless containers are not built',
      },
      help,
    },
    load: async () => (await import('../configs/spec.js')).spec,
  },
  plan: {
    summary: 'show what run would do, and do none of it',
    usage: '[options] [ID [-- COMMAND [ARG…]]] (a libcontainer config does not say what to run)',
    args: [0, Number.POSITIVE_INFINITY],
    options: {
      bundle,
      format: { type: 'string', short: 'f', value: 'FORMAT', help: 'text (default), json or hex' },
      diff: {
        type: 'string',
        value: 'OTHER',
        help: 'show what changes from another config, a file or a bundle, to this one; exit 0 if nothing, 1 if something does, 2 on failure',
      },
      host: { type: 'string', value: 'FILE', help: 'facts of another machine, as JSON (default: this one)' },
      input,
      'preserve-fds': starting['preserve-fds'] as OptionTable[string],
      'no-pivot': starting['no-pivot'] as OptionTable[string],
      'no-new-keyring': starting['no-new-keyring'] as OptionTable[string],
      help,
    },
    notes: [
      'Each line is one operation of the init: its number, its name, and its attributes, as in "mount target=/proc keep=0".',
      'keep=N   the mount that is made stays open under the number N',
      'base=N   the target is looked for in the mount kept under N, whatever has become of the path to it since',
      'set, clear, rset, rclear   attributes of the mount, or (with r) of those below it too, that are put on or taken off',
      'on ERROR: …   what is done in its place where the kernel refuses it with that error; quietly: without a notice',
    ],
    failure: 'plan failed',
    plain: true,
    load: async () => (await import('../configs/plan.js')).plan,
  },
  validate: {
    summary: 'report all that is wrong with configs, without looking at the machine',
    usage: '[options] [FILE|BUNDLE|DIR|-]...',
    args: [0, Number.POSITIVE_INFINITY],
    options: {
      format: {
        type: 'string',
        short: 'f',
        value: 'FORMAT',
        help: 'text (default), json, jsonl, sarif, github or junit',
      },
      output: { type: 'string', short: 'o', value: 'FILE', help: 'write the report to FILE, not the standard output' },
      strict: { type: 'boolean', help: 'warnings count: exit 1 if there is one' },
      'max-warnings': { type: 'string', value: 'N', help: 'more than N warnings count' },
      ignore: {
        type: 'string',
        multiple: true,
        value: 'CODE[:POINTER]',
        help: 'leave out a finding, everywhere or at and below a JSON pointer (repeatable)',
      },
      host: { type: 'string', value: 'FILE', help: 'facts of a machine, as JSON: check for that machine too' },
      quiet: { type: 'boolean', short: 'q', help: 'report only what counts, and no totals' },
      'list-rules': { type: 'boolean', help: 'list the rules and check nothing; --format: text or json' },
      explain: { type: 'string', value: 'CODE', help: 'say what a rule demands and check nothing' },
      advice: { type: 'boolean', help: 'give security advice too, as hints; they never fail the check' },
      spec: {
        type: 'string',
        value: 'VERSION',
        help: "hold to this version of the runtime spec: 1.0, 1.1, 1.2 or 1.3 (default: the config's own)",
      },
      target: {
        type: 'string',
        value: 'RUNTIME',
        help: 'what runtimes agree on (any, the default), or what gantry, runc or crun refuses',
      },
      rootless: { type: 'boolean', help: 'check for a runtime without privilege' },
      input: {
        ...input,
        help: `${input.help}; or process, resources, state or features, other documents of the runtime spec`,
      },
      jobs: { type: 'string', value: 'N', help: 'check with N threads (default: 1)' },
      help,
    },
    plain: true,
    usageStatus: 2,
    failureStatus: 3,
    load: async () => (await import('../configs/validate.js')).validate,
  },
  features: {
    summary: 'list what this runtime can do, or what this machine is',
    usage: '[--facts [FILE|BUNDLE]]',
    args: [0, 1],
    options: {
      facts: {
        type: 'boolean',
        help: 'write the facts of this machine, for --host; with those paths of a config that exist here',
      },
      help,
    },
    failure: 'features failed',
    plain: true,
    load: async () => (await import('../configs/features.js')).features,
  },
  convert: {
    summary: 'write a config in another language, and say what that has no place for',
    usage: '--to LANGUAGE [options] [FILE|BUNDLE|- [-- COMMAND [ARG…]]]',
    args: [0, Number.POSITIVE_INFINITY],
    options: {
      to: { type: 'string', value: 'LANGUAGE', help: 'oci (config.json) or libcontainer (configs.Config of runc 1.5)' },
      input: {
        type: 'string',
        value: 'LANGUAGE',
        help: 'auto (default: told by the content), oci, ocf (config.json and runtime.json of 2015) or libcontainer',
      },
      output: { type: 'string', short: 'o', value: 'FILE', help: 'write to FILE, not the standard output' },
      id: {
        type: 'string',
        value: 'ID',
        help: "name of a libcontainer config's cgroup, unless the config has its path",
      },
      help,
    },
    plain: true,
    usageStatus: 2,
    load: async () => (await import('../configs/convert.js')).convert,
  },
  sandbox: {
    summary: "run a command isolated from this machine, on this machine's own programs",
    usage: '[options] -- COMMAND [ARG…]',
    args: [1, Number.POSITIVE_INFINITY],
    options: {
      memory: {
        type: 'string',
        value: 'SIZE',
        help: 'most memory: bytes, or with K, M, G, T (1024 each); 512K or more',
      },
      swap: {
        type: 'string',
        value: 'SIZE',
        help: 'most swap beside the memory, in the same units (default: 0 with --memory)',
      },
      cpus: { type: 'string', value: 'N', help: 'most processor time, in processors: 0.5' },
      pids: { type: 'string', value: 'N', help: 'most processes and threads' },
      bind: { type: 'string', multiple: true, value: 'SRC:DST[:ro]', help: 'show SRC as DST (repeatable)' },
      writable: { type: 'string', multiple: true, value: 'DIR', help: 'show DIR, writable (repeatable)' },
      network: { type: 'string', value: 'MODE', help: 'none (default: loopback only) or host' },
      env: {
        type: 'string',
        short: 'e',
        multiple: true,
        value: 'NAME[=VALUE]',
        help: 'set a variable; without =VALUE to what it is here (repeatable)',
      },
      workdir: {
        type: 'string',
        short: 'w',
        value: 'DIR',
        help: 'working directory, which has to be there (default: /)',
      },
      timeout: {
        type: 'string',
        value: 'TIME',
        help: 'kill it after TIME: 500ms, 5s, 2m, 1h, or seconds alone; exit status 124',
      },
      hostname: { type: 'string', value: 'NAME', help: 'host name (default: sandbox)' },
      'print-config': {
        type: 'boolean',
        help: 'print the config.json instead of running it; its root lies below --root, and has to be there when it is run',
      },
      help,
    },
    stop: true,
    failure: 'sandbox',
    plain: true,
    load: async () => (await import('../life/sandbox.js')).run,
  },
  prune: {
    summary: 'remove what is left of sandboxes whose owner has ended, and print their ids',
    usage: '[options]',
    args: [0, 0],
    options: { help },
    load: async () => (await import('../life/prune.js')).prune,
  },
  netlink: {
    summary: 'read, write, compare and record netlink messages',
    usage: '[options] decode|encode|diff|dump|capture [FILE…|-- COMMAND…]',
    args: [1, Number.POSITIVE_INFINITY],
    options: {
      protocol: {
        type: 'string',
        short: 'p',
        value: 'PROTOCOL',
        help: 'route (default), generic, libcontainer, sock_diag, connector or uevent; of a recording, which to show',
      },
      from: {
        type: 'string',
        value: 'FORMAT',
        help: 'hex, raw, pcap, pcapng, strace or json; by default what the input looks like',
      },
      to: {
        type: 'string',
        value: 'FORMAT',
        help: 'json (decode), text (dump, capture, diff), hex (encode), pcap or raw',
      },
      'byte-order': {
        type: 'string',
        value: 'ORDER',
        help: 'of the machine that wrote the bytes: little (default) or big',
      },
      ignore: {
        type: 'string',
        multiple: true,
        value: 'NAME',
        help: 'diff: leave out a field or attribute, as sequence (repeatable)',
      },
      netns: { type: 'string', value: 'NAME', help: 'dump: a network namespace by name, path or process id' },
      help,
    },
    plain: true,
    usageStatus: 2,
    load: async () => (await import('../netlink/netlink.js')).netlink,
  },
  checkpoint: { summary: 'save a running container', refused: later },
  events: { summary: 'show events and statistics of a container', refused: later },
  exec: { summary: 'run another process in a container', refused: later },
  pause: { summary: 'suspend all processes of a container', refused: later },
  ps: { summary: 'list the processes of a container', refused: later },
  restore: { summary: 'restore a saved container', refused: later },
  resume: { summary: 'resume a paused container', refused: later },
  update: { summary: "change a container's limits", refused: later },
}
