// SPDX-License-Identifier: Apache-2.0
// Options that more than one verb has.
import type { OptionTable } from './options.js'

export const bundle = {
  type: 'string',
  short: 'b',
  value: 'DIR',
  help: 'folder that holds config.json (default: the working directory)',
} as const

export const input = {
  type: 'string',
  value: 'LANGUAGE',
  help: 'auto (default: told by the content), oci, ocf (config.json and runtime.json of 2015) or libcontainer',
} as const

export const starting = {
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
} satisfies OptionTable
