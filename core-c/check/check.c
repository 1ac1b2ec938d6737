// SPDX-License-Identifier: Apache-2.0
#include "check/check.h"

#include "check/areas.h"

#define AREA(name) gty_check_##name,
static gty_area_function *const areas[] = {GTY_AREAS(AREA)};

static gty_area_function *const process_areas[] = {gty_check_process, gty_check_capabilities, gty_check_rlimits};
static gty_area_function *const resources_areas[] = {gty_check_devices,        gty_check_device_rules,
                                                     gty_check_memory,         gty_check_cpu,
                                                     gty_check_cgroup_version, gty_check_controllers};

#define RUN(list)                                                                                                      \
    for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++) (list)[i](&checker)

void gty_check(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_facts *facts) {
    struct gty_config apart;
    struct gty_checker checker = {
        .arena = diagnostics->arena, .diagnostics = diagnostics, .config = config, .facts = facts};
    switch (facts->input) {
    case GTY_INPUT_PROCESS:
        // It is for a container that has all it needs.
        apart = *config;
        apart.namespaces[GTY_NS_MNT].present = true;
        checker.config = &apart;
        RUN(process_areas);
        return;
    case GTY_INPUT_RESOURCES:
        RUN(resources_areas);
        return;
    case GTY_INPUT_STATE:
    case GTY_INPUT_FEATURES:
        return;
    default:
        RUN(areas);
    }
}
