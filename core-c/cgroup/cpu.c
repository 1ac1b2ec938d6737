// SPDX-License-Identifier: Apache-2.0
#include "cgroup/controller.h"

static struct gty_text weight(const struct gty_cgroup *cgroup, const char *const **skip) {
    const struct gty_number *shares = &cgroup->config->resources.cpu_shares;
    (void)skip;
    if (!shares->present || !shares->value) return GTY_TEXT("");
    return gty_cgroup_number(cgroup, (int64_t)gty_cpu_weight((uint64_t)shares->value));
}

static struct gty_text quota_and_period(const struct gty_cgroup *cgroup, const char *const **skip) {
    const struct gty_number *quota = &cgroup->config->resources.cpu_quota;
    const struct gty_number *period = &cgroup->config->resources.cpu_period;
    bool quota_set = quota->present && quota->value, period_set = period->present && period->value;
    (void)skip;
    if (!quota_set && !period_set) return GTY_TEXT("");
    struct gty_text limit = gty_cgroup_number_or_max(cgroup, quota_set && quota->value > 0 ? quota->value : -1);
    uint64_t length = period_set ? (uint64_t)period->value : 100000; // the kernel's default
    return gty_text_format(cgroup->arena, "%s %llu", limit.data, (unsigned long long)length);
}

static struct gty_text burst(const struct gty_cgroup *cgroup, const char *const **skip) {
    const struct gty_number *number = &cgroup->config->resources.cpu_burst;
    (void)skip;
    if (!number->present) return GTY_TEXT("");
    return gty_text_format(cgroup->arena, "%llu", (unsigned long long)number->value);
}

static struct gty_text burst_if_there(const struct gty_cgroup *cgroup, const char *const **skip) {
    *skip = gty_cgroup_if_there; // since Linux 5.14
    return burst(cgroup, skip);
}

static const struct gty_setting settings[] = {
    {
        .name = "cpu.shares",
        .member = GTY_SETTING(cpu_shares),
        .v1 = {.name = "cpu.shares"},
        .v2 = {.name = "cpu.weight", .value = weight},
    },
    {
        .name = "cpu.period",
        .member = GTY_SETTING(cpu_period),
        .v1 = {.name = "cpu.cfs_period_us"},
    },
    {
        .name = "cpu.quota",
        .member = GTY_SETTING(cpu_quota),
        .v1 = {.name = "cpu.cfs_quota_us"},
        .v2 = {.name = "cpu.max", .value = quota_and_period},
    },
    {
        .name = "cpu.burst",
        .member = GTY_SETTING(cpu_burst),
        .v1 = {.name = "cpu.cfs_burst_us", .value = burst_if_there},
        .v2 = {.name = "cpu.max.burst", .value = burst},
    },
    {
        .name = "cpu.idle",
        .member = GTY_SETTING(cpu_idle),
        .zero_counts = true,
        .v1 = {.name = "cpu.idle"},
        .v2 = {.name = "cpu.idle", .first = true},
    },
    {
        .name = "cpu.realtimePeriod",
        .member = GTY_SETTING(cpu_realtime_period),
        .v1_only = true,
        .v1 = {.name = "cpu.rt_period_us"},
    },
    {
        .name = "cpu.realtimeRuntime",
        .member = GTY_SETTING(cpu_realtime_runtime),
        .v1_only = true,
        .v1 = {.name = "cpu.rt_runtime_us"},
    },
    {0},
};

const struct gty_controller gty_cpu_controller = {.name = "cpu", .settings = settings};
