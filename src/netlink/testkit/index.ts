// SPDX-License-Identifier: Apache-2.0
// `gantry/netlink/testkit`: for tests of code that speaks netlink, in any test runner, on any system, without privilege.
export { readHex as readGolden } from '../formats/hex.js'
export type { Datagram as GoldenDatagram } from '../formats/types.js'
export type { NetlinkSocket } from '../socket/conversation.js'
export { NetlinkSocketError } from '../socket/failure.js'
export { type Datagram, MemoryChannel } from './channel.js'
export { type Difference, type DiffOptions, diffMessages, formatDifferences } from './diff.js'
export { type GoldenOptions, goldenText, matchGolden, type Verdict } from './golden.js'
export { assertSameMessages, type MatcherResult, type NetlinkMatchers, netlinkMatchers } from './matcher.js'
export { type ModelSocketOptions, RtnetlinkModel } from './model/kernel.js'
export { isModelled, notModelled } from './model/limits.js'
export {
  ack,
  answer,
  type Delivery,
  dump,
  duplicated,
  error,
  interleaved,
  lost,
  type Reply,
  ScriptedPeer,
  type Step,
  silence,
  truncated,
} from './peer.js'
export { openSocketTo } from './socket.js'
