// SPDX-License-Identifier: Apache-2.0
// Of the core: what it refuses, and what it plans.

const check = 'core-c/test/check_test.c'
const support = 'core-c/test/support_test.c'
const plan = 'core-c/test/plan_test.c'
const mounts = 'core-c/test/plan_mounts_test.c'
const cgroup = 'core-c/test/plan_cgroup_test.c'
const golden = 'test/golden/plan.test.ts'
const control = 'test/attack/control.test.ts'

/** A check that finds nothing any more. */
const unfound = (name, file, from, code) => ({
  name,
  file,
  from,
  to: from.replace('if (', 'if (false && '),
  by: `${check} > ${code} finds`,
})

export const mutants = [
  // ---- configs
  unfound(
    'mount-on-proc',
    'core-c/check/mounts.c',
    'if (gty_text_is(path, "/proc") && !may_stand_on_proc(checker, mount, request))',
    'GTY-MOUNT-004',
  ),
  unfound(
    'mount-in-proc',
    'core-c/check/mounts.c',
    'if (gty_text_starts(path, "/proc/") && !is_proc_file(path))',
    'GTY-MOUNT-005',
  ),
  unfound(
    'mounts-on-the-host',
    'core-c/check/mounts.c',
    'if (config->mount_count && !gty_has(checker, GTY_NS_MNT))',
    'GTY-MOUNT-003',
  ),
  {
    name: 'mapping-overlaps',
    file: 'core-c/check/mappings.c',
    from: 'return a < b ? b - a < size_a : a - b < size_b;',
    to: 'return a == b && size_a && size_b;',
    by: `${check} > GTY-MAPPING-005 finds`,
  },
  unfound(
    'mapping-past-the-end',
    'core-c/check/mappings.c',
    'else if (map->size > UINT32_MAX - highest)',
    'GTY-MAPPING-006',
  ),
  unfound('sysctl-climbs', 'core-c/check/sysctl.c', 'if (!is_straight(path))', 'GTY-SYSCTL-006'),
  unfound(
    'namespace-path-with-comma',
    'core-c/check/namespaces.c',
    "if (memchr(namespace->path.data, ',', namespace->path.length))",
    'GTY-NAMESPACE-003',
  ),
  unfound(
    'private-root-without-pivot',
    'core-c/check/root.c',
    'if (checker->options->no_pivot && (gty_text_is(word, "private") || gty_text_is(word, "rprivate")))',
    'GTY-ROOT-004',
  ),
  {
    name: 'host-sysctl',
    file: 'core-c/check/sysctl.c',
    from: 'return gty_text_starts(path, "fs/mqueue/");',
    to: 'return gty_text_starts(path, "fs/mqueue/") || gty_text_starts(path, "kernel/");',
    by: `${check} > GTY-SYSCTL-005 finds`,
  },
  {
    name: 'host-network-sysctl',
    file: 'core-c/check/sysctl.c',
    from: 'if (!own) return;',
    to: 'if (own) return;',
    by: `${check} > GTY-SYSCTL-007 finds`,
  },
  {
    name: 'unsupported-ignored',
    file: 'core-c/check/supported.c',
    from: 'if (support->since) continue;',
    to: 'continue;',
    by: `${support} > refused and warned of alike`,
  },
  {
    name: 'unsupported-in-mounts-ignored',
    file: 'core-c/check/supported.c',
    from: 'check_mounts(checker, support, place);\n            else',
    to: '(void)check_mounts;\n            else',
    by: `${support} > idmapped mounts`,
  },
  {
    name: 'unsupported-advised',
    file: 'core-c/check/areas.h',
    from: 'return gty_is_supported(name) || !gty_may_be_gantry(checker);',
    to: 'return gty_is_supported(name) || checker;',
    by: `${support} > is given only if it can be followed`,
  },
  {
    name: 'nesting-unlimited',
    file: 'core-c/json/json.c',
    from: 'if (parser->depth == GTY_JSON_DEPTH_MAX)',
    to: 'if (parser->depth == GTY_JSON_DEPTH_MAX * 1000)',
    by: 'core-c/test/json_test.c > refuses 129 levels by name',
  },
  {
    name: 'dots-lead-out',
    file: 'core-c/base/path.c',
    from: '!(up && rooted)) {',
    to: '(up || !rooted || true)) {',
    by: `${mounts} > no .. leads out of the root`,
  },
  {
    name: 'cgroup-dots-lead-out',
    file: 'core-c/cgroup/placement.c',
    from: 'return gty_path_clean_rooted(cgroup->arena, path.length ? path : cgroup->options->id);',
    to: 'return gty_text_format(cgroup->arena, "/%s", path.length ? path.data : cgroup->options->id.data);',
    by: `${cgroup} > no .. leads out of a hierarchy`,
  },
  // ---- devices
  {
    name: 'devices-allowed-by-default-v1',
    file: 'core-c/cgroup/devices.c',
    from: 'gty_cgroup_write(cgroup, directory, base ? "devices.allow" : "devices.deny", GTY_TEXT("a"), skip);',
    to: 'if (base) gty_cgroup_write(cgroup, directory, "devices.allow", GTY_TEXT("a"), skip);',
    by: `${cgroup} > v1: nothing first, then the rules, then the default ones`,
  },
  {
    name: 'devices-allowed-by-default-v2',
    file: 'core-c/cgroup/device_filter.c',
    from: 'put_result(out, false);\n}',
    to: 'put_result(out, true);\n}',
    by: 'core-c/test/device_filter_test.c > requests are decided as the rules say',
  },
  {
    name: 'device-minor-forgotten',
    file: 'core-c/cgroup/device_filter.c',
    from: 'if (rule->minor != GTY_ANY_NUMBER) unless_number(out, CONTEXT_MINOR, rule->minor, left -= 2);',
    to: 'if (rule->minor != GTY_ANY_NUMBER) unless_number(out, CONTEXT_MAJOR, rule->major, left -= 2);',
    by: 'core-c/test/device_filter_test.c > requests are decided as the rules say',
  },
  {
    name: 'device-rule-errors-skipped',
    file: 'core-c/cgroup/devices.c',
    from: 'return cgroup->host->user_namespace ? denied : NULL;',
    to: 'return cgroup->host->user_namespace || true ? denied : NULL;',
    by: `${golden} > 'default-v2' is the plan that was reviewed`,
  },
  {
    name: 'device-of-the-host-by-default',
    file: 'core-c/tables/devices.c',
    from: '{NULL, \'c\', 10, 200, "rwm"},             // /dev/net/tun',
    to: '{NULL, \'c\', 10, 200, "rwm"}, {NULL, \'c\', 1, 1, "rwm"},',
    by: `${golden} > 'default-v1' is the plan that was reviewed`,
  },
  // ---- order and fallbacks
  {
    name: 'capabilities-before-the-user',
    file: 'core-c/plan/process.c',
    from: 'plan_user(planner);\n    plan_chdir(planner, true);\n    plan_capabilities(planner);',
    to: 'plan_capabilities(planner);\n    plan_user(planner);\n    plan_chdir(planner, true);',
    by: `${plan} > privileges go before the user does, and the user before the capabilities`,
  },
  {
    name: 'ready-before-the-program-is-found',
    file: 'core-c/plan/process.c',
    from: 'gty_operation(planner, GTY_OP_FIND_EXECUTABLE);\n    gty_plan_start_state(planner);\n    gty_operation(planner, GTY_OP_READY);',
    to: 'gty_operation(planner, GTY_OP_READY);\n    gty_operation(planner, GTY_OP_FIND_EXECUTABLE);\n    gty_plan_start_state(planner);',
    by: `${plan} > a command is looked for before create succeeds`,
  },
  {
    name: 'no-new-privileges-forgotten',
    file: 'core-c/plan/restrict.c',
    from: 'if (config->process.no_new_privileges) gty_operation(planner, GTY_OP_NO_NEW_PRIVS);',
    to: '',
    by: `${plan} > privileges go before the user does`,
  },
  {
    name: 'masking-fails-quietly',
    file: 'core-c/plan/restrict.c',
    from: '(const uint32_t[]){GTY_ENOENT, 0});',
    to: '(const uint32_t[]){GTY_ENOENT, GTY_EPERM, 0});',
    by: `${golden} > 'restricted-paths' is the plan that was reviewed`,
  },
  {
    name: 'masked-before-read-only',
    file: 'core-c/plan/restrict.c',
    from: 'plan_paths(planner, GTY_OP_READONLY_PATH, &config->readonly_paths, config->readonly_node);\n    plan_paths(planner, GTY_OP_MASK_PATH, &config->masked_paths, config->masked_node);',
    to: 'plan_paths(planner, GTY_OP_MASK_PATH, &config->masked_paths, config->masked_node);\n    plan_paths(planner, GTY_OP_READONLY_PATH, &config->readonly_paths, config->readonly_node);',
    by: `${plan} > a path is masked once, after the read-only ones`,
  },
  {
    name: 'root-not-read-only',
    file: 'core-c/plan/rootfs.c',
    from: 'if (planner->config->root_readonly && gty_owns_root(planner))',
    to: 'if (planner->config->root_readonly && !gty_owns_root(planner))',
    by: `${golden} > 'default' is the plan that was reviewed`,
  },
  {
    name: 'host-mounts-shared',
    file: 'core-c/plan/rootfs.c',
    from: 'slave ? GTY_MS_SLAVE | GTY_MS_REC : propagation);',
    to: 'slave ? GTY_MS_SHARED | GTY_MS_REC : propagation);',
    by: `${golden} > 'default' is the plan that was reviewed`,
  },
  {
    name: 'umask-of-the-caller',
    file: 'core-c/plan/rootfs.c',
    from: 'umask->present ? (uint32_t)umask->value : 0022);',
    to: 'umask->present ? (uint32_t)umask->value : 0);',
    by: `${golden} > 'default' is the plan that was reviewed`,
  },
  {
    name: 'keyring-of-the-caller',
    file: 'core-c/plan/namespaces.c',
    from: 'gty_skip_on(planner, (const uint32_t[]){GTY_ENOSYS, GTY_EPERM, 0});',
    to: 'gty_skip_on(planner, (const uint32_t[]){GTY_ENOSYS, GTY_EPERM, GTY_EDQUOT, 0});',
    by: `${golden} > 'default' is the plan that was reviewed`,
  },
  {
    name: 'host-sysfs-in-a-network-of-its-own',
    file: 'core-c/plan/mounts.c',
    from: 'if (gty_text_is(mount->type, "sysfs") && !gty_is_new(planner, GTY_CLONE_NEWNET)) source = "/sys";',
    to: 'if (gty_text_is(mount->type, "sysfs")) source = "/sys";',
    by: `${mounts} > that of the container's own does not, nor does its mqueue`,
  },
  {
    name: 'host-queues-in-an-ipc-of-its-own',
    file: 'core-c/plan/mounts.c',
    from: 'if (gty_text_is(mount->type, "mqueue") && !gty_has_namespace(planner, GTY_CLONE_NEWIPC)) source = "/dev/mqueue";',
    to: 'if (gty_text_is(mount->type, "mqueue")) source = "/dev/mqueue";',
    by: `${mounts} > nor that of a joined ipc namespace`,
  },
  {
    name: 'proc-on-any-directory',
    file: 'core-c/plan/mounts.c',
    from: 'if (gty_text_is(mount->type, "proc") || gty_text_is(mount->type, "sysfs")) gty_put_flag(planner, GTY_A_ORDINARY);',
    to: '',
    by: `${mounts} > procfs`,
  },
  {
    name: 'setgroups-allowed',
    file: 'core-c/plan/record.c',
    from: 'planner->host->euid != 0 && gty_own_gid_only(planner));',
    to: 'false && gty_own_gid_only(planner));',
    by: `${plan} > who maps its own gid alone gives up setgroups`,
  },
  {
    name: 'limits-before-they-are-harmless',
    file: 'core-c/plan/process.c',
    from: 'return limit->soft >= (uint64_t)DESCRIPTORS + preserved;',
    to: 'return limit->soft + preserved > 0;',
    by: `${plan} > so few descriptors that the init would lack them`,
  },
  // ---- what the init says
  {
    name: 'control-message-too-long',
    file: 'core-c/netlink/control.c',
    from: 'if (length > GTY_CONTROL_MAX) return gty_nl_fail(',
    to: 'if (false) return gty_nl_fail(',
    by: `${control} > the reader of the raw instance refuses a packet that is longer than a packet can be`,
  },
  {
    name: 'control-attribute-twice',
    file: 'core-c/netlink/control.c',
    from: 'if (seen[attribute.type]) return gty_nl_fail(malformed, attribute.offset, "attribute stands twice");',
    to: '',
    by: `${control} > the reader of the raw instance refuses an attribute that stands twice`,
  },
  {
    name: 'two-messages-in-one',
    file: 'core-c/netlink/reader.c',
    from: 'if (span.at != length) return gty_nl_fail(malformed, span.at, "bytes after the message");',
    to: '',
    by: 'core-c/test/netlink_test.c > refused: a second message',
  },
  {
    name: 'attribute-without-header',
    file: 'core-c/netlink/reader.c',
    from: 'if (length < GTY_NLA_HEADER) {',
    to: 'if (length < GTY_NLA_HEADER - 1) {',
    by: `${control} > the reader of the raw instance refuses an attribute of length 3`,
  },
  {
    name: 'attribute-past-the-end',
    file: 'core-c/netlink/reader.c',
    from: 'if (length > left) {\n        gty_nl_fail(malformed, span->at, "attribute length is past the end");',
    to: 'if (length > left + 4096) {\n        gty_nl_fail(malformed, span->at, "attribute length is past the end");',
    by: 'core-c/test/netlink_test.c > damaged messages are read or refused',
  },
  {
    name: 'text-with-nul-read',
    file: 'core-c/netlink/reader.c',
    from: 'if (nul != bytes + length - 1) {',
    to: 'if (false) {',
    by: 'core-c/test/netlink_test.c > refused: a string with two',
  },
]
