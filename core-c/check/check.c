// SPDX-License-Identifier: Apache-2.0
#include "check/check.h"

#include "check/areas.h"

static gty_area_function *const areas[] = {
    gty_check_document,     gty_check_process,      gty_check_capabilities,   gty_check_rlimits,      gty_check_root,
    gty_check_names,        gty_check_namespaces,   gty_check_mappings,       gty_check_time,         gty_check_mounts,
    gty_check_restrictions, gty_check_sysctl,       gty_check_devices,        gty_check_device_rules, gty_check_memory,
    gty_check_cpu,          gty_check_cgroups_path, gty_check_cgroup_version, gty_check_controllers,  gty_check_hooks,
};

void gty_check(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_facts *facts) {
    const struct gty_checker checker = {
        .arena = diagnostics->arena, .diagnostics = diagnostics, .config = config, .facts = facts};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) areas[i](&checker);
}
