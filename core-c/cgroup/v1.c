// SPDX-License-Identifier: Apache-2.0
//
// Limits in the files of cgroup v1. The directory is new: values of the kernel's defaults need no care for order.
#include <string.h>

#include "cgroup/cgroup.h"
#include "resolve/device_rules.h"
#include "tables/devices.h"

// 0 is libcontainer's "unset" for these numbers.
static void write_set(struct gty_cgroup_writer *writer, struct gty_text directory, const char *file,
                      const struct gty_number *number) {
    if (number->present && number->value) gty_cgroup_write_number(writer, directory, file, number->value);
}

static void write_text(struct gty_cgroup_writer *writer, struct gty_text directory, const char *file,
                       struct gty_text value) {
    if (value.length) gty_cgroup_write(writer, directory, file, value, NULL);
}

// A kernel without accounts of swap (no file memory.memsw.…) cannot give any of it out; where none is to be given, that
// is no reason to give up: the step is skipped, with a notice.
static void memory_swap(struct gty_cgroup_writer *writer, struct gty_text directory,
                        const struct gty_resources *resources) {
    static const char *const absent[] = {"ENOENT", NULL};
    const struct gty_number *swap = &resources->memory_swap, *limit = &resources->memory_limit;
    if (!swap->present || !swap->value) return;
    bool none = limit->present && limit->value > 0 && swap->value == limit->value;
    gty_cgroup_write(writer, directory, "memory.memsw.limit_in_bytes",
                     gty_text_format(writer->planner->arena, "%lld", (long long)swap->value), none ? absent : NULL);
}

// The limit first: memory and swap together may not be below memory alone.
static void memory(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_resources *resources) {
    write_set(writer, directory, "memory.limit_in_bytes", &resources->memory_limit);
    memory_swap(writer, directory, resources);
    write_set(writer, directory, "memory.soft_limit_in_bytes", &resources->memory_reservation);
    if (resources->memory_disable_oom_killer) gty_cgroup_write_number(writer, directory, "memory.oom_control", 1);
    // Engines write -1 for unset.
    if (resources->memory_swappiness.present && resources->memory_swappiness.value >= 0) {
        gty_cgroup_write_number(writer, directory, "memory.swappiness", resources->memory_swappiness.value);
    }
}

static void cpu(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_resources *resources) {
    static const char *const absent[] = {"ENOENT", NULL};
    write_set(writer, directory, "cpu.shares", &resources->cpu_shares);
    write_set(writer, directory, "cpu.cfs_period_us", &resources->cpu_period);
    write_set(writer, directory, "cpu.cfs_quota_us", &resources->cpu_quota);
    if (resources->cpu_burst.present) { // since Linux 5.14
        gty_cgroup_write(
            writer, directory, "cpu.cfs_burst_us",
            gty_text_format(writer->planner->arena, "%llu", (unsigned long long)resources->cpu_burst.value), absent);
    }
    if (resources->cpu_idle.present) gty_cgroup_write_number(writer, directory, "cpu.idle", resources->cpu_idle.value);
    write_set(writer, directory, "cpu.rt_period_us", &resources->cpu_realtime_period);
    write_set(writer, directory, "cpu.rt_runtime_us", &resources->cpu_realtime_runtime);
}

void gty_cgroup_v1_limits(struct gty_cgroup_writer *writer, const char *controller, struct gty_text directory) {
    const struct gty_resources *resources = &writer->planner->config->resources;
    if (!strcmp(controller, "memory")) memory(writer, directory, resources);
    if (!strcmp(controller, "cpu")) cpu(writer, directory, resources);
    if (!strcmp(controller, "cpuset")) {
        write_text(writer, directory, "cpuset.cpus", resources->cpu_cpus);
        write_text(writer, directory, "cpuset.mems", resources->cpu_mems);
    }
    if (!strcmp(controller, "pids") && resources->pids_limit.present) {
        int64_t limit = gty_pids_max(writer);
        if (limit < 0)
            gty_cgroup_write(writer, directory, "pids.max", GTY_TEXT("max"), NULL);
        else
            gty_cgroup_write_number(writer, directory, "pids.max", limit);
    }
}

// ---- devices -----------------------------------------------------------------------------------------------------

static void add_number(struct gty_buffer *text, uint32_t number) {
    if (number == GTY_ANY_NUMBER)
        gty_buffer_byte(text, '*');
    else
        gty_buffer_format(text, "%u", number);
}

static void write_rule(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_access_rule *rule,
                       char type, const char *const *skip) {
    struct gty_buffer text;
    gty_buffer_init(&text, writer->planner->arena);
    gty_buffer_format(&text, "%c ", type);
    add_number(&text, rule->major);
    gty_buffer_byte(&text, ':');
    add_number(&text, rule->minor);
    gty_buffer_byte(&text, ' ');
    if (rule->access & GTY_ACCESS_READ) gty_buffer_byte(&text, 'r');
    if (rule->access & GTY_ACCESS_WRITE) gty_buffer_byte(&text, 'w');
    if (rule->access & GTY_ACCESS_MKNOD) gty_buffer_byte(&text, 'm');
    gty_cgroup_write(writer, directory, rule->allow ? "devices.allow" : "devices.deny",
                     gty_text_copy(writer->planner->arena, (const char *)text.data, text.length), skip);
}

void gty_cgroup_v1_devices(struct gty_cgroup_writer *writer, struct gty_text directory) {
    // The kernel asks for CAP_SYS_ADMIN in the initial user namespace.
    static const char *const nested[] = {"EPERM", NULL};
    const char *const *skip = writer->planner->facts->user_namespace ? nested : NULL;
    struct gty_access_rules rules;
    if (!gty_device_rules(writer->planner->arena, writer->planner->config, &rules)) return;
    size_t first = gty_first_in_force(&rules);
    bool base = first && rules.items[first - 1].allow;
    gty_cgroup_write(writer, directory, base ? "devices.allow" : "devices.deny", GTY_TEXT("a"), skip);
    for (size_t i = first; i < rules.count; i++) {
        const struct gty_access_rule *rule = &rules.items[i];
        if (!rule->access) continue;
        // To the kernel "a" is everything, whatever stands behind it.
        if (rule->type == 'a') {
            write_rule(writer, directory, rule, 'b', skip);
            write_rule(writer, directory, rule, 'c', skip);
        } else {
            write_rule(writer, directory, rule, rule->type, skip);
        }
    }
}
