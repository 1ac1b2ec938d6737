// SPDX-License-Identifier: Apache-2.0
// What Node cannot do by itself. All descriptors that come from here are close-on-exec and belong to the caller, who
// closes them with `close`, and those of node:fs with node:fs.

export { isSystemFailure, type SystemFailure } from '../common/failure.js'
export { BridgeUnavailable } from './addon.js'
export {
  applyCgroup,
  type CgroupOutcome,
  type CgroupRound,
  cgroupMark,
  type OwnCgroups,
  removeCgroups,
  signalCgroups,
} from './cgroup.js'
export { close, disown, mkfifo, openInRoot, openOwned, own, tryFlock, unread } from './file.js'
export { type Launched, type LaunchRequest, launch, launchInit, sealedInit } from './launch.js'
export { detachMount, identifyMount } from './mount.js'
export {
  bindNetworkNamespace,
  type Datagram,
  isReceiveFailure,
  openNetlink,
  openNetworkNamespace,
  type ReceiveFailure,
  receiveNetlink,
  sendNetlink,
} from './netlink.js'
export { type Ending, pidfdOpen, pidfdSignal, prlimit, reapGroup, waitPidfd } from './process.js'
export { type Packet, pipe, receive, send, sendDescriptor, socketPair } from './socket.js'
export { isTerminal, keepNewlines, restoreTerminal, setRaw, setWindowSize, windowSize } from './terminal.js'
export { readable, writable } from './wait.js'
export { addWatch, type NameChange, openWatcher, readChanges, removeWatch } from './watch.js'
