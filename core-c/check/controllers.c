// SPDX-License-Identifier: Apache-2.0
//
// linux.resources and linux.cgroupsPath against the cgroups of the host
#include <string.h>

#include "cgroup/controller.h"
#include "check/areas.h"

// ---- controllers ----------------------------------------------------------------------------------------------------

void gty_check_controllers(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    if (!checker->host->present || !resources->node) return;
    for (const struct gty_controller *const *one = gty_controllers; *one; one++) {
        const char *name = (*one)->name;
        const struct gty_json *node;
        if (!gty_controller_wanted(resources, *one, &node)) continue;
        if (gty_v1_hierarchy(checker->host, name) || gty_on_unified(checker->host, name)) continue;
        gty_find(checker->diagnostics, GTY_RULE_PLAN_CONTROLLER, node,
                 "remove the limit, or mount or delegate the controller",
                 "this host has no cgroup controller %s to set the limit with", name);
    }
}

// ---- what cgroup v2 lacks -------------------------------------------------------------------------------------------

static const struct gty_json *node_of(const struct gty_resources *resources, const struct gty_setting *setting) {
    const struct gty_number *number = gty_setting_number(resources, setting);
    if (number) return number->node;
    const struct gty_json *node = resources->node;
    for (const char *name = setting->name; *name && node;) {
        size_t length = strcspn(name, ".");
        char part[32];
        if (length >= sizeof part) return node;
        memcpy(part, name, length);
        part[length] = 0;
        node = gty_at(node, part);
        name += length + (name[length] == '.');
    }
    return node;
}

static bool is_asked_for(const struct gty_resources *resources, const struct gty_setting *setting) {
    const struct gty_number *number = gty_setting_number(resources, setting);
    if (!number) return gty_setting_is_set(resources, setting);
    return number->present && !(setting->negative_unsets && number->value < 0);
}

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
    for (const struct gty_controller *const *one = gty_controllers; *one; one++) {
        if (!gty_on_unified(checker->host, (*one)->name)) continue;
        for (const struct gty_setting *setting = (*one)->settings; setting->name; setting++)
            if (setting->v1_only && is_asked_for(resources, setting))
                lacks(checker, node_of(resources, setting), setting->name);
    }
}

// ---- the path -------------------------------------------------------------------------------------------------------

void gty_check_cgroups_path(const struct gty_checker *checker) {
    struct gty_text path = checker->config->cgroups_path;
    if (path.length && gty_path_clean_rooted(checker->arena, path).length == 1)
        gty_find(checker->diagnostics, GTY_RULE_PLAN_CGROUP_ROOT, checker->config->cgroups_path_node,
                 "name a cgroup below it", "the cgroup path is the root of the hierarchy");
}
