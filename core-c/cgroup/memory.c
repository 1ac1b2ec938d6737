// SPDX-License-Identifier: Apache-2.0
#include "cgroup/controller.h"

// A kernel without accounts of swap (no file memory.memsw.…) cannot give any of it out; where none is to be given, that
// is no reason to give up: the step is skipped, with a notice.
static struct gty_text memory_and_swap(const struct gty_cgroup *cgroup, const char *const **skip) {
    const struct gty_number *swap = &cgroup->config->resources.memory_swap;
    const struct gty_number *limit = &cgroup->config->resources.memory_limit;
    if (!swap->present || !swap->value) return GTY_TEXT("");
    if (limit->present && limit->value > 0 && swap->value == limit->value) *skip = gty_cgroup_if_there;
    return gty_cgroup_number(cgroup, swap->value);
}

// The config's swap counts memory too, v2's does not.
static struct gty_text swap_alone(const struct gty_cgroup *cgroup, const char *const **skip) {
    const struct gty_resources *resources = &cgroup->config->resources;
    int64_t limit = resources->memory_limit.present ? resources->memory_limit.value : 0;
    int64_t swap = resources->memory_swap.present ? resources->memory_swap.value : 0;
    if (limit == -1 && swap == 0) swap = -1;
    if (swap == 0) return GTY_TEXT("");
    if (swap > 0 && limit > 0) swap -= limit;   // not below it: checked with the config
    if (swap <= 0) *skip = gty_cgroup_if_there; // a kernel without swap has nothing to forbid
    return gty_cgroup_number_or_max(cgroup, swap);
}

static struct gty_text or_max(const struct gty_cgroup *cgroup, const struct gty_number *number) {
    return number->present && number->value ? gty_cgroup_number_or_max(cgroup, number->value) : GTY_TEXT("");
}

static struct gty_text limit_or_max(const struct gty_cgroup *cgroup, const char *const **skip) {
    (void)skip;
    return or_max(cgroup, &cgroup->config->resources.memory_limit);
}

static struct gty_text reservation_or_max(const struct gty_cgroup *cgroup, const char *const **skip) {
    (void)skip;
    return or_max(cgroup, &cgroup->config->resources.memory_reservation);
}

// v1: the limit first, since memory and swap together may not be below memory alone.
static const struct gty_setting settings[] = {
    {
        .name = "memory.limit",
        .member = GTY_SETTING(memory_limit),
        .v1 = {.name = "memory.limit_in_bytes"},
        .v2 = {.name = "memory.max", .value = limit_or_max},
    },
    {
        .name = "memory.swap",
        .member = GTY_SETTING(memory_swap),
        .v1 = {.name = "memory.memsw.limit_in_bytes", .value = memory_and_swap},
        .v2 = {.name = "memory.swap.max", .value = swap_alone, .first = true},
    },
    {
        .name = "memory.reservation",
        .member = GTY_SETTING(memory_reservation),
        .v1 = {.name = "memory.soft_limit_in_bytes"},
        .v2 = {.name = "memory.low", .value = reservation_or_max},
    },
    {
        .name = "memory.disableOOMKiller",
        .type = GTY_FLAG_MEMBER,
        .member = GTY_SETTING(memory_disable_oom_killer),
        .v1_only = true,
        .v1 = {.name = "memory.oom_control"},
    },
    {
        .name = "memory.swappiness",
        .member = GTY_SETTING(memory_swappiness),
        .zero_counts = true,
        .negative_unsets = true,
        .v1_only = true,
        .v1 = {.name = "memory.swappiness"},
    },
    {0},
};

const struct gty_controller gty_memory_controller = {.name = "memory", .settings = settings};
