// SPDX-License-Identifier: Apache-2.0
#include "cgroup/controller.h"

// The reaper is not counted.
static struct gty_text processes(const struct gty_cgroup *cgroup, const char *const **skip) {
    const struct gty_number *number = &cgroup->config->resources.pids_limit;
    int64_t limit = number->value ? number->value : 1; // as systemd has it
    (void)skip;
    if (!number->present) return GTY_TEXT("");
    if (limit > 0 && limit < INT64_MAX && cgroup->options->reaper) limit++;
    return gty_cgroup_number_or_max(cgroup, limit);
}

static const struct gty_setting settings[] = {
    {
        .name = "pids.limit",
        .member = GTY_SETTING(pids_limit),
        .zero_counts = true,
        .v1 = {.name = "pids.max", .value = processes},
        .v2 = {.name = "pids.max", .value = processes},
    },
    {0},
};

const struct gty_controller gty_pids_controller = {.name = "pids", .settings = settings};
