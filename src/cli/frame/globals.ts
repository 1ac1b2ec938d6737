// SPDX-License-Identifier: Apache-2.0
// The options that stand before the verb, and the one that every verb has.
import type { OptionTable } from './options.js'

export const helpOption: OptionTable = { help: { type: 'boolean', short: 'h', help: 'show help' } }

export const notRootless = 'rootless containers are not built'

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
  ...helpOption,
  version: { type: 'boolean', short: 'v', help: 'show the version' },
}
