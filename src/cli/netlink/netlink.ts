// SPDX-License-Identifier: Apache-2.0
import type { VerbGroup } from '../frame/verb.js'

export const verb: VerbGroup = {
  summary: 'read, write, compare and record netlink messages',
  usage: 'decode|encode|diff|dump|capture [options] [FILE…|KIND…|-- COMMAND [ARG…]]',
  usageStatus: 2,
  actions: {
    decode: () => import('./decode.js'),
    encode: () => import('./encode.js'),
    diff: () => import('./diff.js'),
    dump: () => import('./dump.js'),
    capture: () => import('./capture.js'),
  },
}
