// SPDX-License-Identifier: Apache-2.0
//
// Limits in the files of cgroup v2, converted from the v1 terms of the config.
#include "cgroup/cgroup.h"
#include "cgroup/device_filter.h"

static struct gty_text number_or_max(struct gty_cgroup_writer *writer, int64_t value) {
    return value < 0 ? GTY_TEXT("max") : gty_text_format(writer->planner->arena, "%lld", (long long)value);
}

// The config's swap counts memory too, v2's does not.
static void memory_swap(struct gty_cgroup_writer *writer, struct gty_text directory,
                        const struct gty_resources *resources) {
    static const char *const absent[] = {"ENOENT", NULL}; // a kernel without swap has nothing to forbid
    const struct gty_number *number = &resources->memory_swap;
    int64_t limit = resources->memory_limit.present ? resources->memory_limit.value : 0;
    int64_t swap = number->present ? number->value : 0;
    if (limit == -1 && swap == 0) swap = -1;
    if (swap == 0) return;
    if (swap > 0 && limit > 0) swap -= limit; // not below it: checked with the config
    gty_cgroup_write(writer, directory, "memory.swap.max", number_or_max(writer, swap), swap <= 0 ? absent : NULL);
}

static void memory(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_resources *resources) {
    memory_swap(writer, directory, resources);
    const struct gty_number *limit = &resources->memory_limit, *low = &resources->memory_reservation;
    if (limit->present && limit->value) {
        gty_cgroup_write(writer, directory, "memory.max", number_or_max(writer, limit->value), NULL);
    }
    if (low->present && low->value) {
        gty_cgroup_write(writer, directory, "memory.low", number_or_max(writer, low->value), NULL);
    }
}

static void cpu(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_resources *resources) {
    struct gty_arena *arena = writer->planner->arena;
    const struct gty_number *quota = &resources->cpu_quota, *period = &resources->cpu_period;
    if (resources->cpu_idle.present) gty_cgroup_write_number(writer, directory, "cpu.idle", resources->cpu_idle.value);
    if (resources->cpu_shares.present && resources->cpu_shares.value) {
        uint64_t weight = gty_cpu_weight((uint64_t)resources->cpu_shares.value);
        gty_cgroup_write_number(writer, directory, "cpu.weight", (int64_t)weight);
    }
    if ((quota->present && quota->value) || (period->present && period->value)) {
        struct gty_text limit =
            quota->present && quota->value > 0 ? number_or_max(writer, quota->value) : GTY_TEXT("max");
        uint64_t length = period->present && period->value ? (uint64_t)period->value : 100000; // the kernel's default
        gty_cgroup_write(writer, directory, "cpu.max",
                         gty_text_format(arena, "%s %llu", limit.data, (unsigned long long)length), NULL);
    }
    if (resources->cpu_burst.present) {
        gty_cgroup_write(writer, directory, "cpu.max.burst",
                         gty_text_format(arena, "%llu", (unsigned long long)resources->cpu_burst.value), NULL);
    }
}

void gty_cgroup_v2_limits(struct gty_cgroup_writer *writer, enum gty_controller controller, struct gty_text directory) {
    const struct gty_resources *resources = &writer->planner->config->resources;
    switch (controller) {
    case GTY_MEMORY:
        memory(writer, directory, resources);
        break;
    case GTY_CPU:
        cpu(writer, directory, resources);
        break;
    case GTY_CPUSET:
        if (resources->cpu_cpus.length) {
            gty_cgroup_write(writer, directory, "cpuset.cpus", resources->cpu_cpus, NULL);
        }
        if (resources->cpu_mems.length) {
            gty_cgroup_write(writer, directory, "cpuset.mems", resources->cpu_mems, NULL);
        }
        break;
    case GTY_PIDS:
        if (resources->pids_limit.present) {
            gty_cgroup_write(writer, directory, "pids.max", number_or_max(writer, gty_pids_max(writer)), NULL);
        }
        break;
    default:
        break;
    }
}

void gty_cgroup_v2_devices(struct gty_cgroup_writer *writer, struct gty_text directory) {
    static const char *const nested[] = {"EPERM", NULL}; // no bpf(2) in a user namespace, but no mknod either
    struct gty_access_rules rules;
    struct gty_buffer program;
    gty_buffer_init(&program, writer->planner->arena);
    if (!gty_device_rules(writer->planner->arena, writer->planner->config, &rules)) return;
    gty_device_filter(&rules, &program);
    gty_cgroup_filter(writer, directory, &program, writer->planner->facts->user_namespace ? nested : NULL);
}
