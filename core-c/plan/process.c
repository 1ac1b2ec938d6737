// SPDX-License-Identifier: Apache-2.0
//
// The user's process: who it is, what it may, and how it starts.
#include "plan/planner.h"
#include "plan/unique.h"

static void plan_chdir(struct gty_planner *planner, bool deferred) {
    gty_operation_begin(planner, GTY_OP_CHDIR);
    gty_put_path(planner, GTY_A_PATH, planner->config->process.cwd, planner->config->process.cwd_node);
    if (deferred) gty_put_flag(planner, GTY_A_DEFERRED);
    // The container's root may not have access where the user has, as on a filesystem over the network.
    else
        gty_skip_quietly_on(planner, (const uint32_t[]){GTY_EACCES, GTY_EPERM, 0});
    gty_operation_end(planner);
}

static void put_u64(struct gty_planner *planner, enum gty_attribute attribute, uint64_t value) {
    gty_nl_put_u64(&planner->operation, (uint16_t)attribute, value);
}

static void plan_user(struct gty_planner *planner) {
    const struct gty_process *process = &planner->config->process;
    gty_operation_begin(planner, GTY_OP_SET_USER);
    gty_put_u32(planner, GTY_A_UID, process->uid);
    gty_put_u32(planner, GTY_A_GID, process->gid);
    // Whoever writes its own gid map has given up setgroups.
    if (planner->host->euid == 0) {
        gty_nl_put_bytes(&planner->operation, GTY_A_GROUPS, process->groups, process->group_count * sizeof(uint32_t));
    }
    gty_put_flag(planner, GTY_A_KEEP_CAPS);
    // A joined user namespace may deny setgroups. Groups that nobody asked for are then left alone.
    if (planner->host->euid == 0 && planner->joined_namespaces & GTY_CLONE_NEWUSER && !process->group_count) {
        size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EPERM, 0});
        size_t operation = gty_fallback_operation(planner, GTY_OP_SET_USER);
        gty_put_u32(planner, GTY_A_UID, process->uid);
        gty_put_u32(planner, GTY_A_GID, process->gid);
        gty_put_flag(planner, GTY_A_KEEP_CAPS);
        gty_fallback_end(planner, fallback, operation);
    }
    gty_operation_end(planner);
}

// Without capabilities in the config there are none.
static void plan_capabilities(struct gty_planner *planner) {
    const uint64_t *sets = planner->config->process.capabilities;
    gty_operation_begin(planner, GTY_OP_SET_CAPABILITIES);
    put_u64(planner, GTY_A_EFFECTIVE, sets[GTY_CAP_EFFECTIVE]);
    put_u64(planner, GTY_A_PERMITTED, sets[GTY_CAP_PERMITTED]);
    put_u64(planner, GTY_A_INHERITABLE, sets[GTY_CAP_INHERITABLE]);
    gty_operation_end(planner);
    for (uint32_t number = 0; number < 64; number++) {
        if (!(sets[GTY_CAP_AMBIENT] & 1ull << number)) continue;
        gty_operation_begin(planner, GTY_OP_AMBIENT_CAPABILITY);
        gty_put_u32(planner, GTY_A_CAPABILITY, number);
        gty_skip_on(planner, (const uint32_t[]){GTY_EPERM, GTY_EINVAL, 0}); // runc only warns
        gty_operation_end(planner);
    }
}

static void plan_environment(struct gty_planner *planner) {
    const struct gty_process *process = &planner->config->process;
    struct gty_texts once, set = {0};
    bool home = false;
    gty_operation_strings(planner, GTY_OP_ARGUMENTS, &process->args);
    if (!gty_unique(planner->arena, &process->env, '=', true, &once)) return;
    set.items = once.items;
    for (size_t i = 0; i < once.count; i++) {
        if (gty_text_is(once.items[i], "HOME=")) continue; // empty counts as missing
        home = home || gty_text_starts(once.items[i], "HOME=");
        set.items[set.count++] = once.items[i];
    }
    gty_operation_strings(planner, GTY_OP_ENVIRONMENT, &set);
    if (home) return;
    gty_operation_begin(planner, GTY_OP_DEFAULT_HOME);
    gty_put_u32(planner, GTY_A_UID, process->uid);
    gty_operation_end(planner);
}

// What the init does needs some descriptors, and no more than that of what can be limited here.
static bool is_harmless(const struct gty_rlimit *limit, uint32_t preserved) {
    enum { CORE = 4, NOFILE = 7, MEMLOCK = 8, SIGPENDING = 11, NICE = 13, RTPRIO = 14 };
    enum { DESCRIPTORS = 256 };
    switch (limit->type.value) {
    case CORE:
    case MEMLOCK:
    case SIGPENDING:
    case NICE:
    case RTPRIO:
        return true;
    case NOFILE:
        return limit->soft >= (uint64_t)DESCRIPTORS + preserved;
    default:
        return false;
    }
}

// Where neither the init nor a hook feels them, and it keeps the ids that allow the supervisor's prlimit: it then does
// not have to wait for them.
bool gty_limits_at_launch(const struct gty_planner *planner) {
    const struct gty_process *process = &planner->config->process;
    if (planner->user_namespace || planner->two_processes || process->uid != 0 || process->gid != 0) return false;
    // The program's process comes later.
    if (planner->options->reaper) return false;
    if (planner->config->hooks[GTY_HOOK_CREATE_CONTAINER].count) return false;
    for (size_t i = 0; i < process->rlimit_count; i++) {
        if (!is_harmless(&process->rlimits[i], planner->options->preserve_fds)) return false;
    }
    return true;
}

// A seccomp filter around us may refuse the call; a container that is slower than it could be is still one.
static void plan_cpu_affinity(struct gty_planner *planner) {
    gty_operation_begin(planner, GTY_OP_CPU_AFFINITY);
    gty_skip_quietly_on(planner, (const uint32_t[]){GTY_EPERM, GTY_ENOSYS, GTY_EINVAL, 0});
    gty_operation_end(planner);
}

void gty_plan_process(struct gty_planner *planner) {
    plan_chdir(planner, false);
    plan_cpu_affinity(planner);
    gty_plan_reaper(planner);
    if (planner->config->process.rlimit_count && !gty_limits_at_launch(planner)) gty_operation(planner, GTY_OP_LIMITS);
    gty_operation_begin(planner, GTY_OP_BOUNDING_SET);
    put_u64(planner, GTY_A_BOUNDING, planner->config->process.capabilities[GTY_CAP_BOUNDING]);
    gty_operation_end(planner);
    plan_user(planner);
    plan_chdir(planner, true);
    plan_capabilities(planner);
    plan_environment(planner);
    gty_operation(planner, GTY_OP_FIND_EXECUTABLE);
    gty_plan_start_state(planner);
    gty_operation(planner, GTY_OP_READY);
    gty_operation(planner, GTY_OP_WAIT_FOR_START);
    gty_plan_start_hooks(planner);
    gty_operation_begin(planner, GTY_OP_EXEC);
    if (planner->options->preserve_fds) gty_put_u32(planner, GTY_A_PRESERVE, planner->options->preserve_fds);
    gty_operation_end(planner);
}
