// SPDX-License-Identifier: Apache-2.0
//
// linux.resources: what the controllers' files would refuse
#include "check/areas.h"
#include "check/number_list.h"

#define SWAPPINESS_MAX 100
#define SHARES_MIN 2
#define SHARES_MAX 262144
#define PERIOD_MIN 1000 // microseconds, as all of these
#define PERIOD_MAX 1000000
#define QUOTA_MIN 1000

static bool has_v1(const struct gty_checker *checker) {
    return checker->host->cgroup_mode == GTY_CGROUP_V1 || checker->host->cgroup_mode == GTY_CGROUP_HYBRID;
}

// A value that counts: 0 and absent are "leave it".
static bool is_set(struct gty_number number) { return number.present && number.value != 0; }

// ---- memory ---------------------------------------------------------------------------------------------------------

static void check_negative(const struct gty_checker *checker, struct gty_number number, const char *name) {
    if (number.present && number.value < -1)
        gty_find(checker->diagnostics, GTY_RULE_MEMORY_NEGATIVE, number.node, "-1 is no limit", "%s must be -1 or more",
                 name);
}

// `swap` counts memory and swap together, so it can neither stand alone nor be less.
static void check_swap(const struct gty_checker *checker, const struct gty_resources *resources) {
    struct gty_number limit = resources->memory_limit, swap = resources->memory_swap;
    if (!is_set(swap) || swap.value < 0 || limit.value < 0) return;
    if (!is_set(limit)) {
        if (checker->host->cgroup_mode == GTY_CGROUP_V2)
            gty_find(checker->diagnostics, GTY_RULE_SWAP_ALONE, swap.node, "add memory.limit",
                     "unable to set swap limit without memory limit");
    } else if (swap.value < limit.value) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_SWAP_BELOW_LIMIT, swap.node, "swap counts memory and swap together",
                     "memory.swap is below memory.limit");
        gty_relate(checker->diagnostics, finding, limit.node, "the limit");
    }
}

static void check_reservation(const struct gty_checker *checker, const struct gty_resources *resources) {
    struct gty_number limit = resources->memory_limit, reservation = resources->memory_reservation;
    if (limit.value <= 0 || reservation.value <= limit.value) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_RESERVATION, reservation.node, "make it less than the limit",
                 "memory.reservation is above memory.limit: more than the limit is never left to the container");
    gty_relate(checker->diagnostics, finding, limit.node, "the limit");
}

static void check_swappiness(const struct gty_checker *checker, const struct gty_resources *resources) {
    struct gty_number swappiness = resources->memory_swappiness;
    // Some engines write -1, as an unsigned number, for "leave it".
    if (!has_v1(checker) || !swappiness.present || swappiness.value == -1) return;
    if ((uint64_t)swappiness.value > SWAPPINESS_MAX)
        gty_find(checker->diagnostics, GTY_RULE_SWAPPINESS, swappiness.node, NULL, "swappiness must be from 0 to %d",
                 SWAPPINESS_MAX);
}

static void check_pids(const struct gty_checker *checker, const struct gty_resources *resources) {
    const struct gty_json *pids = resources->pids_node;
    if (pids && pids->type == GTY_JSON_OBJECT && !resources->pids_limit.present)
        gty_find(checker->diagnostics, GTY_RULE_PIDS_LIMIT, pids, "-1 is no limit", "pids has no limit");
}

void gty_check_memory(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    if (!resources->node) return;
    check_negative(checker, resources->memory_limit, "memory.limit");
    check_negative(checker, resources->memory_reservation, "memory.reservation");
    check_negative(checker, resources->memory_swap, "memory.swap");
    check_swap(checker, resources);
    check_reservation(checker, resources);
    check_swappiness(checker, resources);
    check_pids(checker, resources);
}

// ---- cpu ------------------------------------------------------------------------------------------------------------

static void check_time(const struct gty_checker *checker, const struct gty_resources *resources) {
    struct gty_number period = resources->cpu_period, quota = resources->cpu_quota, burst = resources->cpu_burst;
    if (is_set(period) && ((uint64_t)period.value < PERIOD_MIN || (uint64_t)period.value > PERIOD_MAX))
        gty_find(checker->diagnostics, GTY_RULE_CPU_PERIOD, period.node, "it counts microseconds",
                 "cpu.period must be from %d to %d", PERIOD_MIN, PERIOD_MAX);
    if (quota.value > 0 && quota.value < QUOTA_MIN)
        gty_find(checker->diagnostics, GTY_RULE_CPU_QUOTA, quota.node, "it counts microseconds; -1 is no limit",
                 "cpu.quota must be %d or more", QUOTA_MIN);
    if (quota.value > 0 && (uint64_t)burst.value > (uint64_t)quota.value) {
        struct gty_diagnostic *finding = gty_find(checker->diagnostics, GTY_RULE_CPU_BURST, burst.node, NULL,
                                                  "cpu.burst must not be above cpu.quota");
        gty_relate(checker->diagnostics, finding, quota.node, "the quota");
    }
}

static void check_realtime(const struct gty_checker *checker, const struct gty_resources *resources) {
    struct gty_number runtime = resources->cpu_realtime_runtime, period = resources->cpu_realtime_period;
    if (!is_set(period) || runtime.value < 0 || (uint64_t)runtime.value <= (uint64_t)period.value) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_CPU_REALTIME, runtime.node, "both count microseconds",
                 "cpu.realtimeRuntime must not be above cpu.realtimePeriod");
    gty_relate(checker->diagnostics, finding, period.node, "the period");
}

static void check_weight(const struct gty_checker *checker, const struct gty_resources *resources) {
    struct gty_number shares = resources->cpu_shares, idle = resources->cpu_idle;
    bool out = (uint64_t)shares.value < SHARES_MIN || (uint64_t)shares.value > SHARES_MAX;
    if (has_v1(checker) && is_set(shares) && out)
        gty_find(checker->diagnostics, GTY_RULE_CPU_SHARES, shares.node, NULL, "cpu.shares must be from %d to %d",
                 SHARES_MIN, SHARES_MAX);
    if (idle.present && idle.value != 0 && idle.value != 1)
        gty_find(checker->diagnostics, GTY_RULE_CPU_IDLE, idle.node, NULL, "cpu.idle must be 0 or 1");
}

static void check_list(const struct gty_checker *checker, struct gty_text list, const struct gty_json *node,
                       const char *name) {
    if (!gty_is_kernel_list(list))
        gty_find(checker->diagnostics, GTY_RULE_CPU_LIST, node, "for example 0-3,8", "cpu.%s %s is not a list", name,
                 gty_quote(checker, list));
}

void gty_check_cpu(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    if (!resources->node) return;
    check_time(checker, resources);
    check_realtime(checker, resources);
    check_weight(checker, resources);
    check_list(checker, resources->cpu_cpus, resources->cpu_cpus_node, "cpus");
    check_list(checker, resources->cpu_mems, resources->cpu_mems_node, "mems");
}
