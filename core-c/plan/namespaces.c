// SPDX-License-Identifier: Apache-2.0
//
// One process or two, and what the first of two does.
#include "plan/namespaces.h"

#include "resolve/paths.h"

const struct gty_namespace_row gty_namespace_rows[GTY_NS_COUNT] = {
    [GTY_NS_USER] = {GTY_CLONE_NEWUSER, "user", "user"},
    [GTY_NS_IPC] = {GTY_CLONE_NEWIPC, "ipc", "ipc"},
    [GTY_NS_UTS] = {GTY_CLONE_NEWUTS, "uts", "uts"},
    [GTY_NS_NET] = {GTY_CLONE_NEWNET, "net", "network"},
    [GTY_NS_PID] = {GTY_CLONE_NEWPID, "pid", "pid"},
    [GTY_NS_MNT] = {GTY_CLONE_NEWNS, "mnt", "mount"},
    [GTY_NS_CGROUP] = {GTY_CLONE_NEWCGROUP, "cgroup", "cgroup"},
    [GTY_NS_TIME] = {GTY_CLONE_NEWTIME, "time", "time"},
};

void gty_decide(struct gty_planner *planner) {
    for (int type = 0; type < GTY_NS_COUNT; type++) {
        const struct gty_namespace *ns = &planner->config->namespaces[type];
        if (!ns->present) continue;
        uint32_t *set = ns->path.length ? &planner->joined_namespaces : &planner->new_namespaces;
        *set |= gty_namespace_rows[type].flag;
    }
    // In another one it would not be process 1.
    if (planner->options->reaper && !gty_is_new(planner, GTY_CLONE_NEWPID)) {
        gty_find(planner->diagnostics, GTY_RULE_OPTIONS_VALUE, planner->config->namespaces_node,
                 "add { \"type\": \"pid\" } to linux.namespaces", "the option reaper needs a new pid namespace");
    }
    if (planner->options->detached && !planner->options->reaper) {
        gty_find(planner->diagnostics, GTY_RULE_OPTIONS_VALUE, NULL, "set reaper too",
                 "the option detached is about the reaper");
    }
    planner->user_namespace = gty_has_namespace(planner, GTY_CLONE_NEWUSER);
    // A joined namespace is entered by setns, a new user namespace needs its maps before the init's exec would drop its
    // capabilities, and time offsets must be written before anyone enters the time namespace: each takes a process that
    // prepares and one that is the container.
    planner->two_processes = planner->joined_namespaces || gty_is_new(planner, GTY_CLONE_NEWUSER | GTY_CLONE_NEWTIME);
    // The cgroup namespace's root is the cgroup at the time of the call, and the init of a v1 hierarchy joins after
    // clone3: it is unshared by an operation.
    planner->clone_flags = planner->two_processes ? 0 : planner->new_namespaces & ~GTY_CLONE_NEWCGROUP;
    planner->rootfs = gty_rootfs_path(planner->arena, planner->config, planner->options->bundle);
}

static void unshare(struct gty_planner *planner, uint32_t flags) {
    if (!flags) return;
    gty_operation_begin(planner, GTY_OP_UNSHARE);
    gty_put_u32(planner, GTY_A_FLAGS, flags);
    gty_operation_end(planner);
}

void gty_plan_namespaces(struct gty_planner *planner) {
    if (planner->config->process.oom_score_adj.present) gty_operation(planner, GTY_OP_OOM_SCORE_ADJ);
    if (!planner->two_processes) {
        unshare(planner, planner->new_namespaces & GTY_CLONE_NEWCGROUP);
        return;
    }
    gty_plan_source_helper(planner);
    if (planner->joined_namespaces) gty_operation(planner, GTY_OP_JOIN_NAMESPACES);
    if (gty_is_new(planner, GTY_CLONE_NEWUSER)) gty_operation(planner, GTY_OP_NEW_USER_NAMESPACE);
    if (planner->user_namespace) gty_operation(planner, GTY_OP_BECOME_ROOT);
    // The pid namespace is made by CLONE itself, whose child is then its pid 1; the time namespace is made here and
    // entered by that child, after its offsets are written.
    unshare(planner, planner->new_namespaces & ~(GTY_CLONE_NEWUSER | GTY_CLONE_NEWPID));
    gty_plan_mount_sources(planner);
    bool offsets = planner->config->time_monotonic.present || planner->config->time_boottime.present;
    if (gty_is_new(planner, GTY_CLONE_NEWTIME) && offsets) gty_operation(planner, GTY_OP_TIME_OFFSETS);
    gty_operation_begin(planner, GTY_OP_CLONE);
    gty_put_u32(planner, GTY_A_FLAGS, planner->new_namespaces & GTY_CLONE_NEWPID);
    gty_operation_end(planner);
}

bool gty_owns_root(const struct gty_planner *planner) {
    const struct gty_config *config = planner->config;
    if (gty_has_namespace(planner, GTY_CLONE_NEWNS)) return true;
    if (gty_text_is(planner->rootfs, "/")) return false;
    return config->mount_count || config->process.terminal || config->root_readonly;
}

void gty_plan_session(struct gty_planner *planner) {
    gty_operation(planner, GTY_OP_NEW_SESSION);
    if (!planner->options->no_new_keyring) {
        // ENOSYS: a kernel without keyrings. EPERM: a seccomp filter around us refuses keyctl, to the container too. On
        // anything else the container would share the caller's keyring.
        gty_operation_begin(planner, GTY_OP_SESSION_KEYRING);
        gty_skip_on(planner, (const uint32_t[]){GTY_ENOSYS, GTY_EPERM, 0});
        gty_operation_end(planner);
    }
}
