// SPDX-License-Identifier: Apache-2.0
#include "operations.h"

#define A(name) (1ull << GTY_A_##name)
#define ATTRS (A(ATTR_SET) | A(ATTR_CLEAR) | A(REC_ATTR_SET) | A(REC_ATTR_CLEAR) | A(PROPAGATION))
// Every operation may carry alternatives.
#define ROW(name, function, need, more)                                                                                \
    [GTY_OP_##name -                                                                                                   \
        GTY_OPERATION_FIRST] = {.run = function, .required = need, .allowed = (need) | (more) | A(FALLBACK)}

static const struct operation_rule rules[GTY_OPERATION_LAST - GTY_OPERATION_FIRST + 1] = {
    ROW(OOM_SCORE_ADJ, set_oom_score_adjustment, 0, 0),
    ROW(SOURCE_HELPER, start_source_helper, 0, 0),
    ROW(OPEN_SOURCE, open_mount_source, A(SLOT) | A(SOURCE), A(RECURSIVE) | A(ORDINARY)),
    ROW(CPU_AFFINITY, reset_cpu_affinity, 0, 0),
    ROW(JOIN_NAMESPACES, join_namespaces, 0, 0),
    ROW(NEW_USER_NAMESPACE, create_user_namespace, 0, 0),
    ROW(BECOME_ROOT, become_root, 0, 0),
    ROW(UNSHARE, unshare_namespaces, A(FLAGS), 0),
    ROW(TIME_OFFSETS, set_time_offsets, 0, 0),
    ROW(CLONE, clone_process, A(FLAGS), 0),
    ROW(NEW_SESSION, start_session, 0, 0),
    ROW(SESSION_KEYRING, create_session_keyring, 0, 0),
    ROW(NETLINK, configure_network, A(MESSAGE), 0),
    ROW(ROOT_PROPAGATION, set_root_propagation, A(PROPAGATION), 0),
    ROW(PARENT_PRIVATE, make_parent_private, A(PATH), A(PROPAGATION)),
    ROW(ROOTFS, open_root, A(PATH), A(RECURSIVE) | A(PROPAGATION) | A(FSTYPE) | A(SOURCE) | A(DATA) | A(COPY_UP)),
    ROW(MOUNT, mount_filesystem, A(TARGET) | A(FSTYPE) | A(SOURCE),
        A(DATA) | ATTRS | A(COPY_UP) | A(INHERIT_MODE) | A(ORDINARY) | A(IN_PROC) | A(KEEP) | A(BASE)),
    ROW(BIND, bind_mount, A(TARGET),
        A(SOURCE) | A(SLOT) | A(RECURSIVE) | ATTRS | A(ATTR_DROP) | A(IN_PROC) | A(NO_CREATE) | A(ORDINARY) | A(KEEP) |
            A(BASE)),
    ROW(REMOUNT, remount, A(TARGET), A(DATA) | ATTRS | A(ATTR_DROP) | A(BASE)),
    ROW(MKDIR, create_directory, A(TARGET) | A(MODE), A(BASE)),
    ROW(SYMLINK, create_symbolic_link, A(TARGET) | A(PATH), A(BASE)),
    ROW(REPLACE_BY_LINK, replace_by_symbolic_link, A(TARGET) | A(PATH), A(BASE)),
    ROW(DEVICE, create_device, A(TARGET) | A(MODE) | A(MAJOR) | A(MINOR) | A(UID) | A(GID), A(BASE)),
    ROW(BIND_DEVICE, bind_device, A(TARGET) | A(SOURCE), A(BASE)),
    ROW(RUN_HOOKS, run_supervisor_hooks, A(KIND), 0),
    ROW(HOOK_STATE, prepare_hook_state, A(CHUNK), 0),
    ROW(HOOK, run_hook, A(KIND) | A(INDEX) | A(PATH) | A(ARGS), A(ENV) | A(TIMEOUT)),
    ROW(PIVOT_ROOT, pivot_root, 0, 0),
    ROW(MOVE_ROOT, move_root, 0, 0),
    ROW(CHROOT, change_root, 0, 0),
    ROW(REOPEN_NULL, reopen_null, 0, A(BASE)),
    ROW(CONSOLE, open_console, A(UID), A(GID) | A(ROWS) | A(COLUMNS) | A(BASE)),
    ROW(MOUNT_ATTR, set_mount_attributes, A(TARGET) | A(ATTR_SET), A(BASE)),
    ROW(READONLY_PATH, make_path_readonly, A(TARGET), A(BASE)),
    ROW(MASK_PATH, mask_path, A(TARGET), A(BASE)),
    ROW(SYSCTL, set_sysctl, A(NAME) | A(VALUE), 0),
    ROW(HOSTNAME, set_host_name, A(NAME), 0),
    ROW(DOMAINNAME, set_domain_name, A(NAME), 0),
    ROW(NO_NEW_PRIVS, set_no_new_privileges, 0, 0),
    ROW(READY, report_ready, 0, 0),
    ROW(LIMITS, request_limits, 0, 0),
    ROW(NETWORK, request_network, 0, 0),
    ROW(REAPER, start_reaper, A(UID) | A(GID), A(TERMINAL) | A(DETACHED)),
    ROW(CHDIR, change_directory, A(PATH), A(DEFERRED)),
    ROW(BOUNDING_SET, limit_capabilities, A(BOUNDING), 0),
    ROW(SET_USER, set_user, A(UID) | A(GID), A(GROUPS) | A(KEEP_CAPS)),
    ROW(SET_CAPABILITIES, set_capabilities, A(EFFECTIVE) | A(PERMITTED) | A(INHERITABLE), 0),
    ROW(AMBIENT_CAPABILITY, raise_ambient_capability, A(CAPABILITY), 0),
    ROW(UMASK, set_umask, A(MODE), 0),
    ROW(ARGUMENTS, add_arguments, A(STRINGS), 0),
    ROW(ENVIRONMENT, add_environment, A(STRINGS), 0),
    ROW(DEFAULT_HOME, find_home, A(UID), 0),
    ROW(FIND_EXECUTABLE, find_executable, 0, 0),
    ROW(WAIT_FOR_START, wait_for_start, 0, 0),
    ROW(EXEC, execute, 0, A(PRESERVE)),
};

const struct operation_rule *operation_rule(uint32_t number) {
    if (number < GTY_OPERATION_FIRST || number > GTY_OPERATION_LAST) return NULL;
    const struct operation_rule *rule = &rules[number - GTY_OPERATION_FIRST];
    return rule->run ? rule : NULL;
}
