// SPDX-License-Identifier: Apache-2.0
// Of ids, and of what stands in /dev.

const message = 'test/attack/message.test.ts'
const ids = 'test/unit/ids.test.ts'
const devices = 'test/integration/devices.test.ts'

export const mutants = [
  {
    name: 'init-takes-id-of-all-ones',
    file: 'bridge/init/verify.c',
    from: 'if (id == ~0u) return false;',
    to: '',
    by: `${message} > with the user of all ones is refused`,
  },
  {
    name: 'core-takes-id-of-all-ones',
    file: 'core-c/model/read.c',
    from: '{"0", "4294967294", 0, UINT32_MAX - 1}',
    to: '{"0", "4294967294", 0, UINT32_MAX}',
    by: `${ids} > in a process.json`,
  },
  {
    name: 'mount-option-takes-id-of-all-ones',
    file: 'core-c/check/mount_options.c',
    from: 'return value == UINT32_MAX;',
    to: 'return false;',
    by: `${ids} > in a config.json`,
  },
  {
    name: 'mount-option-takes-negative-id',
    file: 'core-c/check/mount_options.c',
    from: "if (at < word.length && word.data[at] == '-') return true;",
    to: '',
    by: 'core-c/test/check_test.c > GTY-MOUNT-021 finds',
  },
  {
    name: 'null-device-mounted-over',
    file: 'core-c/plan/devices.c',
    from: '(strcmp(path, "/dev/null") != 0 && is_mounted_on(planner, path))',
    to: 'is_mounted_on(planner, path)',
    by: `${devices} > is refused on the null device, unless it is that`,
  },
  {
    name: 'device-over-mount',
    file: 'core-c/plan/devices.c',
    from: '(strcmp(path, "/dev/null") != 0 && is_mounted_on(planner, path))',
    to: 'false',
    by: `${devices} > a mount on a usual device takes its place`,
  },
  {
    name: 'multiplexer-of-the-host-removed',
    file: 'bridge/init/nodes.c',
    from: 'if (result == 0 && root.stx_mnt_id != found.stx_mnt_id) result = -EXDEV;',
    to: '',
    by: `${devices} > is not looked for in what a mount shows of the host`,
  },
]
