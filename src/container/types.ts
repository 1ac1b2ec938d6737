// SPDX-License-Identifier: Apache-2.0
// The words of the library's interface.
import type { OciProcess, OciState as StateDocument } from '../config/oci.js'

/** Every asynchronous method takes one; an abort rejects with the signal's reason. */
export interface Abortable {
  signal?: AbortSignal
}

export type ContainerStatus = 'creating' | 'created' | 'running' | 'paused' | 'stopped'

/**
 * Where a standard stream goes: `pipe` to a stream of the `Process`, `inherit` to the same stream of this process,
 * `ignore` to /dev/null, a number to that descriptor. What is not a pipe is handed over as it is: no data is copied.
 * A process of another user becomes the owner of its pipes and of a terminal, not of what else is handed over.
 */
export type Stdio = 'pipe' | 'inherit' | 'ignore' | number

export interface CreateOptions extends Abortable {
  /** The directory that relative paths of the config count from; by default the working directory. */
  bundle?: string
  /** Descriptors that the container's process gets as 3, 4, … */
  preserve?: number[]
  /** Changes the root without pivot_root, for a root filesystem on a ramfs. */
  noPivot?: boolean
  /** Leaves the container in the session keyring of this process. */
  noNewKeyring?: boolean
  /**
   * Process 1 of the container is gantry's own reaper, and the program its child: signals, exit status and orphans are
   * as outside of containers, and the container ends with the process, or the worker, that made it. It has a user of its
   * own, and resource limits are the program's alone. Needs a pid namespace in the config.
   */
  reaper?: boolean
  /** With `reaper`: the container does not end with its maker. */
  detached?: boolean
  /** The program and its arguments, for a config of libcontainer, which leaves them to its caller. */
  args?: string[]
}

/** The container's process: what it changes of `process` in the config, and its streams. */
export interface ProcessOptions extends Partial<OciProcess>, Abortable {
  /** One for all, or those of stdin, stdout and stderr; `pipe` by default. With a terminal it is not used. */
  stdio?: Stdio | [stdin: Stdio, stdout: Stdio, stderr: Stdio]
  /** With a terminal: takes over the pty's master instead of `Process.console`, and has to close it. */
  onConsole?: (master: number) => void | Promise<void>
}

/** How a process ended. */
export interface ExitStatus {
  /** Undefined after a signal, and for a container that another process started. */
  exitCode?: number
  /** `SIGKILL` … */
  signal?: string
  /** As a shell has it: the exit code, or 128 and the number of the signal; undefined if neither is known. */
  status?: number
  /** The kernel killed a process of the container for its memory limit. */
  oomKilled: boolean
}

/** The state of a container in the words of the OCI runtime specification. */
export interface OciState extends StateDocument {
  status: ContainerStatus
  annotations: Record<string, string>
}

/** Something that is no error: a warning about the config, an alternative that the init took, a step it skipped. */
export interface Notice {
  id: string
  /** Lower case, one sentence. */
  message: string
  /** `warning` for what somebody may have to look after; `debug` for how the config and the machine made the start go. */
  severity: 'warning' | 'debug'
}

export interface ContainerEvents {
  /** The container waits for `exec`. */
  created: []
  /** Its process runs. */
  started: []
  /** Its process ended; how, is known to who started it. */
  exited: [status: ExitStatus]
  /** Nothing is left of it, whoever removed it. */
  destroyed: []
}
