// SPDX-License-Identifier: Apache-2.0
//
// linux.resources and linux.cgroupsPath against the cgroups of the host
#include "cgroup/cgroup.h"
#include "check/areas.h"

// ---- controllers ----------------------------------------------------------------------------------------------------

void gty_check_controllers(const struct gty_checker *checker) {
    if (!checker->facts->host_present || !checker->config->resources.node) return;
    for (int i = 0; i < GTY_CONTROLLERS; i++) {
        const char *name = gty_controller_names[i];
        bool wanted;
        const struct gty_json *node = gty_controller_wanted(checker->config, (enum gty_controller)i, &wanted);
        if (!wanted || gty_v1_hierarchy(checker->facts, name) || gty_on_unified(checker->facts, name)) continue;
        gty_find(checker->diagnostics, GTY_RULE_PLAN_CONTROLLER, node,
                 "remove the limit, or mount or delegate the controller",
                 "this host has no cgroup controller %s to set the limit with", name);
    }
}

// ---- what cgroup v2 lacks -------------------------------------------------------------------------------------------

// gantry does not leave out what was asked for; others do.
static void lacks(const struct gty_checker *checker, const struct gty_json *node, const char *name) {
    if (gty_for_gantry(checker))
        gty_find(checker->diagnostics, GTY_RULE_PLAN_CGROUP_V2, node, "remove it", "cgroup v2 has no %s", name);
    else
        gty_find(checker->diagnostics, GTY_RULE_CGROUP_V1_ONLY, node, "remove it", "%s has no effect in cgroup v2",
                 name);
}

void gty_check_cgroup_version(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    if (!resources->node) return;
    if (gty_on_unified(checker->facts, "memory")) {
        // Engines write -1 for "leave it".
        if (resources->memory_swappiness.present && resources->memory_swappiness.value >= 0)
            lacks(checker, resources->memory_swappiness.node, "memory.swappiness");
        if (resources->memory_disable_oom_killer)
            lacks(checker, gty_at(gty_json_member(resources->node, "memory"), "disableOOMKiller"),
                  "memory.disableOOMKiller");
    }
    if (gty_on_unified(checker->facts, "cpu")) {
        if (resources->cpu_realtime_runtime.present)
            lacks(checker, resources->cpu_realtime_runtime.node, "cpu.realtimeRuntime");
        if (resources->cpu_realtime_period.present)
            lacks(checker, resources->cpu_realtime_period.node, "cpu.realtimePeriod");
    }
}

// ---- the path -------------------------------------------------------------------------------------------------------

void gty_check_cgroups_path(const struct gty_checker *checker) {
    struct gty_text path = checker->config->cgroups_path;
    if (path.length && gty_path_clean_rooted(checker->arena, path).length == 1)
        gty_find(checker->diagnostics, GTY_RULE_PLAN_CGROUP_ROOT, checker->config->cgroups_path_node,
                 "name a cgroup below it", "the cgroup path is the root of the hierarchy");
}
