// SPDX-License-Identifier: Apache-2.0
// The addon's exports, as bridge/addon/*.cc defines them. Only the files of this folder know them.

/** A cgroup step as the addon takes it: every field is there. */
export interface NativeStep {
  /** `enum gty_cgroup_op`. */
  op: number
  path: string
  from: string
  value: Uint8Array
  owned: boolean
  needed: string
  optional: string
  skip: number[]
}

/** What became of a cgroup step. */
export interface NativeStepResult {
  /** The directory was not there before. */
  made: boolean
  /** It bears the mark. */
  marked: boolean
  /** The errno at which the step was skipped; 0: it was carried out. */
  skipped: number
}

export interface NativeLaunch {
  initFd: number
  message: Uint8Array
  cloneFlags: number
  steps: NativeStep[]
  /** Empty: none. */
  cgroupMark: string
  tasks: string[]
  /** Empty: none. */
  cloneCgroup: string
  stdio: number[]
  preserve: number[]
  fifo: string
  reaper: boolean
  initArgs: string[]
}

export interface NativeLaunched {
  pid: number
  pidfd: number
  control: number
  /** -1 without a reaper. */
  report: number
  steps: NativeStepResult[]
}

export interface Native {
  launch(request: NativeLaunch): Promise<NativeLaunched>
  /** An empty mark: none. */
  applyCgroup(steps: NativeStep[], mark: string): Promise<NativeStepResult[]>
  cgroupMark(path: string): string | undefined
  removeCgroups(paths: string[], mark: string, timeout: number): Promise<void>
  signalCgroups(
    paths: string[],
    mark: string,
    signal: number,
    freeze: boolean,
    timeout: number,
  ): Promise<{ pids: number[]; frozen: boolean; frozenAbove?: string }>
  sealInit(path: string, spoilt?: number): number

  startWait(descriptors: number[], callback: (index: number) => void, writing: boolean): number
  cancelWait(id: number): void

  pidfdOpen(pid: number): number
  pidfdSendSignal(pidfd: number, signal: number): void
  reap(pidfd: number): { code: number; signal: number } | null
  reapGroup(group: number): boolean
  setLimit(pid: number, resource: number, soft: bigint, hard: bigint): void

  receive(socket: number): { message: Uint8Array; fd: number } | null | undefined
  send(socket: number, message: Uint8Array, fd?: number): void
  sendDescriptor(path: string, fd: number, text: string): Promise<void>
  pipe(nonblocking?: number): [number, number]
  socketPair(packets: boolean): [number, number]

  windowSize(fd: number): { rows: number; columns: number }
  setWindowSize(fd: number, rows: number, columns: number): void
  setRaw(fd: number): Uint8Array
  restoreTerminal(fd: number, attributes: Uint8Array): void
  keepNewlines(fd: number): void

  makeFifo(path: string, mode: number): void
  openInRoot(root: string, path: string): Promise<number>
  own(fd: number): void
  disown(fd: number): void
  duplicate(fd: number): number
  close(fd: number): void
  unread(fd: number): number
  tryLock(fd: number, exclusive: boolean): boolean

  detachMount(path: string): Promise<void>
  identifyMount(path: string): string | undefined

  openWatcher(): number
  addWatch(watcher: number, path: string): number
  removeWatch(watcher: number, watch: number): void
  readWatcher(watcher: number): { watch: number; name: string }[]

  openNetworkNamespace(namespace: string | number): Promise<number>
  bindNetworkNamespace(fd: number, path: string): Promise<void>
  openNetlink(
    protocol: string,
    namespace: number | undefined,
    groups: readonly (string | number)[],
    receiveBuffer: number,
  ): Promise<{ fd: number; port: number }>
  sendNetlink(fd: number, messages: Uint8Array): Promise<void>
  receiveNetlink(fd: number): Promise<{ data: Uint8Array; group: number }[]>
}
