// SPDX-License-Identifier: Apache-2.0
#include "cgroup/controller.h"

static const struct gty_setting settings[] = {
    {
        .name = "cpu.cpus",
        .type = GTY_TEXT_MEMBER,
        .member = GTY_SETTING(cpu_cpus),
        .v1 = {.name = "cpuset.cpus"},
        .v2 = {.name = "cpuset.cpus"},
    },
    {
        .name = "cpu.mems",
        .type = GTY_TEXT_MEMBER,
        .member = GTY_SETTING(cpu_mems),
        .v1 = {.name = "cpuset.mems"},
        .v2 = {.name = "cpuset.mems"},
    },
    {0},
};

// A v1 cpuset takes no process before it has cpus and memory nodes, and it inherits neither.
static void fill(struct gty_cgroup *cgroup, struct gty_text parent, struct gty_text level, bool leaf) {
    for (const struct gty_setting *setting = settings; setting->name; setting++) {
        const char *file = setting->v1.name;
        if (leaf && gty_setting_is_set(&cgroup->config->resources, setting)) continue;
        gty_cgroup_add(cgroup, (struct gty_cgroup_step){
                                   .op = GTY_CGROUP_COPY,
                                   .path = gty_text_format(cgroup->arena, "%s/%s", level.data, file),
                                   .value = gty_text_format(cgroup->arena, "%s/%s", parent.data, file),
                               });
    }
}

const struct gty_controller gty_cpuset_controller = {.name = "cpuset", .settings = settings, .fill_v1 = fill};
